"""How things stand with the cluster: the one row of `SearchCluster`, and the lag of the outbox."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, F, Min, Q
from django.utils import timezone

from search.models import SearchCluster, SearchOutbox

ROW = 1
# Seconds after which a drainer that was not heard of has died; longer than its longest request.
LEASE = 30


def row() -> SearchCluster:
    """The row, made when it is not there."""
    return SearchCluster.objects.get_or_create(pk=ROW)[0]


def read() -> SearchCluster:
    """The row, not written; one as if nothing had happened yet where there is none."""
    return SearchCluster.objects.filter(pk=ROW).first() or SearchCluster(pk=ROW)


def update(**facts: object) -> None:
    row()
    SearchCluster.objects.filter(pk=ROW).update(**facts)


class Lost(Exception):
    """Somebody else has taken the lease in the meantime."""


class Lease:
    """The right to drain, for `LEASE` seconds from the last `renew`."""

    def __init__(self, token: str) -> None:
        self.token = token

    def renew(self) -> None:
        """Raises `Lost`."""
        held = SearchCluster.objects.filter(pk=ROW, drainer=self.token)
        if not held.update(drainer_until=timezone.now() + timedelta(seconds=LEASE)):
            raise Lost


@contextmanager
def lease() -> Iterator[Lease | None]:
    """The right to drain; None where another has it."""
    row()
    token, now = secrets.token_hex(16), timezone.now()
    free = Q(drainer="") | Q(drainer_until__isnull=True) | Q(drainer_until__lt=now)
    taken = SearchCluster.objects.filter(free, pk=ROW).update(
        drainer=token, drainer_until=now + timedelta(seconds=LEASE)
    )
    if not taken:
        yield None
        return
    try:
        yield Lease(token)
    finally:
        SearchCluster.objects.filter(pk=ROW, drainer=token).update(drainer="", drainer_until=None)


@dataclass(frozen=True)
class Lag:
    """rows: objects of which the cluster does not have the last version; seconds: since when the
    oldest of them waits. parked: those that the cluster refuses, not counted in the others.
    narrowed: those that it may show to somebody who may not find them."""

    rows: int
    seconds: float
    parked: int
    narrowed: int


def lag() -> Lag:
    waiting = Q(parked_at__isnull=True)
    counted = SearchOutbox.objects.filter(sent_version__lt=F("version")).aggregate(
        rows=Count("pk", filter=waiting),
        since=Min("changed_at", filter=waiting),
        parked=Count("pk", filter=~waiting),
    )
    since: datetime | None = counted["since"]
    return Lag(
        rows=counted["rows"],
        seconds=(timezone.now() - since).total_seconds() if since else 0.0,
        parked=counted["parked"],
        narrowed=SearchOutbox.objects.filter(narrowed=True).count(),
    )
