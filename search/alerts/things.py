"""What notices and feeds say of what was found, whatever it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from hub.querysets import Viewer
from practices.indexing import KIND as PRACTICE
from practices.models import Practice
from search import rows, showing
from search.engine import Hit
from search.showing import Entry


def found(kind: str, ids: Iterable[int], viewer: Viewer) -> Mapping[int, Entry]:
    """Entries of objects by id, as the viewer may see them, in the active language where they have
    it; a fixed number of queries."""
    keys = sorted(set(ids))
    if kind != PRACTICE:
        return showing.found(kind, keys, viewer) if keys else {}
    return _practices(keys, viewer) if keys else {}


def _practices(ids: Sequence[int], viewer: Viewer) -> Mapping[int, Entry]:
    published = Practice.objects.filter(pk__in=ids, live=True)
    known = {
        pk: dates for pk, *dates in published.values_list(
            "pk", "first_published_at", "last_published_at"
        )
    }  # fmt: skip
    entries = {}
    for pk, row in rows.by_id([Hit(PRACTICE, pk, 0.0) for pk in known], viewer).items():
        first, last = known[pk]
        entries[pk] = Entry(
            url=row.url,
            title=row.title,
            lang=row.lang,
            dir=row.dir,
            excerpt=row.excerpt,
            note=_joined([row.level, *row.countries]),
            published_at=first,
            changed_at=last,
        )
    return entries


def _joined(parts: Iterable[str]) -> str:
    return " · ".join(part for part in parts if part)
