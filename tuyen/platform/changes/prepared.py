"""PostgreSQL's cursor for ready statements: values bound and statements prepared on the server."""

from collections.abc import Sequence
from typing import Any

import psycopg


class Prepared(psycopg.Cursor[Any]):
    """Each statement is prepared at its first use by a connection."""

    def execute(self, sql: str, values: Sequence[Any] = ()) -> "Prepared":  # type: ignore[override]
        super().execute(sql, values, prepare=True)
        return self
