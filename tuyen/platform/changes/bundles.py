"""Appending to the log: number, chain, hash. Taken last, so that the counter is held shortly."""

import uuid
from typing import TYPE_CHECKING, Any

from django.db import connection

from tuyen.core.ids import uuid7
from tuyen.platform.changes import codec, lanes, writer
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.hlc import HybridClock
from tuyen.platform.changes.models import Bundle, Lane

if TYPE_CHECKING:
    from tuyen.platform.changes.unit_of_work import Log

_clock = HybridClock()
_clock_read_from: set[str] = set()

Key = tuple[uuid.UUID | None, uuid.UUID | None, str]


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


def append(cursor: Any, log: "Log", hlc: int, bodies: list[tuple[Key, bytes]]) -> None:
    """Write one bundle a (patient | unit, compartment), each bound to the one before it."""
    if not bodies:
        return
    lane = lanes.take(cursor)
    txn_id = uuid7()
    rows = []
    for key, body in bodies:
        lane.seq += 1
        header = _header(log, lane, hlc, txn_id, key)
        lane.sha = header.sha256(body)
        rows.append(_row(header, lane.sha, body))
    writer.insert(cursor, Bundle, rows)
    lanes.give_back(cursor, lane, hlc)


def _header(log: "Log", lane: lanes.Taken, hlc: int, txn_id: uuid.UUID, key: Key) -> Header:
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
        actor_id=log.actor.account_id,
        actor_name=log.actor.name,
        actor_unit_id=log.actor.unit_id,
        reason=log.reason,
        why=log.why,
        patient_id=patient_id,
        unit_id=unit_id,
        compartment=compartment,
        prev_sha=lane.sha,
    )


def _row(header: Header, sha: bytes, body: bytes) -> tuple[Any, ...]:
    values = {name: getattr(header, name) for name in header.__slots__}
    values["id"] = values.pop("bundle_id")
    return writer.row_values(Bundle(**values, sha256=sha, signature=b"", body=body))
