"""What the yearly confirmation tells the rest of the house when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hub import inbox, schedule, slots
from practices.confirming import notices, shown, tasks


def register() -> None:
    """Called once, by `practices.apps`."""
    notices.register()
    slots.fill("practice.actions", shown.offer, order=25)
    slots.fill("practices.form.status", shown.standing, order=50)
    schedule.every("confirming.age", minutes=tasks.EVERY, enqueue=tasks.watch_over_age.enqueue)
    inbox.register(
        inbox.Waiting(
            kind="confirmation",
            label=_("Practices that nobody confirms"),
            rows=shown.unanswered,
            since="confirmation_asked_at",
            promised="",
            item=shown.unanswered_item,
        )
    )
