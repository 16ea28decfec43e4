"""Bundles of other nodes: applied in one transaction a batch, each whole or not at all.

What cannot be applied is held with its reason (`Held`) and the others go on; what waits for a row is tried
again as soon as that row is here. Projections run as for our own writes; listeners do not.
"""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import DataError, IntegrityError, transaction

from tuyen.core.actor import Actor
from tuyen.core.bus import listeners_of
from tuyen.platform.changes import (
    bundles,
    checkpoints,
    conflicts,
    driver,
    failpoints,
    hlc,
    projections,
    quarantine,
    refusals,
)
from tuyen.platform.changes.chains import Heads
from tuyen.platform.changes.clocks import node8
from tuyen.platform.changes.events import BundlesApplied
from tuyen.platform.changes.meeting import Incoming, Plan, keys_of, plan
from tuyen.platform.changes.models import Bundle, Held
from tuyen.platform.changes.reading import Unreadable
from tuyen.platform.changes.ready import Ready, made_ready
from tuyen.platform.changes.turns import write_turn
from tuyen.platform.changes.unit_of_work import Announced
from tuyen.platform.changes.world import Key, Moved, World
from tuyen.platform.changes.writer import insert, values_of

AHEAD_MS = 24 * 3_600_000  # a clock further ahead than this waits for a person
TRIES = 3

Rows = list[tuple[Any, Any]]
MayWrite = Callable[[Incoming, Rows], str | None]


class Arrived(NamedTuple):
    """A bundle that stands here now, with its rows as (before, after); before is None for a new row."""

    incoming: Incoming
    rows: Rows


@dataclass
class Applied:
    """What became of a batch."""

    arrived: list[Arrived] = field(default_factory=list)
    known: list[uuid.UUID] = field(default_factory=list)
    held: list[uuid.UUID] = field(default_factory=list)

    @property
    def applied(self) -> list[uuid.UUID]:
        return [each.incoming.header.bundle_id for each in self.arrived]


InTransaction = Callable[[Any, Applied], None]


def apply_batch(
    batch: Sequence[Incoming],
    *,
    from_peer: uuid.UUID,
    is_arbiter: bool = False,
    may_write: MayWrite | None = None,
    in_transaction: InTransaction | None = None,
) -> Applied:
    """Apply bundles in the order given, in one transaction.

    is_arbiter: we are the hub that sees both sides first; we refuse clocks that run ahead and settle steps.
    may_write: says why a bundle is not the sender's to write; None or "" when it is.
    in_transaction: called with the cursor and what was applied, before the commit (cursors, mailboxes).
    """
    ready = [made_ready(each) for each in batch]
    failpoints.reach("incoming.read")
    work = _Batch(from_peer, is_arbiter, may_write, in_transaction)
    for left in reversed(range(TRIES)):
        try:
            return work.run(ready)
        except Moved:
            if not left:
                raise
    raise AssertionError


class _Batch:
    """One sender's bundles, and those held that wait for them."""

    def __init__(
        self,
        from_peer: uuid.UUID,
        is_arbiter: bool,
        may_write: MayWrite | None,
        in_transaction: InTransaction | None,
    ) -> None:
        self.from_peer, self.is_arbiter = from_peer, is_arbiter
        self.may_write, self.in_transaction = may_write, in_transaction

    def run(self, ready: Sequence[Ready]) -> Applied:
        with write_turn(), transaction.atomic():
            try:
                done = self._tried(ready)
            except (IntegrityError, DataError):
                done = self._one_by_one(ready)
            with driver.cursor() as cursor:
                if self.in_transaction:
                    self.in_transaction(cursor, done)
                for follow in _followers:
                    follow(cursor, done)
            failpoints.reach("incoming.before_commit")
        failpoints.reach("incoming.after_commit")
        bundles.clock().saw(max((each.incoming.hlc for each in done.arrived), default=0))
        checkpoints.wrote()
        return done

    def _one_by_one(self, ready: Sequence[Ready]) -> Applied:
        """The engine refused a row of some bundle: that one is held, the others are applied."""
        done = Applied()
        for each in ready:
            try:
                one = self._tried([each])
            except (IntegrityError, DataError) as fault:
                refused = Unreadable("failed_check", f"{type(fault).__name__}: {fault}"[:300])
                one = self._tried([each._replace(fault=refused)])
            done.arrived += one.arrived
            done.known += one.known
            done.held += one.held
        return done

    def _tried(self, ready: Sequence[Ready]) -> Applied:
        with transaction.atomic(), driver.cursor() as cursor:
            return _Pass(self, cursor).run(ready)


