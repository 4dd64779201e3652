"""What may wait for the secretariat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from hub.models import User


@dataclass(frozen=True)
class Item:
    """One thing that waits.

    title: what to do with what, `hub.wording.worded` or plain text, in the active language.
    url: where it is done. since: when it began to wait. promised: by when it is owed, None for
    never. note: what else helps to choose what to do first.
    """

    title: str
    url: str
    since: datetime
    promised: date | None = None
    note: str = ""


@dataclass(frozen=True)
class Waiting:
    """One kind of things that wait.

    kind: as it stands in an address (`?kind=joining`). label: of many, lazily translated.
    rows: the rows that wait for a viewer, whom nobody but the secretariat is; its order does not
    matter. promised, since: the names of its columns or annotations, a date or a moment each;
    promised may be "" and its values None. item: one row as it is shown, without a query.
    """

    kind: str
    label: Any
    rows: Callable[[User], QuerySet[Any]]
    since: str
    promised: str
    item: Callable[[Any], Item]


_waiting: dict[str, Waiting] = {}


def register(waiting: Waiting) -> None:
    """Make a kind known; registered again it takes the place of the former."""
    _waiting[waiting.kind] = waiting


def registered() -> list[Waiting]:
    return list(_waiting.values())
