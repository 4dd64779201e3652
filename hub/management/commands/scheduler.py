"""`manage.py scheduler`: enqueues what is due, and gives back the jobs of killed workers."""

from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError, close_old_connections

from hub import schedule


class Command(BaseCommand):
    help = "Enqueue timed jobs until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        stop = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_arguments: stop.set())
        clock = schedule.Clock()
        while not stop.wait(timeout=clock.seconds_to_next()):
            close_old_connections()
            try:
                clock.tick()
            except DatabaseError:
                schedule.logger.exception("schedule.tick_failed")
