"""The practices that are close to one, by name, on its page."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.template import Context
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from hub import languages, vocabulary
from practices.models import Practice, PracticeCountry, PracticeText
from search.home import viewer_of
from search.registry import engine
from search.views.lists import KIND

RELATED = 4


@dataclass
class Named:
    """A practice by its title in the reader's language, else the original, else any."""

    url: str
    title: str
    lang: str
    dir: str
    countries: list[str] = field(default_factory=list)


def related(context: Context, practice: Practice) -> SafeString | None:
    """Practices that are close to this one. Titles and countries only, read in two queries: a
    page that everybody opens pays for them each time that it is not kept."""
    hits = engine().more_like(KIND, object_id=practice.pk, limit=RELATED, viewer=viewer_of(context))
    rows = named([hit.object_id for hit in hits], languages.current().code)
    return render_to_string("search/related.html", {"rows": rows}) if rows else None


def named(ids: Sequence[int], reader: str) -> list[Named]:
    """Published practices by name, in the order of their ids; the others are left out."""
    texts = PracticeText.objects.filter(practice__in=ids, practice__live=True, live=True)
    best: dict[int, tuple[int, Named]] = {}
    for pk, slug, original, code, title in texts.order_by("pk").values_list(
        "practice_id", "practice__slug", "practice__original_language", "language", "title"
    ):
        rank = (reader, original, code).index(code)
        if pk not in best or rank < best[pk][0]:
            url = reverse("practices:detail", args=[slug])
            shown = Named(url, title, languages.html_tag(code), languages.direction(code))
            best[pk] = (rank, shown)
    countries: dict[int, list[str]] = defaultdict(list)
    places = PracticeCountry.objects.filter(practice__in=list(best)).order_by("pk")
    for pk, iso2 in places.values_list("practice_id", "country"):
        countries[pk].append(vocabulary.country_name(iso2, reader))
    for pk, (_rank, shown) in best.items():
        shown.countries = countries[pk][:3]
    return [best[pk][1] for pk in ids if pk in best]
