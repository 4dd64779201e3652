"""Child processes that live and die together: a dead one is started again, a signal ends all."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

# Seconds between asking the children to end and killing them; all are gone within ten.
GRACE = 9.0
# A child that dies at once is started again more and more slowly, up to this many seconds.
SLOWEST_RESTART = 30.0
# A child that lived this many seconds counts as sound.
SOUND_AFTER = 20.0


@dataclass
class Child:
    name: str
    command: Sequence[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    failures: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        # A group of its own, so that the terminal's Ctrl-C reaches the parent alone.
        self.process = subprocess.Popen(  # noqa: S603  (our own commands)
            self.command, start_new_session=True, env=os.environ
        )
        self.started = time.monotonic()

    def send(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def end_orphans(self) -> None:
        """End the processes that a dead child has left: they would keep its port."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)


class Supervisor:
    """Runs children until SIGTERM or SIGINT."""

    def __init__(
        self, children: Sequence[Child], *, log: Callable[[str], object], pause: float = 0.2
    ) -> None:
        self.children = list(children)
        self.log = log
        self.pause = pause
        self.ending = False

    def run(self) -> None:
        """Returns when all children have ended; within ten seconds of the signal."""
        previous = {
            number: signal.signal(number, self._end) for number in (signal.SIGTERM, signal.SIGINT)
        }
        try:
            for child in self.children:
                child.start()
            while not self.ending:
                self._look_after()
                time.sleep(self.pause)
        finally:
            self._stop_all()
            for number, handler in previous.items():
                signal.signal(number, handler)

    def _end(self, number: int, frame: object) -> None:
        self.ending = True

    def _look_after(self) -> None:
        now = time.monotonic()
        for child in self.children:
            if child.process is not None and child.process.poll() is not None:
                self._note_death(child, now)
            if child.process is None and not self.ending and now >= child.start_at:
                child.start()

    def _note_death(self, child: Child, now: float) -> None:
        assert child.process is not None  # noqa: S101  (the caller looked)
        lived = now - child.started
        child.failures = 0 if lived > SOUND_AFTER else child.failures + 1
        wait = min(SLOWEST_RESTART, 0.5 * 2 ** max(0, child.failures - 1))
        self.log(
            f"serve: {child.name} ended with {child.process.returncode} after {lived:.0f} s; "
            f"again in {wait:.1f} s"
        )
        child.end_orphans()
        child.process = None
        child.start_at = now + wait

    def _stop_all(self) -> None:
        for child in self.children:
            child.send(signal.SIGTERM)
        deadline = time.monotonic() + GRACE
        for child in self.children:
            if child.process is None:
                continue
            try:
                child.process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.send(signal.SIGKILL)
                child.process.wait()