class _Pass:
    """One attempt at a batch inside its savepoint."""

    def __init__(self, batch: _Batch, cursor: Any) -> None:
        self.batch, self.cursor = batch, cursor
        self.world = World()
        self.plans: list[tuple[Ready, Plan]] = []
        self.faults: dict[uuid.UUID, tuple[Ready, Unreadable]] = {}
        self.asked: set[uuid.UUID] = set()  # rows for which held bundles were woken already
        self.now_ms = hlc.now_ms()

    def run(self, ready: Sequence[Ready]) -> Applied:
        known, fresh = quarantine.sorted_out(ready)
        self.heads = Heads(fresh)
        self._through(fresh)
        while woken := self._woken():
            self._through(woken)
        deltas = self.world.write(self.cursor)
        failpoints.reach("incoming.rows_written")
        projections.flush(self.cursor, [*deltas, *self._told()])
        failpoints.reach("incoming.projected")
        self._keep_bundles()
        quarantine.keep(self.batch.from_peer, self.faults.values(), self.now_ms)
        quarantine.let_go([each.incoming for each, _made in self.plans])
        met = conflicts.keep([made for _each, made in self.plans], self.now_ms)
        if met and self.batch.is_arbiter:
            refusals.settle(met)
        arrived = [Arrived(each.incoming, made.rows) for each, made in self.plans]
        return Applied(arrived, known, list(self.faults))

    def _through(self, ready: Sequence[Ready]) -> None:
        """In order; what waits for a bundle behind it is tried again until nothing moves."""
        keys: set[Key] = set()
        for each in ready:
            if each.fault is None:
                keys |= keys_of(each.ops, each.values)
        self.world.read(keys)
        left = list(ready)
        while left:
            waiting = [each for each in left if not self._is_done(each)]
            if len(waiting) == len(left):
                return
            left = waiting

    def _is_done(self, each: Ready) -> bool:
        """Nothing is left to do about this bundle now: it is applied, or waits for nothing in sight."""
        id_ = each.incoming.header.bundle_id
        try:
            made = self._planned(each)
        except Unreadable as fault:
            self.faults[id_] = (each, fault)
            return fault.why != "waits"
        self.faults.pop(id_, None)
        self.world.take(made.layer)
        if each.incoming.clamp_hlc is not None:
            node = node8(each.incoming.header.origin_node)
            self.world.counts_as((each.incoming.header.hlc, node), made.clock)
        self.heads.take(each.incoming.header, each.sha256)
        self.plans.append((each, made))
        return True

    def _planned(self, each: Ready) -> Plan:
        incoming = each.incoming
        if each.fault is not None:
            raise each.fault
        if self.batch.is_arbiter and hlc.ms_of(incoming.hlc) > self.now_ms + AHEAD_MS:
            raise Unreadable("clock_ahead", str(hlc.ms_of(incoming.hlc)))
        self.heads.require_bound(incoming.header)
        made = plan(incoming, each.ops, each.values, self.world)
        ask = self.batch.may_write
        if ask is not None and (refused := ask(incoming, made.rows)):
            raise Unreadable("not_yours", refused[:300])
        return made

    def _woken(self) -> list[Ready]:
        """Held bundles of this sender that wait for a row which is here now."""
        fresh = self.world.touched() - self.asked
        self.asked |= fresh
        ids = {each.incoming.header.bundle_id for each, _made in self.plans}
        found = quarantine.waiting_for(self.batch.from_peer, fresh)
        return [made_ready(each) for each in found if each.header.bundle_id not in ids]

    def _told(self) -> list[projections.Delta]:
        if not (self.batch.is_arbiter and self.plans):
            return []
        headers = [each.incoming.header for each, _made in self.plans]
        people = sorted({each.patient_id for each in headers if each.patient_id})
        event = BundlesApplied(self.batch.from_peer, [h.bundle_id for h in headers], people)
        return [Announced(event)] if listeners_of(BundlesApplied) else []

    def _keep_bundles(self) -> None:
        rows = [self._row(each) for each, _made in self.plans]
        if rows:
            insert(self.cursor, Bundle, rows)

    def _row(self, each: Ready) -> tuple[Any, ...]:
        header = each.incoming.header
        values = {name: getattr(header, name) for name in header.__slots__}
        values["id"] = values.pop("bundle_id")
        values.update(sha256=each.sha256, signature=b"", body=each.body)
        values.update(from_peer=self.batch.from_peer, received_at_ms=self.now_ms)
        return values_of(Bundle, {**values, "clamp_hlc": each.incoming.clamp_hlc})


def retry_held(
    ids: Collection[uuid.UUID] | None = None,
    *,
    why: Collection[str] | None = None,
    may_write: Callable[[uuid.UUID], MayWrite | None] | None = None,
    is_arbiter: Callable[[uuid.UUID], bool] | None = None,
    in_transaction: InTransaction | None = None,
) -> Applied:
    """Try bundles again that are held: these, or those held for one of these reasons, or all.

    For use after an upgrade, when links were made, and by a person. may_write, is_arbiter: by sender.
    """
    done = Applied()
    for peer_id, batch in quarantine.held(ids, why).items():
        one = apply_batch(
            batch,
            from_peer=peer_id,
            is_arbiter=is_arbiter(peer_id) if is_arbiter else False,
            may_write=may_write(peer_id) if may_write else None,
            in_transaction=in_transaction,
        )
        done.arrived += one.arrived
        done.known += one.known
        done.held += one.held
    return done


def release(
    ids: Collection[uuid.UUID],
    *,
    by: Actor,
    may_write: Callable[[uuid.UUID], MayWrite | None] | None = None,
    is_arbiter: Callable[[uuid.UUID], bool] | None = None,
    in_transaction: InTransaction | None = None,
) -> Applied:
    """A person lets bundles pass whose clock ran ahead: they count as made now, in their own order, those
    before them about the same person or unit with them (a later act may have seen an earlier one).

    The caller has asked whether `by` may.
    """
    ids = quarantine.with_earlier_ahead(ids)
    for held in Held.objects.filter(id__in=ids).order_by("hlc", "origin_seq"):
        held.clamp_hlc, held.state_by_name = bundles.clock().tick(), by.name
        held.save(update_fields=["clamp_hlc", "state_by_name"])
    return retry_held(
        ids, may_write=may_write, is_arbiter=is_arbiter, in_transaction=in_transaction
    )


Follower = InTransaction
_followers: list[Follower] = []


def followed_by(follow: Follower) -> Follower:
    """Called with (cursor, applied) in every transaction in which bundles were applied, retries included."""
    _followers.append(follow)
    return follow
