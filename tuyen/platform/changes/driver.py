"""The engine's own cursor, for the ready statements that stand in the way of every act.

Django's cursor rewrites each statement, looks for wrappers and binds the values itself; for a statement
that SQLite answers in 20 µs this costs more than the answer. Here a statement is rewritten once, and on
PostgreSQL it is prepared on the server. Whoever counts statements (a test, the bench) gets Django's cursor.
"""

import functools
import sqlite3
from collections.abc import Sequence
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections


class cursor:  # noqa: N801  reads as connection.cursor() does; a generator would cost three times as much
    """A cursor with execute, executemany, fetchone, fetchall, rowcount; marks are `%s` on both engines.

    Errors come out as Django's when the block ends. Values must be as the driver takes them.
    """

    def __enter__(self) -> Any:
        database = connections[DEFAULT_DB_ALIAS]
        database.close_if_health_check_failed()
        database.ensure_connection()
        is_watched = database.queries_logged or database.execute_wrappers
        self._own = database.cursor() if is_watched else _own(database)
        self._errors = database.wrap_database_errors
        self._errors.__enter__()
        return self._own

    def __exit__(self, *fault: Any) -> None:
        self._own.close()
        self._errors.__exit__(*fault)


def fetch(sql: str, values: Sequence[Any] = ()) -> list[Any]:
    """All rows of one ready question."""
    with cursor() as asked:
        asked.execute(sql, values)
        found: list[Any] = asked.fetchall()
    return found


def _own(database: Any) -> Any:
    if database.vendor == "sqlite":
        return database.connection.cursor(_Lite)
    from tuyen.platform.changes.prepared import Prepared

    return Prepared(database.connection)


@functools.lru_cache(maxsize=1024)
def _marked(sql: str) -> str:
    return sql.replace("%s", "?").replace("%%", "%")


class _Lite(sqlite3.Cursor):
    """sqlite3's cursor for statements with `%s`."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "_Lite":  # type: ignore[override]
        super().execute(_marked(sql), values)
        return self

    def executemany(self, sql: str, rows: Any) -> "_Lite":
        super().executemany(_marked(sql), rows)
        return self
