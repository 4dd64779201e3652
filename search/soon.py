"""Work that the worker does a moment after a change, asked for once for many of them."""

from __future__ import annotations

import time
from datetime import timedelta
from importlib import import_module

from django.utils import timezone


class Soon:
    """A task of `search.tasks`, by name. pause: seconds between the first change and the work; what
    changes in between comes with it. until: when this process asks again, as `time.monotonic`
    counts."""

    def __init__(self, task: str, pause: float) -> None:
        self.task, self.pause = task, pause
        self.until = 0.0

    def ask(self) -> None:
        """Have it done. Called after the commit: what was noted is there for the worker then."""
        now = time.monotonic()
        if now < self.until:
            return
        self.until = now + self.pause
        # Tasks import what asks for them.
        task = getattr(import_module("search.tasks"), self.task)
        task.using(run_after=timezone.now() + timedelta(seconds=self.pause)).enqueue()
