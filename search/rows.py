"""Rows of a list: the practices that were found, as a reader of this language sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import languages, richtext, vocabulary
from hub.querysets import Viewer
from practices.confirming.age import said_in_lists
from practices.models import (
    Practice,
    PracticeCountry,
    PracticeLevel,
    PracticeObjective,
    PracticeText,
)
from search import why
from search.engine import Hit

EXCERPT = 260
# Countries that a row names; of more it says how many.
NAMED = 4


@dataclass(frozen=True)
class Row:
    """What `includes/practice_row.html` shows."""

    url: str
    title: str | SafeString
    lang: str
    dir: str
    objectives: Sequence[int]
    level: str
    countries: Sequence[str]
    languages: Sequence[str]
    excerpt: str | SafeString
    provenance: str = ""
    age: str = ""
    below: bool = False
    why: str | SafeString = ""


@dataclass
class _Text:
    language: str
    title: str
    summary: str


@dataclass
class _Shown:
    """What a row shows of a practice."""

    slug: str
    original: str
    age: str = ""
    objectives: list[int] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    texts: list[_Text] = field(default_factory=list)

    def text_for(self, reader: str, matched: str) -> _Text:
        """The reader's language, else the one that matched, else the original."""
        by_language = {text.language: text for text in self.texts}
        for code in (reader, matched, self.original):
            if code in by_language:
                return by_language[code]
        return self.texts[0]


def _read(ids: Sequence[int], viewer: Viewer) -> dict[int, _Shown]:
    """The practices that the viewer may see, in five statements: values alone, since objects hold
    ten times what a row shows and cost twice as much."""
    visible = Practice.objects.visible_to(viewer).filter(live=True, pk__in=ids).order_by()
    found = {
        pk: _Shown(slug or "", original, said_in_lists(came, confirmed, published))
        for pk, slug, original, came, confirmed, published in visible.values_list(
            "pk", "slug", "original_language", "provenance", "last_confirmed", "last_published_at"
        )
    }
    texts = PracticeText.objects.filter(practice__in=found, live=True).order_by("pk")
    for pk, *values in texts.values_list("practice_id", "language", "title", "summary"):
        found[pk].texts.append(_Text(*values))
    objectives = PracticeObjective.objects.filter(practice__in=found).order_by("number")
    for pk, number in objectives.values_list("practice_id", "number"):
        found[pk].objectives.append(number)
    levels = PracticeLevel.objects.filter(practice__in=found).order_by("pk")
    for pk, level in levels.values_list("practice_id", "level"):
        found[pk].levels.append(level)
    countries = PracticeCountry.objects.filter(practice__in=found).order_by("pk")
    for pk, country in countries.values_list("practice_id", "country"):
        found[pk].countries.append(country)
    return found


def _row(practice: _Shown, hit: Hit) -> Row:
    reader = languages.current().code
    text = practice.text_for(reader, hit.language)
    marked = hit.highlights if hit.language == text.language else {}
    names = [vocabulary.country_name(country, reader) for country in practice.countries]
    if len(names) > NAMED:
        more = ngettext("%(count)d more", "%(count)d more", len(names) - NAMED + 1)
        names = [*names[: NAMED - 1], more % {"count": len(names) - NAMED + 1}]
    levels = [vocabulary.level(level).name(reader) for level in practice.levels]
    return Row(
        url=reverse("practices:detail", args=[practice.slug]),
        title=marked.get("title") or text.title,
        lang=languages.html_tag(text.language),
        dir=languages.direction(text.language),
        objectives=practice.objectives,
        level=_(", ").join(levels),
        countries=names,
        languages=[_language(each.language, practice, reader) for each in practice.texts],
        excerpt=marked.get("summary")
        or marked.get("body")
        or richtext.excerpt(text.summary, EXCERPT, text.language),
        age=practice.age,
        below=hit.below,
        why=why.said(hit.why),
    )


def _language(code: str, practice: _Shown, reader: str) -> str:
    """The name of a language, and whether it is the one that the practice was written in; of one
    alone that goes without saying."""
    name = languages.language_name(code, reader)
    if code != practice.original or len(practice.texts) == 1:
        return name
    return _("%(language)s (original)") % {"language": name}


def rows_of(hits: Iterable[Hit], viewer: Viewer) -> list[Row]:
    """The rows of hits, in their order, read again as the viewer; gone ones are left out, and
    those that lost their last text since they were found."""
    return list(by_id(hits, viewer).values())


def by_id(hits: Iterable[Hit], viewer: Viewer) -> dict[int, Row]:
    """As `rows_of`, by the practice's id."""
    hits = list(hits)
    found = _read([hit.object_id for hit in hits], viewer)
    shown = [(found[hit.object_id], hit) for hit in hits if hit.object_id in found]
    return {hit.object_id: _row(practice, hit) for practice, hit in shown if practice.texts}
