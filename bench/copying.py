"""The rows of a library on SQLite, brought into PostgreSQL as they are: making them there anew
would take as long as the first time, and would not be the same library."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction
from django.db.models import Model


def copy(source: Path) -> None:
    """Fill the migrated database of this process with all rows of that file but those of the index.
    What was in it is gone."""
    models = list(_models())
    tables = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in models)
    with (
        closing(sqlite3.connect(f"file:{source}?mode=ro", uri=True)) as rows,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        # They come in any order; that they fit together was seen to where they come from.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(f"TRUNCATE {tables} CASCADE")
        for model in models:
            names = [field.column for field in model._meta.local_concrete_fields]
            columns = ", ".join(map(connection.ops.quote_name, names))
            table = connection.ops.quote_name(model._meta.db_table)
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as into:
                for row in rows.execute(f"SELECT {columns} FROM {table}"):
                    into.write_row(row)
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)


def _models() -> Iterator[type[Model]]:
    for model in apps.get_models(include_auto_created=True):
        meta = model._meta
        if meta.managed and not meta.proxy and meta.app_label != "search":
            yield model
