"""Rows into tables: one statement a table, values made ready before the transaction opens."""

import datetime as dt
import functools
import operator
from collections.abc import Callable, Sequence
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


@functools.cache
def vendor() -> str:
    """The engine of this process, one for all its life; asked for every value of every row."""
    return connection.vendor


def _ready(field: "models.Field[Any, Any]", engine: str) -> Ready | None:
    meant = field.target_field if isinstance(field, models.ForeignKey) else field
    kind = meant.get_internal_type()
    if kind in _AS_IS:
        return None
    if kind == "IdField":
        return None if engine == "postgresql" else _bytes_of
    if kind in ("DateField", "DateTimeField") and engine == "postgresql":
        return None
    if kind == "DateField":
        return _iso_of
    if kind == "DateTimeField":
        return _instant_of
    return functools.partial(_prepared, field)


def _bytes_of(value: Any) -> bytes | None:
    return None if value is None else value.int.to_bytes(16)  # UUID.bytes would be one call more


def _iso_of(value: Any) -> str | None:
    return None if value is None else value.isoformat()


def _instant_of(value: dt.datetime | None) -> str | None:
    """As Django keeps it on SQLite: UTC, the zone left out."""
    return None if value is None else str(value.astimezone(dt.UTC).replace(tzinfo=None))


def _prepared(field: "models.Field[Any, Any]", value: Any) -> Any:
    return field.get_db_prep_save(value, connection)


@functools.cache
def _columns(model: type[models.Model], engine: str) -> tuple[tuple[str, str, Ready | None], ...]:
    return tuple((f.attname, str(f.column), _ready(f, engine)) for f in model._meta.concrete_fields)


@functools.cache
def insert_sql(model: type[models.Model]) -> str:
    columns = [f'"{column}"' for _, column, _ in _columns(model, vendor())]
    marks = ", ".join(["%s"] * len(columns))
    return f'INSERT INTO "{model._meta.db_table}" ({", ".join(columns)}) VALUES ({marks})'


Make = Callable[[dict[str, Any]], tuple[Any, ...]]


def row_values(row: models.Model) -> tuple[Any, ...]:
    return values_of(type(row), row.__dict__)


def values_of(model: type[models.Model], given: dict[str, Any]) -> tuple[Any, ...]:
    """A row as the engine's driver takes it, from its values by attribute name."""
    return maker_of(model)(given)


def maker_of(model: type[models.Model]) -> Make:
    """The function behind `values_of`, for whoever makes many rows."""
    return _maker_of(model, vendor())


@functools.cache
def _maker_of(model: type[models.Model], engine: str) -> Make:
    columns = _columns(model, engine)
    take = operator.itemgetter(*(attname for attname, _, _ in columns))
    ready = tuple((at, make) for at, (_, _, make) in enumerate(columns) if make is not None)

    def values(given: dict[str, Any]) -> tuple[Any, ...]:
        found = list(take(given))
        for at, make in ready:
            if found[at] is not None:
                found[at] = make(found[at])
        return tuple(found)

    return values


def insert(cursor: Any, model: type[models.Model], rows: Sequence[tuple[Any, ...]]) -> None:
    if len(rows) == 1:
        cursor.execute(insert_sql(model), rows[0])
    else:
        cursor.executemany(insert_sql(model), rows)


def prepared(model: type[models.Model], attname: str, value: Any) -> Any:
    """A value as the engine's driver takes it for that column."""
    ready = _ready_by_name(model, vendor())[attname]
    return value if ready is None else ready(value)


@functools.cache
def _ready_by_name(model: type[models.Model], engine: str) -> dict[str, Ready | None]:
    return {attname: ready for attname, _, ready in _columns(model, engine)}


@functools.cache
def update_sql(model: type[models.Model], attnames: tuple[str, ...], keys: tuple[str, ...]) -> str:
    columns = {attname: column for attname, column, _ in _columns(model, vendor())}
    sets = ", ".join(f'"{columns[name]}" = %s' for name in attnames)
    same = "IS" if vendor() == "sqlite" else "IS NOT DISTINCT FROM"  # clocks may be null
    wheres = " AND ".join(
        f'"{columns[name]}" {same if name == "clocks" else "="} %s' for name in keys
    )
    return f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {wheres}'
