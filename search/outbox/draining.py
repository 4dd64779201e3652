"""Sending the outbox to the cluster: in bulk, by version, by one drainer at a time.

Rows are read first, then whether indexes are being built, then the objects themselves: whatever
changes later has a higher version, is still unsent, and is sent again. So nothing is lost however
the drainer or the cluster dies in between.
"""

from __future__ import annotations

import logging
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, TransportError

from hub import indexing
from hub.indexing import Document
from search.engines.elasticsearch import indexes, sentences, writing
from search.engines.elasticsearch.breaker import breaker
from search.engines.elasticsearch.connection import client, is_configured
from search.engines.elasticsearch.documents import to_es
from search.engines.elasticsearch.writing import Fate, Outcome, Write
from search.models import SearchOutbox
from search.outbox import parking, standing

logger = logging.getLogger("search.outbox")

BATCH = 200
# Seconds that a bulk request may take, well within the lease.
BULK = 10.0
# Seconds until the next attempt after the cluster took nothing: doubled each time, up to the last.
FIRST_PAUSE, LAST_PAUSE = 2, 15


@dataclass(frozen=True)
class Drained:
    """sent: objects. waits: seconds after which to try again, 0 where nothing is left. why: the
    reason for it: "away", "busy", "lost" (an index is gone) or "outdated" (the indexes are of
    another mapping and wait for a rebuild)."""

    sent: int = 0
    waits: float = 0.0
    why: str = ""


class Stopped(Exception):
    """The cluster does not take anything now; `why` as in `Drained`."""

    def __init__(self, why: str, error: str = "") -> None:
        self.why, self.error = why, error
        super().__init__(why)


def due() -> QuerySet[SearchOutbox]:
    """Rows to be sent now."""
    ready = Q(retry_at__isnull=True) | Q(retry_at__lte=timezone.now())
    return SearchOutbox.objects.filter(
        ready, sent_version__lt=F("version"), parked_at__isnull=True
    )  # fmt: skip


def drain(seconds: float = 60.0, *, at_once: bool = False) -> Drained:
    """Send what is due, for about so many seconds; a second drainer does nothing. A cluster that
    took nothing a moment ago is left alone, unless `at_once`. Never raises for what it does."""
    if not is_configured():
        return Drained()
    pause = 0.0 if at_once else _pause()
    if pause:
        return Drained(waits=pause, why="away")
    sent, ends = 0, time.monotonic() + seconds
    while True:
        with standing.lease() as lease:
            if lease is None:
                return Drained(sent)
            try:
                sent += _drain(lease, ends)
            except standing.Lost:
                return Drained(sent)
            except Stopped as stopped:
                return Drained(sent, failed(stopped), stopped.why)
            standing.update(drained_at=timezone.now(), failures=0, error="")
        if time.monotonic() >= ends:
            return Drained(sent, waits=0.1 if due().exists() else 0.0)
        # Whoever noted something while the lease was held left it to this one.
        if not due().exists():
            return Drained(sent, waits=_until_retry())


def _until_retry() -> float:
    """Seconds until a refused row is due again; 0 where none waits."""
    waiting = SearchOutbox.objects.filter(
        sent_version__lt=F("version"), parked_at__isnull=True, retry_at__isnull=False
    )
    first = waiting.order_by("retry_at").values_list("retry_at", flat=True).first()
    return max(0.1, (first - timezone.now()).total_seconds()) if first else 0.0


def failed(stopped: Stopped) -> float:
    """Keep that and why it failed; seconds to wait."""
    failures = standing.read().failures + 1
    standing.update(failures=failures, failed_at=timezone.now(), error=stopped.error[:500])
    logger.warning("search.outbox.stopped why=%s failures=%s", stopped.why, failures)
    return _pause()


def _pause() -> float:
    """Seconds for which the cluster is still left alone."""
    row = standing.read()
    if not row.failures or not row.failed_at:
        return 0.0
    pause = min(FIRST_PAUSE * 2 ** min(row.failures - 1, 10), LAST_PAUSE)
    return max(0.0, pause - (timezone.now() - row.failed_at).total_seconds())


def _drain(lease: standing.Lease, ends: float) -> int:
    cluster = client(BULK)
    if not due().exists():
        return 0
    require_ready()
    sent = 0
    while rows := list(due().order_by("-narrowed", "changed_at", "pk")[:BATCH]):
        lease.renew()
        sent += _send(cluster, rows)
        if time.monotonic() >= ends:
            break
    return sent


