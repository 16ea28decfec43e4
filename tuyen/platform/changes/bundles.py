"""Appending to the log: number, chain, hash. Taken last, so that the counter is held shortly."""

import hashlib
import uuid
from typing import Any, NamedTuple, Protocol

from django.db import connection

from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform.changes import codec, lanes, writer
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.hlc import HybridClock
from tuyen.platform.changes.models import Bundle, Lane

_clock = HybridClock()
_clock_read_from: set[str] = set()

Key = tuple[uuid.UUID | None, uuid.UUID | None, str]


class Author(Protocol):
    """Who said it, in which act, and why in their own words."""

    @property
    def actor(self) -> Actor: ...
    @property
    def reason(self) -> str: ...
    @property
    def why(self) -> str: ...


def clock() -> HybridClock:
    """The node's clock, started from the last entry of the log."""
    database = str(connection.settings_dict["NAME"])
    if database not in _clock_read_from:
        _clock.saw(max(Lane.objects.values_list("hlc", flat=True), default=0))
        _clock_read_from.add(database)
    return _clock


def restart_clock() -> None:
    """After a restore, and between tests: read the log again."""
    _clock.forget()
    _clock_read_from.clear()


class Said(NamedTuple):
    """What one transaction says under one key: compressed, and hashed before it opens."""

    key: Key
    body: bytes
    digest: bytes


def said(key: Key, ops: list[codec.Op]) -> Said:
    body = codec.pack(ops)
    return Said(key, body, hashlib.sha256(body).digest())


def append(cursor: Any, by: Author, hlc: int, sayings: list[Said]) -> None:
    """Write one bundle a (patient | unit, compartment), each bound to the one before it."""
    if not sayings:
        return
    lane = lanes.take(cursor)
    txn_id = uuid7()
    rows = []
    for each in sayings:
        lane.seq += 1
        header = _header(by, lane, hlc, txn_id, each.key)
        lane.sha = header.bound_to(each.digest)
        rows.append(_row(header, lane.sha, each.body))
    writer.insert(cursor, Bundle, rows)
    lanes.give_back(cursor, lane, hlc)


def _header(by: Author, lane: lanes.Taken, hlc: int, txn_id: uuid.UUID, key: Key) -> Header:
    patient_id, unit_id, compartment = key
    return Header(
        bundle_id=uuid7(),
        txn_id=txn_id,
        origin_node=lane.node_id,
        origin_lane=lane.number,
        origin_epoch=lane.epoch,
        origin_seq=lane.seq,
        hlc=hlc,
        schema_ver=codec.SCHEMA_VER,
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
    return writer.values_of(Bundle, values)
