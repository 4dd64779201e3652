"""The numbers under which pages and results are remembered.

An area's number rises with each committed change in it (`actions.raise_generation`). Reading is
one small statement; on SQLite it goes through a connection of its own, so that the event loop can
do it without a thread.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence

from django.db import DatabaseError, InterfaceError, OperationalError, connection

_local = threading.local()


def everything() -> dict[str, int]:
    """The number of every area that ever changed."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        return _from_sqlite()
    if connection.in_atomic_block:
        return _from_rows()
    try:
        return _from_rows()
    except (InterfaceError, OperationalError):
        # Outside a request nobody looks whether the database has closed the line meanwhile.
        connection.close()
        return _from_rows()


def current(areas: Sequence[str]) -> tuple[int, ...]:
    """The number of each area now, as `of` gives them."""
    return of(everything(), areas)


def of(numbers: Mapping[str, int], areas: Sequence[str]) -> tuple[int, ...]:
    """The number of each area, in the order asked; 0 for one that never changed."""
    return tuple(numbers.get(area, 0) for area in areas)


def _from_rows() -> dict[str, int]:
    from hub.models import Generation

    return dict(Generation.objects.values_list("area", "number"))


def _from_sqlite() -> dict[str, int]:
    name = str(connection.settings_dict["NAME"])
    known: tuple[str, sqlite3.Connection] | None = getattr(_local, "connection", None)
    if known is None or known[0] != name:
        if known is not None:
            known[1].close()
        # Autocommit, so that no read ever holds back a checkpoint.
        opened = sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None, timeout=5)
        known = _local.connection = (name, opened)
    try:
        return dict(known[1].execute("SELECT area, number FROM hub_generation"))
    except sqlite3.Error as error:
        _local.connection = None
        raise DatabaseError(str(error)) from error
