"""The rows that a batch speaks of: read once a table, then changed in memory, then written once a table."""

import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from tuyen.platform.changes import clocks, lean, projections, writer
from tuyen.platform.changes.clocks import CREATION, Clock
from tuyen.platform.changes.models import Bundle, ChangingModel, SyncedModel

CHUNK = 500
Key = tuple[type[SyncedModel], uuid.UUID]


class Moved(Exception):
    """Somebody else changed a row while the batch was made ready: the batch is made anew."""


class World:
    """Rows by table and id. What a bundle wants to do to them is laid over (`Layer`) until it is sure."""

    def __init__(self) -> None:
        self._rows: dict[Key, SyncedModel | None] = {}
        self._stood: dict[Key, SyncedModel | None] = {}  # as the table has them
        self._changed: dict[Key, set[str]] = {}
        self._counted: dict[Clock, Clock] = {}

    def without(self, keys: Iterable[Key]) -> None:
        """As if these rows had never been made: their log is gone through once more."""
        self._rows.update(dict.fromkeys(keys))

    def read(self, keys: Iterable[Key]) -> None:
        wanted: dict[type[SyncedModel], set[uuid.UUID]] = defaultdict(set)
        for model, id_ in keys:
            if (model, id_) not in self._rows:
                wanted[model].add(id_)
        for model, ids in wanted.items():
            for id_ in ids:
                self._rows[model, id_] = None
            for chunk in _chunks(sorted(ids)):
                condition = f"{model._meta.db_table}.id IN ({lean.marks(chunk)})"
                for row, _more in lean.rows(model, condition, [lean.ready(id_) for id_ in chunk]):
                    self._rows[model, row.id] = row

    def get(self, key: Key) -> SyncedModel | None:
        if key not in self._rows:
            self.read([key])
        return self._rows[key]

    def take(self, layer: dict[Key, tuple[SyncedModel, set[str]]]) -> None:
        """A bundle is applied: its rows are the rows now."""
        for key, (row, fields) in layer.items():
            self._stood.setdefault(key, self._rows.get(key))
            self._rows[key] = row
            self._changed.setdefault(key, set()).update(fields)

    def counts_as(self, clock: Clock, counted: Clock) -> None:
        self._counted[clock] = counted

    def as_counted(self, seen: Clock) -> Clock:
        """A change names what it saw by the clock that its own node knew. Where that clock ran ahead and a
        person let the change pass, it stands here under another (`Bundle.clamp_hlc`)."""
        if seen == CREATION:
            return seen
        if seen not in self._counted:
            of_it = Bundle.objects.filter(hlc=seen[0], clamp_hlc__isnull=False)
            found = of_it.values_list("clamp_hlc", "origin_node")
            clamps = (hlc for hlc, origin in found if hlc and clocks.node8(origin) == seen[1])
            self._counted[seen] = (next(clamps, seen[0]), seen[1])
        return self._counted[seen]

    def touched(self) -> set[uuid.UUID]:
        return {id_ for _model, id_ in self._stood}

    def write(self, cursor: Any) -> list[projections.Delta]:
        """Rows into tables; returns what follows from them."""
        inserts: dict[type[SyncedModel], list[Any]] = defaultdict(list)
        updates: dict[tuple[type[SyncedModel], tuple[str, ...]], list[Any]] = defaultdict(list)
        deltas: list[projections.Delta] = []
        for key, before in self._stood.items():
            model, row = key[0], self._rows[key]
            assert row is not None
            if before is None:
                inserts[model].append(writer.row_values(row))
            elif row is not before and isinstance(row, ChangingModel):
                updates[model, tuple(sorted(self._changed[key]))].append((before, row))
            if projections.has_projections(model):
                deltas.extend(projections.deltas_of(model, before, row))
            if before is None:
                deltas.extend(projections.deltas_of_arrival(model, row))
        for model, rows in inserts.items():
            writer.insert(cursor, model, rows)
        for (model, fields), pairs in updates.items():
            _update(cursor, model, fields, pairs)
        return deltas


def _update(cursor: Any, model: type[SyncedModel], fields: tuple[str, ...], pairs: Any) -> None:
    shard = f"{model.shape.shard}_id"
    keys = ("id", shard) if shard in pairs[0][0].__dict__ else ("id",)
    sql = writer.update_sql(model, ("hlc", "clocks", *fields), (*keys, "hlc", "clocks"))
    for before, row in sorted(pairs, key=lambda pair: pair[0].id.int):
        now = [row.hlc, row.clocks, *_ready(model, row, fields)]
        cursor.execute(sql, [*now, *_ready(model, before, keys), before.hlc, before.clocks])
        if cursor.rowcount != 1:
            raise Moved


def _ready(model: type[SyncedModel], row: SyncedModel, names: Iterable[str]) -> list[Any]:
    return [writer.prepared(model, name, row.__dict__[name]) for name in names]


def _chunks(ids: list[uuid.UUID]) -> Iterator[list[uuid.UUID]]:
    for at in range(0, len(ids), CHUNK):
        yield ids[at : at + CHUNK]


def copied(row: SyncedModel) -> Any:
    """The same row in another object, to be changed."""
    made = type(row).__new__(type(row))
    made.__dict__ = dict(row.__dict__)
    return made


def clock_here(row: ChangingModel, leader: str) -> clocks.Clock:
    return clocks.read(row.clocks).get(leader, clocks.CREATION)
