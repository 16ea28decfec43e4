"""One act, written once: collected and made ready outside the transaction, written in a short one.

The body of `with changes.apply(…) as log:` runs without any transaction. When it ends well, everything
is serialised and compressed; then one transaction checks, writes rows, projections, outbox and bundles.
"""

import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import IntegrityError, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.core.bus import listeners_of
from tuyen.core.errors import Refused, Stale
from tuyen.platform import turnstile
from tuyen.platform.changes import (
    bundles,
    checkpoints,
    codec,
    driver,
    failpoints,
    projections,
    repeats,
    writer,
)
from tuyen.platform.changes.clocks import Decided, moved, read
from tuyen.platform.changes.faults import sentence_for
from tuyen.platform.changes.hlc import ClockBehind
from tuyen.platform.changes.lengths import require_fitting, require_short_reason
from tuyen.platform.changes.models import ChangingModel, SyncedModel
from tuyen.platform.changes.turns import write_turn

WHY_LENGTH = 300  # as long as the column of the bundle

Check = Callable[[], None]


class Log:
    """What one act wants: rows to create, fields to change, conditions, consequences."""

    def __init__(self, actor: Actor, reason: str, why: str, repeat: repeats.Repeat | None) -> None:
        self.actor = actor
        self.reason = reason
        self.why = why
        self.repeat = repeat
        self.result_id: uuid.UUID | None = None
        self._created: list[SyncedModel] = []
        self._changed: list[tuple[SyncedModel, list[str], Sequence[Decided]]] = []
        self._still: list[SyncedModel] = []
        self._checks: list[Check] = []
        self._deltas: list[projections.Delta] = []

    def create(self, *rows: SyncedModel) -> None:
        for row in rows:
            require_fitting(row)
        self._created.extend(rows)

    def change(self, row: SyncedModel, fields: list[str], decides: Sequence[Decided] = ()) -> None:
        """Write these fields of a row that was read; refused as Stale if it changed meanwhile.

        decides: changes of the other side that lost, which whoever writes has seen (`conflicts.py`).
        """
        require_fitting(row, fields)
        self._changed.append((row, fields, decides))

    def still(self, *rows: SyncedModel) -> None:
        """These rows must be as they were read, though we do not change them."""
        self._still.extend(rows)

    def check(self, condition: Check) -> None:
        """Run inside the transaction before anything is written; raise Refused to stop."""
        self._checks.append(condition)

    def add(self, delta: projections.Delta) -> None:
        """A consequence that no projection can know, such as an event for the outbox."""
        self._deltas.append(delta)

    def announce(self, event: Any) -> None:
        """Tell the listeners after the commit, at least once."""
        if listeners_of(type(event)):
            self._deltas.append(Announced(event))

    def commit(self) -> None:
        if not (self._created or self._changed or self._deltas or self._checks):
            return
        require_short_reason(self.why)
        try:
            work = self._written()
        except bundles.NodeChanged:
            work = self._written()
        failpoints.reach("changes.after_commit")
        checkpoints.wrote()
        self._remember(work)

    def _written(self) -> "Prepared":
        work = Prepared(self)
        failpoints.reach("changes.prepared")
        with write_turn(), transaction.atomic(), driver.cursor() as cursor:
            failpoints.reach("changes.opened")
            work.write(cursor, self)
            failpoints.reach("changes.before_commit")
            turnstile.let_go()  # the disk is waited for, not Python
        return work

    def _remember(self, work: "Prepared") -> None:
        """The rows in hand are now the rows in the table; after a failure they stay as they were."""
        for moved_row, now in work.moved:
            moved_row.clocks = now
        for row, *_said in self._changed:
            row.hlc = work.hlc
        for row in [*self._created, *(row for row, *_said in self._changed)]:
            if row.shape.merge != "fact":
                names = [f.attname for f in row._meta.concrete_fields]
                row.remember(names, [row.__dict__[name] for name in names])


class Announced:
    """An event on its way to the outbox."""

    sink = "outbox"

    def __init__(self, event: Any) -> None:
        self.event = event


