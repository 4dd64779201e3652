"""Whom it concerns."""

from __future__ import annotations


def tell(what: str, pk: int, occasion: str) -> int:
    """Write the notices of one thing that happened; to how many people."""
    return 0
