"""Statements on single rows that nearly every change makes: receipts, records, posts, numbers.

Django writes the SQL of each statement anew, which costs more than the database takes for it. Here
it is written once for each table. No signal is sent, and nothing but the row itself is touched.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def update(row: models.Model, **values: Any) -> None:
    """Set fields of one row, here and in the database."""
    model = row._meta.model  # of a lazy one too
    fields, statement = _update(model, connection.vendor, tuple(values))
    prepared = [
        field.get_db_prep_save(value, connection=connection)
        for field, value in zip(fields, values.values(), strict=True)
    ]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*prepared, row.pk])
    for name, value in values.items():
        setattr(row, name, value)


def raise_number(model: type[models.Model], area: str) -> bool:
    """Add one to `number` of the row with this `area`; whether there is one."""
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET number = number + 1 WHERE area = %s", [area])  # noqa: S608  (a table's name)
        return cursor.rowcount > 0


def lock(row: models.Model) -> None:
    """Hold a row until the transaction ends, so that who holds it too comes after; its key may be
    referred to meanwhile. Where there are no locks on rows, whoever writes is alone anyway."""
    if not connection.features.has_select_for_update:
        return
    table = connection.ops.quote_name(row._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {table} WHERE id = %s FOR NO KEY UPDATE", [row.pk])  # noqa: S608  (a table's name)


@cache
def _insert(
    model: type[models.Model], vendor: str, unless: tuple[str, ...]
) -> tuple[tuple[models.Field, ...], str]:
    quote: Any = connection.ops.quote_name
    meta: Any = model._meta
    fields = tuple(field for field in meta.local_concrete_fields if not _is_made(field))
    columns = ", ".join(quote(field.column) for field in fields)
    marks = ", ".join(["%s"] * len(fields))
    conflict = ""
    if unless:
        unique = ", ".join(quote(meta.get_field(name).column) for name in unless)
        conflict = f" ON CONFLICT ({unique}) DO NOTHING"
    return fields, (
        f"INSERT INTO {quote(meta.db_table)} ({columns}) VALUES ({marks})"  # noqa: S608  (names of columns)
        f"{conflict} RETURNING {quote(meta.pk.column)}"
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
