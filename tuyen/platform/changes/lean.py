"""Rows by one ready statement, for the few reads that stand in the way of every visit.

Building a query costs Django more than SQLite needs to answer it. Nothing here decides what a person
may see: the caller's condition does, and tests hold it equal to the queryset that it stands for.
"""

import functools
import uuid
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from django.db import connection, models

from tuyen.platform.changes import writer

Row = TypeVar("Row", bound=models.Model)
Convert = Callable[[Any], Any]


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
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        found = cursor.fetchall()
    return [(_row(model, reader, each), each[-1]) for each in found]


def ready(id_: uuid.UUID) -> Any:
    """An id as the driver takes it."""
    return id_.bytes if writer.vendor() == "sqlite" else id_


def marks(values: Sequence[Any]) -> str:
    return ", ".join(["%s"] * len(values))


def _row(model: type[Row], reader: _Reader, found: Sequence[Any]) -> Row:
    values = list(found[:-1])
    for at, convert in reader.converts:
        values[at] = convert(values[at])
    return model.from_db(connection.alias, reader.attnames, values)


@functools.cache
def _reader(model: type[models.Model], vendor: str) -> _Reader:  # noqa: ARG001  part of the key
    fields = model._meta.concrete_fields
    table = model._meta.db_table
    columns = ", ".join(f"{table}.{field.column}" for field in fields)
    converts = tuple(
        (at, convert)
        for at, field in enumerate(fields)
        if (convert := _converter(field)) is not None
    )
    return _Reader(f"SELECT {columns}", [field.attname for field in fields], converts)


def _converter(field: Any) -> Convert | None:
    """What the engine's value goes through on its way to the model; None where it is ready."""
    column = field.get_col(field.model._meta.db_table)
    steps = [*connection.ops.get_db_converters(column), *field.get_db_converters(connection)]
    if not steps:
        return None

    def convert(value: Any) -> Any:
        for step in steps:
            value = step(value, column, connection)
        return value

    return convert
