"""How hits of each kind are shown where everything is searched.

An app registers its kind in `AppConfig.ready`:

    showing.register("page", page_entries, _("Pages"), _("Page"))

where `page_entries(ids, viewer)` gives entries by id, read as the viewer, and the two names are
the kind's for many and for one, lazily translated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString

from hub import languages
from hub.querysets import Viewer
from search import why
from search.engine import Hit


@dataclass(frozen=True)
class Entry:
    """One object that was found.

    lang, dir: of the title, and of the excerpt where it says nothing of its own.
    note: one line in the reader's language: who said it, and when. why: why it was found.
    published_at, changed_at: for feeds.
    """

    url: str
    title: str | SafeString
    lang: str
    dir: str
    excerpt: str | SafeString = ""
    excerpt_lang: str = ""
    excerpt_dir: str = ""
    note: str | SafeString = ""
    published_at: datetime | None = None
    changed_at: datetime | None = None
    why: str | SafeString = ""


Entries = Callable[[Sequence[int], Viewer], Mapping[int, Entry]]


@dataclass(frozen=True)
class _Kind:
    entries: Entries
    many: Any
    one: Any


_kinds: dict[str, _Kind] = {}


def register(kind: str, entries_by_id: Entries, many: Any, one: Any) -> None:
    _kinds[kind] = _Kind(entries_by_id, many, one)


def heading(kind: str) -> str:
    """What many of a kind are called in the active language; "" for one that nobody registered."""
    return str(_kinds[kind].many) if kind in _kinds else ""


def name(kind: str) -> str:
    """What one of a kind is called in the active language."""
    return str(_kinds[kind].one) if kind in _kinds else ""


def found(kind: str, ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    """The entries of objects by id; none of a kind that nobody registered."""
    return _kinds[kind].entries(ids, viewer) if kind in _kinds else {}


def entries_by_hit(hits: Iterable[Hit], viewer: Viewer) -> list[tuple[Hit, Entry]]:
    """Hits in their order with their entries, of any kinds; what the viewer may not see is left
    out. Those of a kind are read at once."""
    hits = list(hits)
    by_kind = {
        kind: found(kind, [hit.object_id for hit in hits if hit.kind == kind], viewer)
        for kind in {hit.kind for hit in hits}
    }
    return [
        (hit, _marked(by_kind[hit.kind][hit.object_id], hit))
        for hit in hits
        if hit.object_id in by_kind[hit.kind]
    ]


def _marked(entry: Entry, hit: Hit) -> Entry:
    """The entry with what matched, where that is in the language in which it is shown: a reader
    who has a text in their own language is not shown another. Without an excerpt of its own, it
    shows what matched."""
    entry = replace(entry, why=why.said(hit.why))
    own = languages.html_tag(hit.language)
    title = hit.highlights.get("title")
    if title and own == entry.lang:
        entry = replace(entry, title=title)
    excerpt = hit.highlights.get("summary") or hit.highlights.get("body")
    if excerpt and (not entry.excerpt or own == (entry.excerpt_lang or entry.lang)):
        direction = languages.direction(hit.language)
        entry = replace(entry, excerpt=excerpt, excerpt_lang=own, excerpt_dir=direction)
    return entry