class Prepared:
    """Everything that can be done before the transaction opens."""

    def __init__(self, log: Log) -> None:
        after = max((row.hlc for row, *_said in log._changed), default=0)
        self.hlc = bundles.clock().tick(after)
        self.inserts: dict[type[SyncedModel], list[tuple[Any, ...]]] = defaultdict(list)
        self.updates: list[tuple[SyncedModel, str, list[Any]]] = []
        self.deltas = list(log._deltas)
        self.made_for = ""
        ops: dict[Any, list[codec.Op]] = defaultdict(list)
        for row in log._created:
            self._create(row, ops)
        self.moved: list[tuple[ChangingModel, bytes]] = []
        self.decided: list[tuple[ChangingModel, Sequence[Decided]]] = []
        for row, fields, decides in log._changed:
            self._change(row, fields, decides, ops)
        self.sayings = [bundles.said(key, each) for key, each in ops.items()]
        self.updates.sort(key=lambda update: (update[1], update[0].id))

    def _create(self, row: SyncedModel, ops: dict[Any, list[codec.Op]]) -> None:
        row.hlc = self.hlc
        model = type(row)
        if isinstance(row, ChangingModel):
            row.clocks = None  # a row copied from another one begins anew
        self.inserts[model].append(writer.row_values(row))
        ops[row.log_key()].append(codec.create_op(row))
        if projections.has_projections(model):
            self.deltas.extend(projections.deltas_of(model, None, row))

    def _change(
        self,
        row: SyncedModel,
        fields: list[str],
        decides: Sequence[Decided],
        ops: dict[Any, list[codec.Op]],
    ) -> None:
        model, keys = type(row), _keys(row)
        if projections.has_projections(model):
            row.__dict__["written_at"] = self.hlc
            self.deltas.extend(projections.deltas_of(model, row.as_loaded(), row))
            del row.__dict__["written_at"]
        if isinstance(row, ChangingModel):
            self._move(row, fields, decides, ops, keys)
            return
        said = {name: row.__dict__[name] for name in fields}
        ops[row.log_key()].append(codec.change_op(row, said, row.hlc, {}))
        sql = writer.update_sql(model, ("hlc", *fields), (*keys, "hlc"))
        values = [writer.prepared(model, name, row.__dict__[name]) for name in (*fields, *keys)]
        self.updates.append((row, sql, [self.hlc, *values, row.hlc]))

    def _move(
        self,
        row: ChangingModel,
        fields: list[str],
        decides: Sequence[Decided],
        ops: dict[Any, list[codec.Op]],
        keys: tuple[str, ...],
    ) -> None:
        """Fields and their clocks in one statement, on the row exactly as it was read."""
        model, seen = type(row), row.clocks
        self.made_for = bundles.own_node8()
        said = moved(row, fields, (self.hlc, self.made_for), decides)
        ops[row.log_key()].append(codec.change_op(row, said.values, row.hlc, said.tokens))
        sql = writer.update_sql(model, ("hlc", "clocks", *fields), (*keys, "hlc", "clocks"))
        values = [writer.prepared(model, name, row.__dict__[name]) for name in (*fields, *keys)]
        self.updates.append((row, sql, [self.hlc, said.clocks, *values, row.hlc, seen]))
        self.moved.append((row, said.clocks))
        if decides:
            self.decided.append((row, decides))

    def write(self, cursor: Any, log: Log) -> None:
        if log.repeat:
            log.repeat.claim(cursor, log.result_id)
        for condition in log._checks:
            condition()
        for row in log._still:
            _require_still(cursor, row)
        for _row, sql, values in self.updates:
            cursor.execute(sql, values)
            if cursor.rowcount != 1:
                raise _stale()
        for changed, decides in self.decided:
            _settle(changed, decides, log.reason)
        for model, rows in self.inserts.items():
            writer.insert(cursor, model, rows)
        failpoints.reach("changes.rows_written")
        projections.flush(cursor, self.deltas)
        failpoints.reach("changes.projected")
        bundles.append(cursor, log, self.hlc, self.sayings, self.made_for)


def _settle(row: ChangingModel, decides: Sequence[Decided], reason: str) -> None:
    from tuyen.platform.changes.conflicts import settle_here  # reads the log, which is above us

    settle_here(row, decides, reason)


def _keys(row: SyncedModel) -> tuple[str, ...]:
    """The id, and the shard column beside it where there is one (day-one schema rules)."""
    shard = f"{row.shape.shard}_id"
    return ("id", shard) if shard in row.__dict__ else ("id",)


def _require_still(cursor: Any, row: SyncedModel) -> None:
    table, clocks = row._meta.db_table, getattr(row, "clocks", None)
    id_ = writer.prepared(type(row), "id", row.id)
    more = ", clocks" if isinstance(row, ChangingModel) else ", NULL"
    cursor.execute(f'SELECT hlc{more} FROM "{table}" WHERE id = %s', [id_])
    found = cursor.fetchone()
    if found is None or found[0] != row.hlc or read(found[1]) != read(clocks):
        raise _stale()


def _stale() -> Stale:
    return Stale(
        _(
            "Người khác vừa sửa hồ sơ này. Xin tải lại để xem bản mới; nội dung bạn nhập vẫn còn đây."
        )
    )


@contextmanager
def apply(
    *, actor: Actor, reason: str, why: str = "", repeat: repeats.Repeat | None = None
) -> Iterator[Log]:
    """Collect an act in the body; write it in one short transaction at the end.

    reason: code of the act, "room.verb". why: the person's own words where the act asks for them;
    what the actor says of a day that is closed stands beside them.
    repeat: key of the form, so that one form sent twice is one act (raises repeats.Repeated).
    Raises Refused when a check fails, Stale when a row changed meanwhile, and a Refused that says
    what to do when the disk is full or the clock runs behind.
    """
    if actor.late_reason:
        why = f"{why} · {actor.late_reason}"[:WHY_LENGTH] if why else actor.late_reason
    log = Log(actor, reason, why, repeat)
    yield log
    try:
        log.commit()
    except ClockBehind as fault:
        raise sentence_for(fault) from fault
    except OperationalError as fault:
        if said := sentence_for(fault):
            raise said from fault
        raise
    except IntegrityError as fault:
        if repeat and (outcome := repeat.outcome()):
            raise outcome from fault
        raise


__all__ = ["Log", "Refused", "apply", "write_turn"]
