"""Building the cluster's indexes anew beside those that are searched, while everything goes on.

From the moment a build is noted in `SearchCluster`, the drainer writes both. The build reads every
object and writes it, at the version of its outbox row, into the new indexes alone; whatever changes
meanwhile has a higher version and wins. Then both are compared, and the aliases move in one step.
A build that dies leaves indexes that nobody searches; the next one deletes them.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from elasticsearch import ApiError, Elasticsearch, TransportError

from hub import indexing
from search.engines.elasticsearch import indexes, writing
from search.engines.elasticsearch.breaker import breaker
from search.engines.elasticsearch.comparing import kept
from search.engines.elasticsearch.connection import client, is_configured
from search.models import SearchCluster, SearchOutbox
from search.outbox import draining, noting, parking, standing

logger = logging.getLogger("search.rebuilding")

BATCH = 200
# Seconds that one request may take.
REQUEST = 30.0
# Seconds after which a build that was not heard of has died.
ABANDONED = 120
# How often the cluster may be busy or away for a moment, and the seconds between.
ATTEMPTS = 6
PAUSE = 1.0
# Seconds that the writes of others are waited for before the swap.
CATCHING_UP = 60.0

Tick = Callable[[int], object]


class NotRebuilt(Exception):
    """The indexes that were searched before still are. Says why."""


def is_due() -> bool:
    """Whether the indexes that are searched are not those of this code, or there are none."""
    return is_configured() and standing.read().mapping != indexes.fingerprint()


@dataclass
class _Build:
    """One build. filled: by kind and object, the version that the new index has."""

    token: str
    suffix: str
    cluster: Elasticsearch
    filled: dict[str, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))

    def go_on(self) -> None:
        """Say that the build goes on. Raises `NotRebuilt` where another took over."""
        held = SearchCluster.objects.filter(pk=standing.ROW, building=self.token)
        if not held.update(building_at=timezone.now()):
            raise NotRebuilt("another rebuild took over")


def rebuild(tick: Tick = lambda count: None) -> int:
    """Build, compare, swap, delete the old; how many objects. Raises `NotRebuilt`."""
    started = time.monotonic()
    build = _begin()
    try:
        indexes.drop_unused(build.cluster)
        count = _build(build, tick)
        _compare(build)
        build.go_on()
        indexes.swap(build.cluster, indexing.kinds(), build.suffix)
    except (ApiError, TransportError, NotRebuilt) as error:
        _give_up(build, str(error))
        raise NotRebuilt(str(error)) from error
    except BaseException as error:
        _give_up(build, type(error).__name__)
        raise
    _mark_sent(build)
    seconds = time.monotonic() - started
    standing.update(
        mapping=indexes.fingerprint(), building="", building_suffix="", rebuild_error="",
        failures=0, error="", rebuilt_at=timezone.now(), rebuilt_seconds=seconds,
        rebuilt_count=count,
    )  # fmt: skip
    breaker.mend()
    logger.info("search.rebuilt count=%s seconds=%.1f", count, seconds)
    return count


def is_running(row: SearchCluster) -> bool:
    """Whether somebody builds, who was heard of lately."""
    since = timezone.now() - timedelta(seconds=ABANDONED)
    return bool(row.building and row.building_at and row.building_at > since)


def _begin() -> _Build:
    """Take the right to build; nobody else does for as long as this is heard of."""
    if not is_configured():
        raise NotRebuilt("no cluster is set")
    build = _Build(secrets.token_hex(16), indexes.new_suffix(), client(REQUEST))
    standing.row()
    with transaction.atomic():
        if is_running(SearchCluster.objects.select_for_update().get(pk=standing.ROW)):
            raise NotRebuilt("another rebuild is running")
        standing.update(
            building=build.token, building_suffix=build.suffix, building_at=timezone.now(),
            rebuild_error="",
        )  # fmt: skip
    return build


def _give_up(build: _Build, why: str) -> None:
    logger.error("search.rebuild.failed")
    mine = SearchCluster.objects.filter(pk=standing.ROW, building=build.token)
    if not mine.update(building="", building_suffix="", rebuild_error=why[:500]):
        return
    try:
        indexes.drop_unused(build.cluster)
    except (ApiError, TransportError):
        # The next one does it.
        logger.warning("search.rebuild.left")


def _mark_sent(build: _Build) -> None:
    """The cluster has what was written into indexes that nobody searched until now."""
    for kind, filled in build.filled.items():
        versions: dict[int, list[int]] = defaultdict(list)
        for pk, version in filled.items():
            versions[version].append(pk)
        rows = SearchOutbox.objects.filter(kind=kind)
        for version, keys in versions.items():
            for start in range(0, len(keys), BATCH):
                its = rows.filter(object_id__in=keys[start : start + BATCH], version=version)
                its.filter(Q(sent_version__lt=version) | Q(narrowed=True)).update(
                    sent_version=version, tries=0, retry_at=None, error="", narrowed=False
                )


def _build(build: _Build, tick: Tick) -> int:
    indexes.make(build.cluster, indexing.kinds(), build.suffix)
    # What was refused may fit the new indexes.
    parking.parked().order_by().update(parked_at=None, tries=0, retry_at=None)
    count = 0
    for kind in indexing.kinds():
        for ids in _ids(kind):
            build.go_on()
            count += _fill(build, kind, ids)
            tick(len(ids))
    return count


def _ids(kind: str) -> Iterator[list[int]]:
    """All objects of a kind that are there or that the outbox knows, so many at a time."""
    last = -1
    there = indexing.source(kind).indexable().order_by("pk")
    known = SearchOutbox.objects.filter(kind=kind).order_by("object_id")
    while True:
        some = set(there.filter(pk__gt=last).values_list("pk", flat=True)[:BATCH])
        some |= set(known.filter(object_id__gt=last).values_list("object_id", flat=True)[:BATCH])
        batch = sorted(some)[:BATCH]
        if not batch:
            return
        yield batch
        last = batch[-1]


def _fill(build: _Build, kind: str, ids: list[int]) -> int:
    """Write these into the new index; how many are there."""
    _note_unknown(kind, ids)
    rows = list(SearchOutbox.objects.filter(kind=kind, object_id__in=ids))
    by_id = {row.object_id: row for row in rows}
    read = list(draining.writes_of(rows))
    writes = [each for each in read if isinstance(each, writing.Write)]
    refused = [each for each in read if not isinstance(each, writing.Write)]
    for outcome in [*refused, *_written(build.cluster, kind, writes)]:
        if outcome.fate is writing.Fate.DONE:
            build.filled[kind][outcome.write.object_id] = outcome.write.version
            continue
        row = by_id[outcome.write.object_id]
        row.tries = parking.TRIES
        # Nobody sends it until somebody looks, and it does not count as sent.
        its = SearchOutbox.objects.filter(pk=row.pk, version=row.version)
        its.filter(sent_version=F("version")).update(sent_version=F("version") - 1)
        parking.refused([(row, outcome.error)])
    return sum(1 for each in writes if each.body)


def _note_unknown(kind: str, ids: list[int]) -> None:
    """Bring the outbox to the objects where it does not follow them: nothing was noted while no
    cluster was set."""
    known = dict(
        SearchOutbox.objects.filter(kind=kind, object_id__in=ids).values_list(
            "object_id", "audience"
        )
    )
    try:
        now = {each.object_id: each.audience for each in indexing.source(kind).documents(ids)}
    except Exception:
        # One that cannot be read is found out, alone, when it is to be written.
        logger.exception("search.rebuild.unreadable kind=%s", kind)
        now = {pk: (indexing.PUBLIC,) for pk in ids if pk not in known}
    differing = {
        pk: now.get(pk, ()) for pk in ids if known.get(pk, "") != " ".join(now.get(pk, ()))
    }
    noting.note(kind, differing)


def _written(
    cluster: Elasticsearch, kind: str, writes: list[writing.Write]
) -> list[writing.Outcome]:
    """What became of them, tried again while the cluster is busy."""
    done: list[writing.Outcome] = []
    for attempt in range(ATTEMPTS):
        try:
            outcomes = writing.send(cluster, writes, building=(kind,), only_building=True)
        except (ApiError, TransportError):
            if attempt == ATTEMPTS - 1:
                raise
            outcomes = [writing.Outcome(each, writing.Fate.BUSY) for each in writes]
        if any(each.fate is writing.Fate.LOST for each in outcomes):
            raise NotRebuilt("the new index is gone")
        done += [each for each in outcomes if each.fate is not writing.Fate.BUSY]
        writes = [each.write for each in outcomes if each.fate is writing.Fate.BUSY]
        if not writes:
            return done
        time.sleep(PAUSE * (attempt + 1))
    raise NotRebuilt("the cluster takes nothing")


def _compare(build: _Build) -> None:
    """Wait until the new indexes hold what the outbox says. Raises `NotRebuilt`."""
    ends = time.monotonic() + CATCHING_UP
    while True:
        build.go_on()
        if not is_due():
            draining.drain(at_once=True)
        wrong = {kind: _differing(build, kind) for kind in indexing.kinds()}
        wrong = {kind: ids for kind, ids in wrong.items() if ids}
        if not wrong:
            return
        if time.monotonic() >= ends:
            told = ", ".join(f"{len(ids)} of {kind}" for kind, ids in wrong.items())
            raise NotRebuilt(f"the new indexes differ from the rows: {told}")
        time.sleep(PAUSE)


def _differing(build: _Build, kind: str) -> set[int]:
    """Objects that the new index lacks or has too many; those that wait for the drainer left
    out."""
    name = indexes.next_alias(kind)
    build.cluster.indices.refresh(index=name)
    there = set(kept(build.cluster, name))
    # Read after the index: what changed since is unsent.
    rows = SearchOutbox.objects.filter(kind=kind).values_list(
        "object_id", "audience", "version", "sent_version", "parked_at"
    )
    due, waiting = set(), set()
    filled = build.filled[kind]
    for pk, audience, version, sent, parked_at in rows.iterator():
        if audience and parked_at is None:
            due.add(pk)
        if sent < version and filled.get(pk) != version:
            waiting.add(pk)
    return (there ^ due) - waiting
