"""What the secretariat is told of how search stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from hub import indexing
from search import rebuilding, resting
from search.models import SearchCluster, SearchOutbox, SearchPending
from search.outbox import parking, standing
from search.outbox.standing import Lag

PARKED_SHOWN = 50


@dataclass(frozen=True)
class ParkedRow:
    """An object that the cluster refuses, with what it is called."""

    row: SearchOutbox
    title: str


@dataclass(frozen=True)
class Status:
    """answering: which engine answers, in words; why: why it is not the cluster, or "". pending:
    objects that the embedded index has still to follow. The seconds are whole ones: since when the
    oldest of these waits, and of what the cluster has not been told; and what the last rebuild
    took. is_building: whether a rebuild runs."""

    is_set: bool
    answering: str
    why: str
    pending: int
    pending_seconds: int
    lag: Lag
    lag_seconds: int
    cluster: SearchCluster
    rebuilt_seconds: int
    is_building: bool
    parked: list[ParkedRow]


def status() -> Status:
    """Asks the cluster nothing; nine queries and one for each kind of what is parked."""
    reason = resting.reason()
    cluster = standing.read()
    if not reason and cluster.failures:
        # The worker has noticed before this process did.
        reason = "away"
    lag = standing.lag()
    pending = SearchPending.objects.order_by("noted_at")
    first = pending.values_list("noted_at", flat=True).first()
    return Status(
        is_set=reason != "not set",
        answering=_("The cluster") if not reason else _("The engine in the hub’s own database"),
        why=_why(reason),
        pending=pending.count(),
        pending_seconds=_seconds_since(first),
        lag=lag,
        lag_seconds=round(lag.seconds),
        cluster=cluster,
        rebuilt_seconds=round(cluster.rebuilt_seconds),
        is_building=rebuilding.is_running(cluster),
        parked=_titled(list(parking.parked()[:PARKED_SHOWN])),
    )


def _seconds_since(moment: datetime | None) -> int:
    return round((timezone.now() - moment).total_seconds()) if moment else 0


def _why(reason: str) -> str:
    words = {
        "not set": _("No cluster is set up."),
        "not built": _(
            "The cluster has no indexes of this version. They are built by “manage.py "
            "search_rebuild”, or by the worker where there are none at all."
        ),
        "narrowed": _(
            "The cluster has still to be told what somebody may not find any more. Until then it "
            "is not asked."
        ),
        "away": _("The cluster does not answer, or takes nothing."),
    }
    return words.get(reason, "")


def _titled(rows: list[SearchOutbox]) -> list[ParkedRow]:
    titles: dict[tuple[str, int], str] = {}
    for kind in {row.kind for row in rows} & set(indexing.kinds()):
        ids = [row.object_id for row in rows if row.kind == kind]
        titles.update({(kind, pk): title for pk, title in _titles(kind, ids).items()})
    return [ParkedRow(row, titles.get((row.kind, row.object_id), "")) for row in rows]


def _titles(kind: str, ids: list[int]) -> dict[int, str]:
    """What they are called; nothing where one of them cannot even be read."""
    try:
        documents: Any = list(indexing.source(kind).documents(ids))
    except Exception:
        return {}
    return {
        each.object_id: (each.texts[0].title or each.texts[0].body[:80]) if each.texts else ""
        for each in documents
    }
