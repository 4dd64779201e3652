"""Whether the cluster says what the rows say, once what waits was sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import F

from hub import indexing
from search.engines.elasticsearch.comparing import kept
from search.engines.elasticsearch.connection import client, read_alias
from search.indexing import Difference, compared
from search.models import SearchOutbox
from search.outbox import noting

# Seconds that one request may take.
REQUEST = 30.0


def differences() -> Iterator[Difference]:
    """For each kind, where the cluster differs; objects that wait to be sent or are parked left
    out. Raises `elasticsearch.ApiError` and `TransportError`."""
    cluster = client(REQUEST)
    for kind in indexing.kinds():
        cluster.indices.refresh(index=read_alias(kind))
        found = compared(kind, kept(cluster, read_alias(kind)))
        rows = SearchOutbox.objects.filter(kind=kind, sent_version__lt=F("version"))
        waiting = set(rows.values_list("object_id", flat=True))
        parts = (found.missing, found.stale, found.orphaned)
        yield Difference(kind, *([pk for pk in some if pk not in waiting] for some in parts))


def repair(different: Difference) -> None:
    """Have what differs sent again."""
    audiences: dict[int, Sequence[str]] = dict.fromkeys(different.ids, ())
    found = indexing.source(different.kind).documents(different.ids)
    noting.note(different.kind, {**audiences, **{each.object_id: each.audience for each in found}})
