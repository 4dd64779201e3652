"""What the form tells the rest of the house when it starts."""

from __future__ import annotations

from hub import slots
from practices.screening import completeness as screening
from practices.writing import completeness, menu


def register() -> None:
    """Called once, by `practices.apps`."""
    screening.register(completeness.lacking)
    slots.fill("account.menu", menu.own_practices, order=10)
