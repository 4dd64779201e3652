"""What the rooms of this floor hand to the floors below, one call for each room."""

from __future__ import annotations


def register() -> None:
    """Called once, by `discussions.apps`."""
