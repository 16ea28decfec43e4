"""The index of the lines of search: FTS5 on SQLite, a tsvector with GIN on PostgreSQL."""

from django.db import migrations

SQLITE = (
    "CREATE VIRTUAL TABLE person_words USING fts5"
    "(words, content='', detail=none, columnsize=0, tokenize='ascii')",
)
POSTGRES = (
    "ALTER TABLE person_search ADD COLUMN words tsvector NOT NULL DEFAULT ''::tsvector",
    "CREATE INDEX person_words ON person_search USING gin (words)",
)
SQLITE_BACK = ("DROP TABLE person_words",)
POSTGRES_BACK = ("DROP INDEX person_words", "ALTER TABLE person_search DROP COLUMN words")


def _run(editor, on_sqlite, on_postgres):
    for sql in on_sqlite if editor.connection.vendor == "sqlite" else on_postgres:
        editor.execute(sql)


def forwards(apps, editor):
    _run(editor, SQLITE, POSTGRES)


def backwards(apps, editor):
    _run(editor, SQLITE_BACK, POSTGRES_BACK)


class Migration(migrations.Migration):
    dependencies = [("persons", "0002_search")]

    operations = [migrations.RunPython(forwards, backwards)]
