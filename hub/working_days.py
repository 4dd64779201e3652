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
