"""The index of words, where the database is PostgreSQL.

`search_vector` holds the terms of a text once for each weight that any of them has, so that a
posting is a row with its weight; its vectors are kept out of the rows, uncompressed, so that many
rows lie on a page. `search_position` holds where the terms stand, in parts. The others hold what
the worker counts: texts by term, and all texts with all their terms.
"""

from django.db import migrations

MAKE = (
    "CREATE TABLE search_vector (entry bigint NOT NULL, weight smallint NOT NULL,"
    " length integer NOT NULL, terms tsvector NOT NULL)",
    "ALTER TABLE search_vector ALTER terms SET STORAGE EXTERNAL, SET (toast_tuple_target = 128)",
    # A list of pending entries would be read for each term of a question.
    "CREATE INDEX search_vector_terms ON search_vector USING gin (terms) WITH (fastupdate = off)",
    "CREATE INDEX search_vector_entry ON search_vector (entry)",
    "CREATE TABLE search_position (entry bigint NOT NULL, part integer NOT NULL,"
    " length integer NOT NULL, terms tsvector NOT NULL, PRIMARY KEY (entry, part))",
    # These are only ever read with their row: they stay in it as long as a page holds them.
    "ALTER TABLE search_position ALTER terms SET STORAGE EXTERNAL,"
    " SET (toast_tuple_target = 8160)",
    'CREATE TABLE search_frequency (term text COLLATE "C" PRIMARY KEY, texts integer NOT NULL)',
    "CREATE TABLE search_size (texts bigint NOT NULL, terms bigint NOT NULL)",
    # Every document is stale: its words are to be read again.
    "UPDATE search_searchobject SET digest = ''",
)
TABLES = ("search_vector", "search_position", "search_frequency", "search_size")


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in MAKE:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for table in TABLES:
            schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):
    dependencies = [("search", "0006_news_and_saved_searches")]

    operations = [
        migrations.RunPython(make, drop),
        migrations.RemoveField("searchentry", "terms"),
    ]
