"""By when an answer is owed, counted in working days."""

from __future__ import annotations

from datetime import date, timedelta

SATURDAY = 5


def working_days_later(start: date, days: int) -> date:
    """The day on which so many working days after `start` are over; Monday to Friday work.

    Public holidays are not known here: they differ by duty station.
    """
    day = start
    while days > 0:
        day += timedelta(days=1)
        if day.weekday() < SATURDAY:
            days -= 1
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days are over when `end` begins, counted from the day after `start`; 0
    where it is no later. Monday to Friday work."""
    days = max(0, (end - start).days)
    whole, rest = divmod(days, 7)
    first = start.weekday()
    left = sum((first + day) % 7 < SATURDAY for day in range(1, rest + 1))
    return whole * SATURDAY + left
