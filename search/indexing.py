"""The embedded index follows each change, inside the transaction of the change; of kinds that are
written very often a moment later (`search.later`).

It is written whatever engine answers, so that there is always one that is up to date. What a
cluster has to be told is noted beside it (`search.outbox`); what its sentences mean, the worker
reads (`search.meaning`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction

from hub import indexing
from hub.actions.core import changed
from search import later
from search.alerts import news
from search.engines.embedded import store
from search.meaning import keeping
from search.models import SearchObject
from search.outbox import noting
from search.registry import engine

BATCH = 200

T = TypeVar("T")


def listen() -> None:
    """Follow what actions announce from now on."""
    changed.connect(_follow, dispatch_uid="search.indexing")


def _follow(
    sender: Any, *, kind: str, ids: Sequence[Any], new: Collection[Any] = (), **kwargs: Any
) -> None:
    changed_too = {**indexing.touched_by(kind, ids)}
    if kind in indexing.kinds():
        changed_too[kind] = [*ids, *changed_too.get(kind, ())]
    for name, keys in changed_too.items():
        if indexing.is_deferred(name):
            later.note(name, keys, new if name == kind else ())
        else:
            follow(name, keys)


def follow(
    kind: str, ids: Iterable[Any], *, is_news: bool = True, tells_cluster: bool = True
) -> None:  # fmt: skip
    """Read objects again and bring the index to what they are now: gone ones leave it. Those that
    come into it for the first time are news, unless they stood there before the index did."""
    with transaction.atomic():
        # Before anything is read: whoever read later, writes later.
        store.stamped(kind)
        for batch in _batches(sorted({int(each) for each in ids}), BATCH):
            documents = list(indexing.source(kind).documents(batch))
            found = {document.object_id: document.audience for document in documents}
            engine("embedded").remove(kind, [each for each in batch if each not in found])
            engine("embedded").bulk(documents)
            if tells_cluster:
                noting.note(kind, {each: found.get(each, ()) for each in batch})
            public = {each: indexing.PUBLIC in audience for each, audience in found.items()}
            news.note(kind, public, told=not is_news)
        keeping.ask()


def _batches(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


@dataclass(frozen=True)
class Difference:
    """Where the index of a kind differs from its rows.

    missing: not in the index. stale: in it, but not as they are now. orphaned: in it, but no
    longer to be found by anybody.
    """

    kind: str
    missing: Sequence[int]
    stale: Sequence[int]
    orphaned: Sequence[int]

    @property
    def ids(self) -> list[int]:
        return [*self.missing, *self.stale, *self.orphaned]


def difference(kind: str, tick: Callable[[int], object] = lambda count: None) -> Difference:
    """Compare each document with what the index keeps of it; `tick` hears how many were read."""
    rows = SearchObject.objects.filter(kind__name=kind)
    return compared(kind, dict(rows.values_list("object_id", "digest")), tick)


def compared(
    kind: str, kept: Mapping[int, str], tick: Callable[[int], object] = lambda count: None
) -> Difference:
    """As `difference`, with digests that are kept anywhere, by object."""
    missing, stale, seen = [], [], set()
    for document in indexing.source(kind).documents():
        seen.add(document.object_id)
        if document.object_id not in kept:
            missing.append(document.object_id)
        elif kept[document.object_id] != store.digest_of(document):
            stale.append(document.object_id)
        tick(1)
    return Difference(kind, missing, stale, [pk for pk in kept if pk not in seen])


def rebuild(
    kind: str, tick: Callable[[int], object] = lambda count: None, *, tells_cluster: bool = False
) -> int:
    """Read every object of a kind again; how many there are. Readers find each object as it was
    or as it is, never none: batches replace, and what is gone leaves at the end. A cluster has
    indexes of its own to rebuild (`search.rebuilding`)."""
    source = indexing.source(kind)
    ids = list(source.indexable().order_by("pk").values_list("pk", flat=True))
    for batch in _batches(ids, BATCH):
        # Rows are read under the lock of the writer, so that no older reading wins.
        follow(kind, batch, is_news=False, tells_cluster=tells_cluster)
        tick(len(batch))
    kept = SearchObject.objects.filter(kind__name=kind).values_list("object_id", flat=True)
    follow(kind, set(kept) - set(ids), tells_cluster=tells_cluster)
    return len(ids)
