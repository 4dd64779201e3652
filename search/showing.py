"""How hits of each kind are shown where everything is searched.

An app registers its kind in `AppConfig.ready`:

    showing.register("page", page_entries)

where `page_entries(ids, viewer)` gives entries by id, read as the viewer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from hub.querysets import Viewer
from search.engine import Hit


@dataclass(frozen=True)
class Entry:
    url: str
    title: str | SafeString
    lang: str
    dir: str
    excerpt: str | SafeString = ""


Entries = Callable[[Sequence[int], Viewer], Mapping[int, Entry]]
_kinds: dict[str, Entries] = {}


def register(kind: str, entries_by_id: Entries) -> None:
    _kinds[kind] = entries_by_id


def found(kind: str, ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    """The entries of objects by id; none of a kind that nobody registered."""
    return _kinds[kind](ids, viewer) if kind in _kinds else {}


def entries(kind: str, hits: Iterable[Hit], viewer: Viewer) -> list[Entry]:
    """The entries of hits in their order; what the viewer may not see is left out."""
    hits = list(hits)
    by_id = found(kind, [hit.object_id for hit in hits], viewer)
    return [
        replace(
            by_id[hit.object_id],
            title=hit.highlights.get("title") or by_id[hit.object_id].title,
            excerpt=hit.highlights.get("summary")
            or hit.highlights.get("body")
            or by_id[hit.object_id].excerpt,
        )
        for hit in hits
        if hit.object_id in by_id
    ]
