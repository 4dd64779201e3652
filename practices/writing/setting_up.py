"""What the form tells the rest of the house when it starts."""

from __future__ import annotations

from hub import slots
from practices.screening import completeness as screening
from practices.writing import completeness, menu, shown


def register() -> None:
    """Called once, by `practices.apps`."""
    screening.register(completeness.lacking)
    slots.fill("account.menu", menu.own_practices, order=10)
    slots.fill("practices.form.tasks", shown.standing, order=80)
    slots.fill("practice.actions", shown.version, order=20)
