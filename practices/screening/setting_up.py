"""What screening tells the rest of the house when it starts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from hub import schedule, slots
from hub.actions import changed, system
from practices.models import ScreeningRound
from practices.screening import kinds, menu, tasks


def register() -> None:
    """Called once, by `practices.apps`."""
    kinds.register()
    slots.fill("account.menu", menu.entries, order=20)
    schedule.every("screening.rounds", minutes=tasks.EVERY, enqueue=tasks.watch_over_rounds.enqueue)
    changed.connect(settle_what_was_held, dispatch_uid="screening.held")


def settle_what_was_held(kind: str, ids: Sequence[int], **_signal: Any) -> None:
    """In the transaction in which an organisation is verified or declined, what it submitted goes
    on or becomes a draft again."""
    from practices.screening.actions.watching import settle_held

    if kind != "organisation":
        return
    waiting = (
        ScreeningRound.objects.open()
        .filter(held=True, practice__organisation__in=list(ids))
        .exclude(practice__organisation__verification="pending")
    )
    if waiting.exists():
        settle_held(by=system, organisations=list(ids))
