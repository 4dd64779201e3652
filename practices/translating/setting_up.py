"""What translating tells the rest of the house when it starts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from hub import inbox, slots
from practices.translating import (
    checks,  # noqa: F401  (registers the system checks)
    notices,
    shown,
)


def register() -> None:
    """Called once, by `practices.apps`."""
    notices.register()
    slots.fill("account.menu", shown.menu, order=60)
    slots.fill("practice.actions", shown.offer, order=60)
    slots.fill("practices.form.tasks", shown.task, order=60)
    inbox.register(
        inbox.Waiting(
            kind="translation",
            label=_("Translations"),
            rows=shown.offered,
            since="offered_at",
            promised="",
            item=shown.offered_item,
        )
    )
