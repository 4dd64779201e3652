"""Statements on single rows that nearly every change makes: receipts, records, posts, numbers.

Django writes the SQL of each statement anew, which costs more than the database takes for it. Here
it is written once for each table. No signal is sent, and nothing but the row itself is touched.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any

from django.db import connection, models


def insert(row: models.Model, *, unless: Sequence[str] = ()) -> bool:
    """Add a new row, which has its key then. unless: the fields of a unique constraint; where a
    row has the same in them already, nothing is added: False. Whoever adds the same just then is
    waited for."""
    model = row._meta.model  # of a lazy one too
    fields, statement = _insert(model, connection.vendor, tuple(unless))
    values = [
        field.get_db_prep_save(field.pre_save(row, True), connection=connection) for field in fields
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        added = cursor.fetchone()
    if added is None:
        return False
    row.pk = added[0]
    row._state.adding = False
    row._state.db = connection.alias
    return True


def append(row: models.Model) -> None:
    """Add a new row that nobody asks for the key of."""
    fields, statement = _insert(row._meta.model, connection.vendor, (), answers=False)
    _run(statement, _values(row, fields))


def update(row: models.Model, **values: Any) -> None:
    """Set fields of one row, here and in the database."""
    model = row._meta.model  # of a lazy one too
    fields, statement = _update(model, connection.vendor, tuple(values))
    prepared = [
        field.get_db_prep_save(value, connection=connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    _run(statement, [*prepared, row.pk])
    for name, value in values.items():
        setattr(row, name, value)


def raise_number(model: type[models.Model], area: str) -> None:
    """Add one to `number` of the row with this `area`, which begins with one."""
    table = connection.ops.quote_name(model._meta.db_table)
    _run(
        f"INSERT INTO {table} (area, number) VALUES (%s, 1)"  # noqa: S608  (a table's name)
        f" ON CONFLICT (area) DO UPDATE SET number = {table}.number + 1",
        [area],
    )


@contextmanager
def together() -> Iterator[None]:
    """What is appended, updated and raised inside reaches the database at the end, in that order,
    and in one message where the database takes several statements in one. Nothing inside may read
    it. Where an exception leaves, nothing is written."""
    if _waiting.get() is not None:
        yield
        return
    token = _waiting.set([])
    try:
        yield
        waiting = _waiting.get() or []
    finally:
        _waiting.reset(token)
    send(waiting)


def send(statements: Sequence[tuple[str, Sequence[Any]]]) -> None:
    """Run statements whose answers nobody reads, one after the other."""
    if not statements:
        return
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Parameters are bound here, not by the server, which would take one at a time.
            cursor.execute(
                "; ".join(statement for statement, _values in statements),
                [value for _statement, values in statements for value in values],
            )
            return
        for statement, values in statements:
            cursor.execute(statement, values)


_waiting: ContextVar[list[tuple[str, Sequence[Any]]] | None] = ContextVar("waiting", default=None)


def _run(statement: str, values: Sequence[Any]) -> None:
    waiting = _waiting.get()
    if waiting is None:
        send([(statement, values)])
    else:
        waiting.append((statement, values))


def ask(
    question: str, values: Sequence[Any], *, holding: models.Model | None = None
) -> tuple[Any, ...]:
    """The first row of an answer. holding: a row that is held from before the question until the
    transaction ends, so that who holds it too is answered after that; its key may be referred to
    meanwhile. Where there are no locks on rows, whoever writes is alone anyway."""
    with connection.cursor() as cursor:
        if holding is not None and connection.vendor == "postgresql":
            # Two statements in one message; the second sees what was committed while the first
            # waited.
            table = connection.ops.quote_name(holding._meta.db_table)
            hold = f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE"  # noqa: S608  (a table's name)
            cursor.execute(f"{hold}; {question}", [holding.pk, *values])
            cursor.nextset()
        else:
            cursor.execute(question, values)
        answer: tuple[Any, ...] = cursor.fetchone()
    return answer


def _values(row: models.Model, fields: Sequence[models.Field]) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, True), connection=connection) for field in fields
    ]


@cache
def _insert(
    model: type[models.Model], vendor: str, unless: tuple[str, ...], *, answers: bool = True
) -> tuple[tuple[models.Field, ...], str]:
    quote: Any = connection.ops.quote_name
    meta: Any = model._meta
    fields = tuple(field for field in meta.local_concrete_fields if not _is_made(field))
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    conflict = ""
    answer = f" RETURNING {quote(meta.pk.column)}" if answers else ""
    if unless:
        unique = ", ".join(quote(meta.get_field(name).column) for name in unless)
        conflict = f" ON CONFLICT ({unique}) DO NOTHING"
    return fields, (
        f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (names of columns)
        f"{conflict}{answer}"
    )


@cache
def _update(
    model: type[models.Model], vendor: str, names: tuple[str, ...]
) -> tuple[tuple[models.Field, ...], str]:
    quote: Any = connection.ops.quote_name
    meta: Any = model._meta
    fields = tuple(meta.get_field(name) for name in names)
    changes = ", ".join(f"{quote(field.column)} = %s" for field in fields)
    return fields, (
        f"UPDATE {quote(meta.db_table)} SET {changes} WHERE {quote(meta.pk.column)} = %s"  # noqa: S608  (names of columns)
    )


def _is_made(field: models.Field) -> bool:
    """Whether the database gives a new row its value."""
    return isinstance(field, models.AutoField) or field.has_db_default()
