"""Rows into tables: one statement a table, values made ready before the transaction opens."""

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

_AS_IS = {
    "CharField",
    "TextField",
    "IntegerField",
    "BigIntegerField",
    "SmallIntegerField",
    "PositiveIntegerField",
    "PositiveSmallIntegerField",
    "BooleanField",
    "FloatField",
    "EmailField",
    "BinaryField",
}

Ready = Callable[[Any], Any]


def _ready(field: "models.Field[Any, Any]", vendor: str) -> Ready | None:
    kind = (
        field.target_field.get_internal_type() if field.is_relation else field.get_internal_type()
    )
    if kind in _AS_IS:
        return None
    if kind == "IdField":
        return None if vendor == "postgresql" else _bytes_of
    if kind == "DateField" and vendor == "sqlite":
        return _iso_of
    return functools.partial(_prepared, field)


def _bytes_of(value: Any) -> bytes | None:
    return None if value is None else value.bytes


def _iso_of(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


@functools.cache
def _columns(model: type[models.Model], vendor: str) -> tuple[tuple[str, str, Ready | None], ...]:
    return tuple((f.attname, f.column, _ready(f, vendor)) for f in model._meta.concrete_fields)


@functools.cache
def insert_sql(model: type[models.Model]) -> str:
    columns = [f'"{column}"' for _, column, _ in _columns(model, connection.vendor)]
    marks = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({marks})'


def row_values(row: models.Model) -> tuple[Any, ...]:
    values = row.__dict__
    return tuple(
        values[attname] if ready is None else ready(values[attname])
        for attname, _, ready in _columns(type(row), connection.vendor)
    )


def insert(cursor: Any, model: type[models.Model], rows: Sequence[tuple[Any, ...]]) -> None:
    if len(rows) == 1:
        cursor.execute(insert_sql(model), rows[0])
    else:
        cursor.executemany(insert_sql(model), rows)


def prepared(model: type[models.Model], attname: str, value: Any) -> Any:
    """A value as the engine's driver takes it for that column."""
    for name, _, ready in _columns(model, connection.vendor):
        if name == attname:
            return value if ready is None else ready(value)
    raise AttributeError(attname)


def update_sql(model: type[models.Model], attnames: Iterable[str], keys: Iterable[str]) -> str:
    columns = {attname: column for attname, column, _ in _columns(model, connection.vendor)}
    sets = ", ".join(f'"{columns[name]}" = %s' for name in attnames)
    wheres = " AND ".join(f'"{columns[name]}" = %s' for name in keys)
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {wheres}'
