"""The word index: FTS5 on SQLite (words of terms_code.fold by position); on PostgreSQL a kept tsvector
with its GIN index: where the planner walks the positions instead, nothing is parsed again."""

from django.db import migrations


def make(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(
            "CREATE VIRTUAL TABLE terms_code_words USING fts5("
            "fold, content='terms_code', content_rowid='position', "
            "tokenize='ascii', prefix='1 2 3 4', detail='none')"
        )
    else:
        schema_editor.execute(
            "ALTER TABLE terms_code ADD COLUMN words tsvector "
            "GENERATED ALWAYS AS (to_tsvector('simple', fold)) STORED"
        )
        schema_editor.execute("CREATE INDEX terms_code_words ON terms_code USING gin (words)")


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TABLE terms_code_words")
    else:
        schema_editor.execute("ALTER TABLE terms_code DROP COLUMN words")


class Migration(migrations.Migration):
    dependencies = [("terms", "0001_first")]
    operations = [migrations.RunPython(make, drop)]
