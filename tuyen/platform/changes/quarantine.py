"""Bundles that cannot be applied: kept whole, with the reason, until they can be."""

import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from tuyen.platform.changes import header as headers
from tuyen.platform.changes import lean
from tuyen.platform.changes.meeting import Incoming
from tuyen.platform.changes.models import Bundle, Held
from tuyen.platform.changes.reading import Unreadable
from tuyen.platform.changes.ready import Ready

_CHUNK = 500
_COPIED = (
    "origin_node",
    "origin_lane",
    "origin_epoch",
    "origin_seq",
    "hlc",
    "schema_ver",
    "actor_unit_id",
    "patient_id",
    "unit_id",
)
_REWRITTEN = [f.name for f in Held._meta.concrete_fields if f.name not in ("id", "state_by_name")]
_CUT = {"actor_name": 120, "reason": 60, "compartment": 20}


def sorted_out(ready: Sequence[Ready]) -> tuple[list[uuid.UUID], list[Ready]]:
    """(ids that stand here already, bundles to look at). The same id with other content is a fault."""
    stand = _shas([each.incoming.header.bundle_id for each in ready])
    known: list[uuid.UUID] = []
    fresh: list[Ready] = []
    for each in ready:
        id_ = each.incoming.header.bundle_id
        if id_ not in stand:
            stand[id_] = each.sha256
            fresh.append(each)
        elif stand[id_] == each.sha256:
            known.append(id_)
        else:
            fresh.append(each._replace(fault=Unreadable("other_content", "bundle")))
    return known, fresh


def _shas(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bytes]:
    found: dict[uuid.UUID, bytes] = {}
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        values = [lean.ready(id_) for id_ in chunk]
        for row, _more in lean.rows(Bundle, f"id IN ({lean.marks(chunk)})", values):
            found[row.id] = bytes(row.sha256)
    return found


def keep(from_peer: uuid.UUID, faults: Iterable[tuple[Ready, Unreadable]], now_ms: int) -> None:
    """Write down what is held and why; what was held before is tried once more."""
    rows = [_row(from_peer, each.incoming, fault, now_ms) for each, fault in faults]
    if not rows:
        return
    before = Held.objects.in_bulk([row.id for row in rows])
    for row in rows:
        if (earlier := before.get(row.id)) is not None:
            row.at_ms, row.attempts = earlier.at_ms, earlier.attempts + 1
            if bytes(earlier.raw) != row.raw and earlier.state == "held":
                row.header, row.raw = earlier.header, earlier.raw  # the first one stays
    Held.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["id"], update_fields=_REWRITTEN
    )


def _row(from_peer: uuid.UUID, incoming: Incoming, fault: Unreadable, now_ms: int) -> Held:
    header = incoming.header
    values: dict[str, Any] = {name: getattr(header, name) for name in _COPIED}
    values |= {name: getattr(header, name)[:most] for name, most in _CUT.items()}
    return Held(
        id=header.bundle_id,
        from_peer=from_peer,
        stream=incoming.stream,
        header=headers.told(header),
        raw=incoming.raw,
        clamp_hlc=incoming.clamp_hlc,
        why=fault.why,
        why_detail=fault.detail[:300].replace("\0", ""),
        waits_for=fault.waits_for,
        at_ms=now_ms,
        tried_at_ms=now_ms,
        **values,
    )


def let_go(applied: Sequence[Incoming]) -> None:
    ids = [each.header.bundle_id for each in applied]
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        Held.objects.filter(id__in=chunk, state="held").update(state="applied", waits_for=None)


def with_earlier_ahead(ids: Collection[uuid.UUID]) -> list[uuid.UUID]:
    """Of these, the bundles held for their clock, and those of the same sender about the same person or
    unit that are held for it and were made before."""
    ahead = Held.objects.filter(state="held", why="clock_ahead")
    found: set[uuid.UUID] = set()
    for row in ahead.filter(id__in=list(ids)):
        same = ahead.filter(from_peer=row.from_peer, patient_id=row.patient_id, unit_id=row.unit_id)
        found |= set(same.filter(hlc__lte=row.hlc).values_list("id", flat=True))
    return sorted(found)


def waiting_for(from_peer: uuid.UUID, rows: Collection[uuid.UUID]) -> list[Incoming]:
    """Bundles of this sender that wait for one of these rows, oldest first."""
    ids = sorted(rows)
    if not ids or not Held.objects.filter(state="held", waits_for__isnull=False).exists():
        return []
    found: list[Incoming] = []
    for at in range(0, len(ids), _CHUNK):
        chunk = ids[at : at + _CHUNK]
        held = Held.objects.filter(state="held", from_peer=from_peer, waits_for__in=chunk)
        found += [incoming_of(row) for row in held]
    return sorted(found, key=lambda each: (each.hlc, each.header.origin_seq))


def held(
    ids: Collection[uuid.UUID] | None, why: Collection[str] | None
) -> dict[uuid.UUID, list[Incoming]]:
    """Held bundles by sender, oldest first."""
    rows = Held.objects.filter(state="held").order_by("hlc", "origin_seq")
    if ids is not None:
        rows = rows.filter(id__in=list(ids))
    if why is not None:
        rows = rows.filter(why__in=list(why))
    found: dict[uuid.UUID, list[Incoming]] = defaultdict(list)
    for row in rows:
        found[row.from_peer].append(incoming_of(row))
    return dict(found)


def incoming_of(row: Held) -> Incoming:
    return Incoming(headers.read(bytes(row.header)), bytes(row.raw), row.clamp_hlc, row.stream)


def count_by_reason() -> dict[str, int]:
    """How many bundles are held, by `why`."""
    found: dict[str, int] = defaultdict(int)
    for why in Held.objects.filter(state="held").values_list("why", flat=True):
        found[why] += 1
    return dict(found)
