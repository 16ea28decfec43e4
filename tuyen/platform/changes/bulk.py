"""Loading many new rows with the guarantees of single acts: bundles, chain, projections, one clock.

Rows come in groups: what belongs to one person (or unit). Groups are gathered into transactions; each is
made ready outside its transaction (values, JSON, zstd, hashes) and written by one prepared statement a
table. A transaction is all or nothing; what earlier ones wrote stays.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models.base import ModelState

from tuyen.core.actor import Actor
from tuyen.platform.changes import bundles, codec, driver, failpoints, projections, writer
from tuyen.platform.changes.models import SyncedModel
from tuyen.platform.changes.unit_of_work import write_turn

ROWS_A_TRANSACTION = 8_000
# Index pages of a big load are touched again and again; a station's 4 MB would read them each time.
_CACHE_WHILE_LOADING_KB = 128_000

Row = TypeVar("Row", bound=SyncedModel)


@dataclass(frozen=True)
class _Author:
    actor: Actor
    reason: str
    why: str


@cache
def _defaults(model: type[SyncedModel]) -> dict[str, Any]:
    fields = (f for f in model._meta.concrete_fields if not f.primary_key)
    return {field.attname: field.get_default() for field in fields}


def row_of(model: type[Row], id_: uuid.UUID, /, **values: Any) -> Row:
    """A row to load, without the cost of a model's constructor; what is not said has its default. A
    column may be called anything, `model` too."""
    row = model.__new__(model)
    row.__dict__ = {"_state": ModelState(), "id": id_, **_defaults(model), **values}
    return row


def load(
    *,
    actor: Actor,
    reason: str,
    groups: Iterable[Sequence[SyncedModel]],
    why: str = "",
    rows_a_transaction: int = ROWS_A_TRANSACTION,
) -> Iterator[int]:
    """Write new rows group by group; yields the number of rows of each transaction once it stands.

    The rows are facts that correct nothing: projections see them as new. Run the iterator to its end.
    """
    author = _Author(actor, reason, why)
    with _roomy_cache():
        for batch in _batches(groups, rows_a_transaction):
            work = _Batch(batch)
            with write_turn(), transaction.atomic(), driver.cursor() as cursor:
                work.write(cursor, author)
                failpoints.reach("bulk.written")
            failpoints.reach("bulk.committed")
            yield work.count


def _batches(
    groups: Iterable[Sequence[SyncedModel]], size: int
) -> Iterator[list[Sequence[SyncedModel]]]:
    batch: list[Sequence[SyncedModel]] = []
    rows = 0
    for group in groups:
        batch.append(group)
        rows += len(group)
        if rows >= size:
            yield batch
            batch, rows = [], 0
    if batch:
        yield batch


class _Batch:
    """One transaction, made ready."""

    def __init__(self, groups: list[Sequence[SyncedModel]]) -> None:
        self.hlc = bundles.clock().tick()
        self.count = 0
        self.inserts: dict[type[SyncedModel], list[tuple[Any, ...]]] = defaultdict(list)
        self.deltas: list[projections.Delta] = []
        self.sayings: list[bundles.Said] = []
        self._keepers: dict[type[SyncedModel], Callable[[SyncedModel], None]] = {}
        for group in groups:
            self._take(group)

    def _take(self, group: Sequence[SyncedModel]) -> None:
        ops: dict[bundles.Key, list[codec.Op]] = defaultdict(list)
        for row in group:
            row.hlc = self.hlc
            keep = self._keepers.get(type(row)) or self._keeper_of(type(row))
            keep(row)
            ops[row.log_key()].append(codec.create_op(row))
        self.sayings.extend(bundles.said(key, said) for key, said in ops.items())
        self.count += len(group)

    def _keeper_of(self, model: type[SyncedModel]) -> Callable[[SyncedModel], None]:
        """What is done with each row of a table, looked up once."""
        rows, make = self.inserts[model], writer.maker_of(model)
        projects, deltas = projections.projections_of(model), self.deltas

        def keep(row: SyncedModel) -> None:
            rows.append(make(row.__dict__))
            for project in projects:
                deltas.extend(project(None, row))

        self._keepers[model] = keep
        return keep

    def write(self, cursor: Any, author: _Author) -> None:
        for model, rows in self.inserts.items():
            writer.insert(cursor, model, rows)
        projections.flush(cursor, self.deltas)
        bundles.append(cursor, author, self.hlc, self.sayings)


@contextmanager
def _roomy_cache() -> Iterator[None]:
    """SQLite's page cache is large while we load, and as it was afterwards."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        before = int(cursor.execute("PRAGMA cache_size").fetchone()[0])
        cursor.execute(f"PRAGMA cache_size=-{_CACHE_WHILE_LOADING_KB}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size={before}")
