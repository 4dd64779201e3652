"""Rows of a list: the practices that were found, as a reader of this language sees them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from hub import languages, richtext, vocabulary
from hub.querysets import Viewer
from practices.models import Practice, PracticeText
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


def text_for(practice: Practice, reader: str, matched: str = "") -> PracticeText | None:
    """The text to show: the reader's language, else the one that matched, else the original."""
    texts: list[PracticeText] = practice.live_texts
    by_language = {text.language: text for text in texts}
    for code in (reader, matched, practice.original_language):
        if code in by_language:
            return by_language[code]
    return texts[0] if texts else None


def row_of(practice: Practice, hit: Hit | None = None) -> Row | None:
    """A practice as a row; None where it lost its last text since it was found."""
    reader = languages.current().code
    text = text_for(practice, reader, hit.language if hit else "")
    if text is None:
        return None
    marked = hit.highlights if hit and hit.language == text.language else {}
    names = [vocabulary.country_name(each.country, reader) for each in practice.countries.all()]
    if len(names) > NAMED:
        more = ngettext("%(count)d more", "%(count)d more", len(names) - NAMED + 1)
        names = [*names[: NAMED - 1], more % {"count": len(names) - NAMED + 1}]
    levels = [vocabulary.level(each.level).name(reader) for each in practice.levels.all()]
    return Row(
        url=reverse("practices:detail", args=[practice.slug]),
        title=marked.get("title") or text.title,
        lang=languages.html_tag(text.language),
        dir=languages.direction(text.language),
        objectives=[each.number for each in practice.objectives.all()],
        level=_(", ").join(levels),
        countries=names,
        languages=[languages.language_name(each.language, reader) for each in practice.live_texts],
        excerpt=marked.get("summary") or marked.get("body") or _beginning(text),
        below=bool(hit and hit.below),
    )


def _beginning(text: PracticeText) -> str:
    return richtext.excerpt(text.summary, EXCERPT, text.language)


def rows_of(hits: Iterable[Hit], viewer: Viewer) -> list[Row]:
    """The rows of hits, in their order, read again as the viewer; gone ones are left out."""
    hits = list(hits)
    found = (
        Practice.objects.visible_to(viewer)
        .filter(live=True)
        .for_rows()
        .in_bulk([hit.object_id for hit in hits])
    )
    rows = [row_of(found[hit.object_id], hit) for hit in hits if hit.object_id in found]
    return [row for row in rows if row is not None]
