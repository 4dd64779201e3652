"""Objects that the cluster refuses: tried a few times, then left alone until somebody looks."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet
from django.utils import timezone

from hub.actions import Act, action
from hub.permissions import is_secretariat
from search.models import SearchOutbox

if TYPE_CHECKING:
    from hub.querysets import Viewer

logger = logging.getLogger("search.outbox")

# After so many refusals an object is parked; seconds between two attempts.
TRIES = 3
PAUSES = (1, 5)
ERROR = 1_000


def parked() -> QuerySet[SearchOutbox]:
    """Those that are not tried any more, the last first."""
    return SearchOutbox.objects.filter(parked_at__isnull=False).order_by("-parked_at", "pk")


def refused(rows: Iterable[tuple[SearchOutbox, str]]) -> Sequence[SearchOutbox]:
    """Keep that the cluster refused these, and why; those that are parked by that. What changed in
    the meantime has a version that nobody refused yet."""
    now, parking = timezone.now(), []
    for row, error in rows:
        tries = row.tries + 1
        is_last = tries >= TRIES
        pause = PAUSES[min(tries, len(PAUSES)) - 1]
        its = SearchOutbox.objects.filter(pk=row.pk, version=row.version)
        its.update(
            tries=tries,
            error=error[:ERROR],
            retry_at=None if is_last else now + timedelta(seconds=pause),
            parked_at=now if is_last else None,
        )
        if is_last:
            logger.error("search.outbox.parked kind=%s id=%s", row.kind, row.object_id)
            parking.append(row)
    return parking


def emptied(rows: Iterable[SearchOutbox]) -> None:
    """The cluster shows nothing of these any more."""
    for row in rows:
        SearchOutbox.objects.filter(pk=row.pk, version=row.version).update(narrowed=False)


def can_try_again(viewer: Viewer) -> bool:
    """The secretariat. It is about the cluster as a whole: it has no list."""
    return is_secretariat(viewer)


@action("search.try_again")
def try_again(act: Act, *, pk: int | None = None) -> dict[str, Any]:
    """Have one parked object sent again, or all of them; how many."""
    from search import tasks

    act.require(can_try_again(act.user))
    rows = parked().order_by() if pk is None else parked().order_by().filter(pk=pk)
    count = rows.filter(sent_version__lt=F("version")).update(
        parked_at=None, tries=0, retry_at=None
    )  # fmt: skip
    act.details = {"count": count}
    tasks.drain_outbox.enqueue()
    return {"count": count}