def require_ready() -> None:
    """Look at the cluster. Raises `Stopped` where it is away or its indexes are not those of this
    code."""
    try:
        gone = indexes.missing(client(), indexing.kinds())
    except (ApiError, TransportError) as error:
        breaker.trip(error)
        raise Stopped("away", str(error)) from error
    breaker.mend()
    if gone:
        standing.update(mapping="")
        raise Stopped("lost", f"no index of {', '.join(gone)}")
    if standing.read().mapping != indexes.fingerprint():
        raise Stopped("outdated", "the indexes wait for a rebuild")


def _send(cluster: Elasticsearch, rows: Sequence[SearchOutbox]) -> int:
    building = indexing.kinds() if standing.read().building else ()
    by_key = {(row.kind, row.object_id): row for row in rows}
    writes, refused = [], []
    for outcome in writes_of(rows):
        if isinstance(outcome, Write):
            writes.append(outcome)
        else:
            refused.append(outcome)
    narrowed = any(row.narrowed for row in rows)
    outcomes = refused + _bulk(cluster, writes, building, refresh=narrowed)
    fates: dict[Fate, list[tuple[SearchOutbox, str]]] = defaultdict(list)
    for each in outcomes:
        row = by_key[each.write.kind, each.write.object_id]
        fates[each.fate].append((row, each.error))
    _mark_sent([row for row, _error in fates[Fate.DONE]])
    if fates[Fate.REFUSED]:
        parked = parking.refused(fates[Fate.REFUSED])
        # Rather not found than found as it was before.
        emptied = [Write(row.kind, row.object_id, row.version, None) for row in parked]
        done = _bulk(cluster, emptied, building, refresh=True)
        parking.emptied(
            [by_key[e.write.kind, e.write.object_id] for e in done if e.fate is Fate.DONE]
        )
    if fates[Fate.LOST]:
        standing.update(mapping="")
        raise Stopped("lost", fates[Fate.LOST][0][1])
    if fates[Fate.BUSY]:
        raise Stopped("busy", fates[Fate.BUSY][0][1])
    return len(fates[Fate.DONE])


def _bulk(
    cluster: Elasticsearch, writes: Sequence[Write], building: Collection[str], *, refresh: bool
) -> list[Outcome]:
    if not writes:
        return []
    try:
        return writing.send(cluster, writes, building=building, refresh=refresh)
    except TransportError as error:
        breaker.trip(error)
        raise Stopped("away", str(error)) from error
    except ApiError as error:
        raise Stopped("busy", str(error)) from error


def _mark_sent(rows: Iterable[SearchOutbox]) -> None:
    versions: dict[int, list[int]] = defaultdict(list)
    for row in rows:
        versions[row.version].append(row.pk)
    with transaction.atomic():
        for version, keys in versions.items():
            sent = SearchOutbox.objects.filter(pk__in=keys)
            sent.update(sent_version=version)
            # What changed in between is noted, and its own.
            sent.filter(version=version).update(tries=0, retry_at=None, error="", narrowed=False)


def writes_of(rows: Sequence[SearchOutbox]) -> Iterator[Write | Outcome]:
    """Each row's object as it is now, read after the row; where it cannot be read or told, that it
    is refused, and why."""
    by_kind: dict[str, list[SearchOutbox]] = defaultdict(list)
    for row in rows:
        by_kind[row.kind].append(row)
    for kind, some in by_kind.items():
        known = kind in indexing.kinds()
        read = _documents(kind, [row.object_id for row in some]) if known else {}
        there = [each for each in read.values() if isinstance(each, Document)]
        meant = sentences.of_documents(kind, there)
        for row in some:
            found = read.get(row.object_id)
            empty = Write(kind, row.object_id, row.version, None)
            if isinstance(found, Exception):
                yield Outcome(empty, Fate.REFUSED, f"{type(found).__name__}: {found}")
                continue
            try:
                body = to_es(found) if found else None
            except Exception as error:
                logger.exception("search.outbox.unreadable kind=%s id=%s", kind, row.object_id)
                yield Outcome(empty, Fate.REFUSED, f"{type(error).__name__}: {error}")
                continue
            if body and row.object_id in meant:
                body["sentences"] = meant[row.object_id]
            yield Write(kind, row.object_id, row.version, body)


def _documents(kind: str, ids: Sequence[int]) -> dict[int, Document | Exception]:
    """Those that are there; where one cannot be read, the others all the same."""
    try:
        return {each.object_id: each for each in indexing.source(kind).documents(ids)}
    except DatabaseError:
        # Not about one of them: all are tried again.
        raise
    except Exception as error:
        if len(ids) == 1:
            logger.exception("search.outbox.unreadable kind=%s id=%s", kind, ids[0])
            return {ids[0]: error}
        found: dict[int, Document | Exception] = {}
        for each in ids:
            found.update(_documents(kind, [each]))
        return found
