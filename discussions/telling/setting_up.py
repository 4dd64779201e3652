"""What telling hands to the floor below."""

from __future__ import annotations

from discussions.telling import following, kinds, tasks
from hub import schedule


def register() -> None:
    """Called once, by `discussions.setting_up`."""
    kinds.register()
    following.register()
    schedule.every(
        "discussions.closing_soon",
        minutes=tasks.CLOSING_SOON_EVERY,
        enqueue=tasks.tell_closing_soon.enqueue,
    )
    schedule.every(
        "discussions.telling", minutes=tasks.AGAIN_EVERY, enqueue=tasks.tell_again.enqueue
    )
