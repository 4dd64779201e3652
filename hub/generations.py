"""The numbers under which pages and results are remembered.

An area's number rises with each committed change in it (`actions.raise_generation`). So does that
of an object which has pages of its own, `topic:7` (`actions.raise_generation_of`): areas are few
and are read all at once, objects are many and are read by name. Reading is one small statement; on
SQLite it goes through a connection of its own, so that the event loop can do it without a thread.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Mapping, Sequence

from django.db import DatabaseError, InterfaceError, OperationalError, connection

_local = threading.local()


def everything(objects: Sequence[str] = ()) -> dict[str, int]:
    """The number of every area that ever changed, and of those objects that did."""
    return _read(objects, areas=True)


def of_objects(objects: Sequence[str]) -> dict[str, int]:
    """The number of each object, 0 for one that never changed. Read before anything that a page
    shows of them, they are what the page is kept under (`pagecache.mark`)."""
    return dict.fromkeys(objects, 0) | _read(objects, areas=False)


def current(areas: Sequence[str]) -> tuple[int, ...]:
    """The number of each area now, as `of` gives them."""
    return of(everything(), areas)


def of(numbers: Mapping[str, int], areas: Sequence[str]) -> tuple[int, ...]:
    """The number of each area, in the order asked; 0 for one that never changed."""
    return tuple(numbers.get(area, 0) for area in areas)


def _read(objects: Sequence[str], *, areas: bool) -> dict[str, int]:
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        return _from_sqlite(objects, areas=areas)
    if connection.in_atomic_block:
        return _from_rows(objects, areas=areas)
    try:
        return _from_rows(objects, areas=areas)
    except (InterfaceError, OperationalError):
        # Outside a request nobody looks whether the database has closed the line meanwhile.
        connection.close()
        return _from_rows(objects, areas=areas)


def _from_rows(objects: Sequence[str], *, areas: bool) -> dict[str, int]:
    from hub.models import Generation, ObjectGeneration

    general = Generation.objects.order_by().values_list("area", "number")
    named = ObjectGeneration.objects.order_by().filter(area__in=objects)
    rows = named.values_list("area", "number")
    if not areas:
        return dict(rows)
    return dict(general.union(rows, all=True) if objects else general)


def _from_sqlite(objects: Sequence[str], *, areas: bool) -> dict[str, int]:
    name = str(connection.settings_dict["NAME"])
    known: tuple[str, sqlite3.Connection] | None = getattr(_local, "connection", None)
    if known is None or known[0] != name:
        if known is not None:
            known[1].close()
        # Autocommit, so that no read ever holds back a checkpoint.
        opened = sqlite3.connect(f"file:{name}?mode=ro", uri=True, isolation_level=None, timeout=5)
        known = _local.connection = (name, opened)
    statements = ["SELECT area, number FROM hub_generation"] if areas else []
    if objects:
        marks = ",".join("?" * len(objects))
        named = f"SELECT area, number FROM hub_objectgeneration WHERE area IN ({marks})"  # noqa: S608  (question marks)
        statements.append(named)
    if not statements:
        return {}
    try:
        return dict(known[1].execute(" UNION ALL ".join(statements), list(objects)))
    except sqlite3.Error as error:
        _local.connection = None
        raise DatabaseError(str(error)) from error
