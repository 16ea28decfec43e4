"""Appending to the log: number, chain, hash. Taken last, so that the counter is held shortly."""

import hashlib
import uuid
from typing import Any, NamedTuple, Protocol

from django.db import connection, transaction
from django.db.models import Max

from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform.changes import codec, lanes, schemas, writer
from tuyen.platform.changes.clocks import node8
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.hlc import HybridClock, ms_of, now_ms, pack
from tuyen.platform.changes.models import Bundle, Lane
from tuyen.platform.changes.node import this_node
from tuyen.platform.changes.turns import write_turn


class _Home:
    """What a process knows of one database: the clock of its log, the name of its node."""

    def __init__(self) -> None:
        self.clock = HybridClock(_clock_of_log)
        self.clock.start(*_clock_of_log())
        self.node8 = ""


def _clock_of_log() -> tuple[int, int]:
    last = Lane.objects.aggregate(hlc=Max("hlc"), wall_ms=Max("wall_ms"))
    hlc = last["hlc"] or 0
    # Before `wall_ms` was kept, the log's clock was the machine's own.
    return hlc, last["wall_ms"] or ms_of(hlc)


_homes: dict[str, _Home] = {}


class NodeChanged(Exception):
    """The database is no longer of the node that this act was made ready for."""


Key = tuple[uuid.UUID | None, uuid.UUID | None, str]


class Author(Protocol):
    """Who said it, in which act, and why in their own words."""

    @property
    def actor(self) -> Actor: ...
    @property
    def reason(self) -> str: ...
    @property
    def why(self) -> str: ...


def _home() -> _Home:
    database = str(connection.settings_dict["NAME"])
    found = _homes.get(database)
    if found is None:
        found = _homes[database] = _Home()
    return found


def clock() -> HybridClock:
    """The clock of this database's node, started from the last entry of its log."""
    return _home().clock


def own_node8() -> str:
    """The end of this node's id, as it stands in the clocks of fields."""
    home = _home()
    if not home.node8:
        home.node8 = node8(this_node().id)
    return home.node8


def put_clock_right() -> int:
    """A person says: this machine's clock had run ahead, and is right now. Since when it had, in ms.

    From here on acts take the true time again; an act on a row of the wrong days is still later than that
    row (`tick(after)`). Running servers read it before they would refuse to write.
    """
    now = now_ms()
    ahead = max(_clock_of_log()[1] - now, 0)
    if ahead:
        with write_turn(), transaction.atomic():
            Lane.objects.filter(hlc__gt=pack(now)).update(hlc=pack(now))
            Lane.objects.filter(wall_ms__gt=now).update(wall_ms=now)
    return ahead


def restart_clock() -> None:
    """After a restore, and between tests: read the log again."""
    _homes.clear()


class Said(NamedTuple):
    """What one transaction says under one key: compressed, and hashed before it opens."""

    key: Key
    body: bytes
    digest: bytes
    schema_ver: int


def said(key: Key, ops: list[codec.Op]) -> Said:
    raw = codec.written(ops)
    digest = hashlib.sha256(raw).digest()
    return Said(key, codec.packed(raw), digest, schemas.version_of(ops))


def append(cursor: Any, by: Author, hlc: int, sayings: list[Said], made_for: str = "") -> None:
    """Write one bundle a (patient | unit, compartment), each bound to the one before it.

    made_for: the node whose name stands in the clocks of changed fields; none where nothing was changed.
    """
    if not sayings:
        return
    lane = lanes.take(cursor)
    _require_own(lane, made_for)
    txn_id = uuid7()
    rows = []
    for each in sayings:
        lane.seq += 1
        header = _header(by, lane, hlc, txn_id, each)
        lane.sha = header.bound_to(each.digest)
        rows.append(_row(header, lane.sha, each.body))
    writer.insert(cursor, Bundle, rows)
    lanes.give_back(cursor, lane, clock().standing(), clock().wall_ms)


def _require_own(lane: lanes.Taken, made_for: str) -> None:
    """Another node's database may have been put in place of ours: then all is made ready once more."""
    home, here = _home(), node8(lane.node_id)
    if made_for not in ("", here):
        home.node8 = ""
        raise NodeChanged
    home.node8 = here


def _header(by: Author, lane: lanes.Taken, hlc: int, txn_id: uuid.UUID, each: Said) -> Header:
    patient_id, unit_id, compartment = each.key
    return Header(
        bundle_id=uuid7(),
        txn_id=txn_id,
        origin_node=lane.node_id,
        origin_lane=lane.number,
        origin_epoch=lane.epoch,
        origin_seq=lane.seq,
        hlc=hlc,
        schema_ver=each.schema_ver,
        actor_id=by.actor.account_id,
        actor_name=by.actor.name,
        actor_unit_id=by.actor.unit_id,
        reason=by.reason,
        why=by.why,
        patient_id=patient_id,
        unit_id=unit_id,
        compartment=compartment,
        prev_sha=lane.sha,
    )


def _row(header: Header, sha: bytes, body: bytes) -> tuple[Any, ...]:
    values = {name: getattr(header, name) for name in header.__slots__}
    values["id"] = values.pop("bundle_id")
    values.update(sha256=sha, signature=b"", body=body)
    values.update(from_peer=None, received_at_ms=None, clamp_hlc=None)
    return writer.values_of(Bundle, values)
