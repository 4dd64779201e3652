"""The full-text index, where the database is SQLite. It holds terms that were analysed already,
separated by blanks, so the tokenizer only has to leave them alone."""

from django.db import migrations

TABLES = (
    "CREATE VIRTUAL TABLE search_fts USING fts5(title, labels, summary, body, "
    "tokenize = \"ascii tokenchars '_'\")",
    "CREATE VIRTUAL TABLE search_terms USING fts5vocab('search_fts', 'row')",
)


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        for statement in TABLES:
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE search_terms")
        schema_editor.execute("DROP TABLE search_fts")


class Migration(migrations.Migration):
    dependencies = [("search", "0001_index")]

    operations = [migrations.RunPython(make, drop)]
