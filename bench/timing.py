"""How long something takes: the CPU time of this process with all its threads."""

from __future__ import annotations

import gc
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """median and slow (of twenty calls, nineteen are faster) in `unit`."""

    median: float
    slow: float
    unit: str = "ms"


def one(value: float, unit: str) -> Figure:
    """A figure that was read once."""
    return Figure(value, value, unit)


def cpu(
    call: Callable[[], object], *, rounds: int = 25, before: Callable[[], object] | None = None
) -> Figure:
    """The CPU time of a call. `before` runs before each round, outside the clock; without it, one
    call warms up."""
    return _timed(call, rounds, before, time.process_time)


def cpu_in_turns(
    calls: Mapping[str, Callable[[], object]], *, rounds: int = 25
) -> dict[str, Figure]:
    """The CPU time of calls that are to be compared: one round after the other, so that what else
    the machine does meets all of them alike."""
    for call in calls.values():
        call()
    gc.collect()
    times: dict[str, list[float]] = {name: [] for name in calls}
    for _round in range(rounds):
        for name, call in calls.items():
            started = time.process_time()
            call()
            times[name].append((time.process_time() - started) * 1000)
    return {name: Figure(statistics.median(some), _slow(some)) for name, some in times.items()}


def wall(
    call: Callable[[], object], *, rounds: int = 25, before: Callable[[], object] | None = None
) -> Figure:
    """As `cpu`, by the clock on the wall: with the disk, and with whoever else uses the machine."""
    return _timed(call, rounds, before, time.perf_counter)


def _timed(
    call: Callable[[], object],
    rounds: int,
    before: Callable[[], object] | None,
    clock: Callable[[], float],
) -> Figure:
    if before is None:
        call()
    gc.collect()
    times = []
    for _round in range(rounds):
        if before is not None:
            before()
        started = clock()
        call()
        times.append((clock() - started) * 1000)
    return Figure(statistics.median(times), _slow(times))


def _slow(times: list[float]) -> float:
    return sorted(times)[max(0, -(-len(times) * 95 // 100) - 1)]
