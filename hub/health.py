"""What works less well than it should, for who watches the hub: `/readyz` lists it.

    health.watch("search", less_well)

A check answers a few words, or "" where all is well. It must be quick and ask nobody else.
"""

from __future__ import annotations

from collections.abc import Callable

Check = Callable[[], str]

_checks: dict[str, Check] = {}


def watch(name: str, check: Check) -> None:
    _checks[name] = check


def degraded() -> list[str]:
    """`name: words` of each check that is not content."""
    found = ((name, check()) for name, check in _checks.items())
    return [f"{name}: {words}" for name, words in found if words]
