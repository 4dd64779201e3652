"""Choices of yes or no beside the frequencies: what the hub does by itself for a person.

    register_switch(Switch("discussions.follows", _("Discussions"), _("Follow topics …")))

    if is_on(author, "discussions.follows"): …

A person's choice is kept as that of a kind: `off`, or anything else for yes.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hub.models import Frequency, NoticeChoice, User


@dataclass(frozen=True)
class Switch:
    """name: as it is stored, at most 60 letters, of no kind of notices; it never changes. group,
    label, hint: what the page of preferences calls it, lazily translated. default: for whoever
    has not chosen."""

    name: str
    group: Any
    label: Any
    hint: Any = ""
    default: bool = True


_switches: dict[str, Switch] = {}


def register_switch(switch: Switch) -> None:
    """Make it known, under its name."""
    _switches[switch.name] = switch


def registered() -> list[Switch]:
    return list(_switches.values())


def find(name: str) -> Switch | None:
    return _switches.get(name)


def is_on(person: User, name: str) -> bool:
    """Whether a person has it on; a `LookupError` for one that nobody registered."""
    default = _switches[name].default
    chosen = NoticeChoice.objects.filter(user=person, kind=name).values_list("frequency", flat=True)
    return next((each != Frequency.OFF for each in chosen), default)


def of_person(person: User) -> dict[str, bool]:
    """How each stands for a person."""
    rows = NoticeChoice.objects.filter(user=person, kind__in=_switches)
    chosen = dict(rows.values_list("kind", "frequency"))
    return {
        switch.name: chosen[switch.name] != Frequency.OFF
        if switch.name in chosen
        else switch.default
        for switch in registered()
    }


def as_choice(is_wanted: bool) -> str:
    """A choice of yes or no as it is stored."""
    return (Frequency.INSTANT if is_wanted else Frequency.OFF).value
