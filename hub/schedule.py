"""Jobs on a timer.

    schedule.every("search.frequencies", minutes=10, enqueue=refresh_frequencies.enqueue)

An app registers them in `AppConfig.ready`; the scheduler enqueues each as a background task when
it is due. A job must be harmless when it runs twice.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

logger = logging.getLogger("hub.schedule")

# A job that runs longer than this was left by a worker that was killed.
ABANDONED_AFTER = timedelta(minutes=30)


@dataclass(frozen=True)
class Timed:
    name: str
    seconds: float
    enqueue: Callable[[], Any]


_timed: dict[str, Timed] = {}


def every(name: str, *, minutes: float, enqueue: Callable[[], Any]) -> None:
    """Call `enqueue` (usually a task's own) each so many minutes; first one interval from now."""
    _timed[name] = Timed(name, minutes * 60, enqueue)


class Clock:
    """When each timed job is due, by the monotonic clock."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self.now = now
        self.due = {name: now() + timed.seconds for name, timed in _timed.items()}

    def seconds_to_next(self) -> float:
        """At most a minute, so that abandoned jobs are looked for."""
        return max(0.0, min([60.0, *(due - self.now() for due in self.due.values())]))

    def tick(self) -> list[str]:
        """Enqueue what is due and give back abandoned jobs; the names of what was enqueued."""
        reap()
        enqueued = []
        for name, due in self.due.items():
            if due <= self.now():
                self.due[name] = self.now() + _timed[name].seconds
                _timed[name].enqueue()
                enqueued.append(name)
        return enqueued


def reap() -> int:
    """Put the jobs of killed workers back in the queue; how many."""
    from django_tasks.base import TaskResultStatus
    from django_tasks_db.models import DBTaskResult

    left = DBTaskResult.objects.filter(
        status=TaskResultStatus.RUNNING, started_at__lt=timezone.now() - ABANDONED_AFTER
    )
    count = left.update(status=TaskResultStatus.READY, started_at=None)
    if count:
        logger.warning("schedule.reaped count=%s", count)
    return count
