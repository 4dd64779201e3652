"""What screening tells the rest of the house when it starts."""

from __future__ import annotations

from practices.screening import kinds


def register() -> None:
    """Called once, by `practices.apps`."""
    kinds.register()
