"""Rows by one ready statement, for the few reads that stand in the way of every visit.

Building a query costs Django more than SQLite needs to answer it. Nothing here decides what a person
may see: the caller's condition does, and tests hold it equal to the queryset that it stands for.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar, get_type_hints

from django.db import DEFAULT_DB_ALIAS, connection, models
from django.db.models.base import ModelState

from tuyen.core import ids
from tuyen.platform.changes import driver, writer
from tuyen.platform.changes.models import SyncedModel

Row = TypeVar("Row", bound=models.Model)
Shape = TypeVar("Shape", bound=tuple[Any, ...])
Convert = Callable[[Any], Any]


class Key:
    """In a shape of `few`: an id as the engine keeps it, to be compared with `ready(id)` alone."""


class _Reader(NamedTuple):
    """How the columns of a table are asked for and read."""

    select: str
    attnames: list[str]
    converts: tuple[tuple[int, Convert], ...]


def rows(
    model: type[Row], condition: str, values: Sequence[Any], *, more: str = ""
) -> list[tuple[Row, Any]]:
    """Rows with, beside each, the value of the expression `more`.

    condition: what follows WHERE, over the table under its own name. Values as the driver takes them.
    """
    reader = _reader(model, writer.vendor())
    sql = f"{reader.select}, {more or 'NULL'} FROM {model._meta.db_table} WHERE {condition}"
    return [(_row(model, reader, each), each[-1]) for each in driver.fetch(sql, values)]


def few(
    model: type[models.Model], shape: type[Shape], condition: str, values: Sequence[Any]
) -> list[Shape]:
    """Only the columns that `shape`, a NamedTuple, names: for long lists of which a page shows little."""
    select, make = _few_of(model, shape, writer.vendor())
    sql = f"{select} FROM {model._meta.db_table} WHERE {condition}"
    return [make(row) for row in driver.fetch(sql, values)]


@functools.cache
def _few_of(
    model: type[models.Model],
    shape: type[Shape],
    vendor: str,  # noqa: ARG001  part of the key
) -> tuple[str, Callable[[Sequence[Any]], Shape]]:
    keys = [name for name, kind in get_type_hints(shape).items() if kind is Key]
    fields: list[Any] = [model._meta.get_field(n) for n in shape._fields]  # type: ignore[attr-defined]
    columns = _columns(model, fields)
    converts = tuple(each for each in _converts(fields) if fields[each[0]].attname not in keys)
    new: Callable[[Sequence[Any]], Shape] = shape._make  # type: ignore[attr-defined]

    def make(row: Sequence[Any]) -> Shape:
        values = list(row)
        for at, convert in converts:
            values[at] = convert(values[at])
        return new(values)

    return f"SELECT {columns}", make


def ready(id_: uuid.UUID) -> Any:
    """An id as the driver takes it."""
    return id_.bytes if writer.vendor() == "sqlite" else id_


def marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _row(model: type[Row], reader: _Reader, found: Sequence[Any]) -> Row:
    """As `from_db` makes it, without the cost of a model's constructor."""
    values = list(found[:-1])
    for at, convert in reader.converts:
        values[at] = convert(values[at])
    row = model.__new__(model)
    state = ModelState()
    state.db, state.adding = DEFAULT_DB_ALIAS, False
    row.__dict__ = {"_state": state, **dict(zip(reader.attnames, values, strict=True))}
    if isinstance(row, SyncedModel):
        row.remember(reader.attnames, values)
    return row


@functools.cache
def _reader(model: type[models.Model], vendor: str) -> _Reader:  # noqa: ARG001  part of the key
    fields = model._meta.concrete_fields
    names = [field.attname for field in fields]
    return _Reader(f"SELECT {_columns(model, fields)}", names, _converts(fields))


def _columns(model: type[models.Model], fields: Iterable[Any]) -> str:
    """In quotes: a column may have the name of a word of SQL, as `on` has."""
    return ", ".join(f'{model._meta.db_table}."{field.column}"' for field in fields)


def _converts(fields: Sequence[Any]) -> tuple[tuple[int, Convert], ...]:
    return tuple(
        (at, convert)
        for at, field in enumerate(fields)
        if (convert := _converter(field)) is not None
    )


def _id_of(value: Any) -> Any:
    return ids.of_bytes(value) if type(value) is bytes else value


def _instant_of(value: Any) -> Any:
    return None if value is None else value.replace(tzinfo=dt.UTC)


# What is left to do after SQLite's own converters; Django's do the same by way of several calls.
_QUICK: dict[str, Convert | None] = {
    "IdField": _id_of,
    "DateField": None,
    "DateTimeField": _instant_of,
}


def _converter(field: Any) -> Convert | None:
    """What the engine's value goes through on its way to the model; None where it is ready."""
    if writer.vendor() == "sqlite" and field.get_internal_type() in _QUICK:
        return _QUICK[field.get_internal_type()]
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *column.get_db_converters(connection)]
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert
