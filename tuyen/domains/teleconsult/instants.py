"""Time between two instants, worked out where the rows lie.

On SQLite Django's difference of two columns asks Python about every row.
"""

from typing import Any

from django.db.models import BigIntegerField, Func


class Instant(Func):
    """Seconds since 1970 as a whole number, on both engines."""

    output_field = BigIntegerField()
    arity = 1

    def as_sqlite(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "CAST(ROUND((julianday(%(expressions)s) - 2440587.5) * 86400) AS INTEGER)"
        return self.as_sql(compiler, connection, template=template, **more)

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        template = "ROUND(EXTRACT(EPOCH FROM %(expressions)s))::bigint"
        return self.as_sql(compiler, connection, template=template, **more)
