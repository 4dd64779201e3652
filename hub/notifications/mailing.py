"""How notices are mailed."""

from __future__ import annotations


def mail_occasion(key: str) -> int:
    return 0


def mail_due() -> int:
    return 0


def forget_old() -> int:
    return 0
