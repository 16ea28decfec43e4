"""What the log says: the history of a row, a row rebuilt from the log alone, the chain verified."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import zstandard
from django.db import models
from django.db.models.functions import Coalesce

from tuyen.core.actor import Actor
from tuyen.core.clock import VIETNAM
from tuyen.platform.changes import codec
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.hlc import ms_of
from tuyen.platform.changes.models import Bundle, SyncedModel
from tuyen.platform.changes.node import this_node
from tuyen.platform.changes.reading import unsaid


@dataclass(frozen=True)
class FieldChange:
    """One field: its label in Vietnamese, what it said before and after."""

    name: str
    label: str
    old: Any
    new: Any


@dataclass(frozen=True)
class Entry:
    """One act on one row: who, when, why, on which node, what changed."""

    at: dt.datetime
    actor_name: str
    actor_unit_id: uuid.UUID
    node_id: uuid.UUID
    reason: str
    why: str
    is_new: bool
    changes: list[FieldChange] = field(default_factory=list)


def bundles_about(row: SyncedModel, who: Actor | None = None) -> models.QuerySet[Bundle]:
    """The bundles that may speak of a row, oldest first; only compartments that `who` may see."""
    patient_id, unit_id, _compartment = row.log_key()
    found = Bundle.objects.order_by(Coalesce("clamp_hlc", "hlc"), "origin_node", "origin_seq")
    if patient_id or unit_id:
        found = found.filter(patient_id=patient_id, unit_id=unit_id)
    else:
        found = found.filter(patient_id=None, unit_id=None)
    if who is not None:
        found = found.filter(compartment__in=["", *who.compartments])
    return found


def history_of(row: SyncedModel, who: Actor) -> list[Entry]:
    """Acts on a row, newest first, rebuilt from the log alone."""
    entries: list[Entry] = []
    now: dict[str, Any] = {}
    for bundle, said, is_new in _ops_on(row, bundles_about(row, who)):
        entries.append(_entry(bundle, row, now, said, is_new))
        now.update(said)
    return entries[::-1]


def histories_of(
    rows: Iterable[SyncedModel], who: Actor, *, room: str
) -> list[tuple[SyncedModel, Entry]]:
    """Acts of one room (`staff.…`) on rows that belong together, newest first.

    A unit's log holds everything that its people did: only the acts of the room are unpacked.
    """
    told: list[tuple[int, SyncedModel, Entry]] = []
    now: dict[uuid.UUID, dict[str, Any]] = {}
    wanted = {row.id.hex: row for row in rows}
    seen = {row.log_key(): row for row in wanted.values()}
    for about in seen.values():
        of_room = models.Q(reason__startswith=f"{room}.") | models.Q(reason__endswith=f".{room}")
        for bundle in bundles_about(about, who).filter(of_room):
            for label, id_, said, version, *_seen in codec.ops_of(bundle):
                row = wanted.get(id_)
                if row is None or row._meta.label_lower != label:
                    continue
                before = now.setdefault(row.id, {})
                told.append((bundle.hlc, row, _entry(bundle, row, before, said, version == 0)))
                before.update(said)
    told.sort(key=lambda each: each[0], reverse=True)
    return [(row, entry) for _hlc, row, entry in told]


def rebuild(row: SyncedModel, bundles: Iterable[Bundle] | None = None) -> dict[str, Any]:
    """The values of a row from the log alone, by attribute name; empty when the log knows no such row."""
    model = type(row)
    values: dict[str, Any] = {}
    changed: set[str] = set()
    for _bundle, said, is_new in _ops_on(row, bundles or bundles_about(row)):
        if not is_new:
            changed.update(said)
            values.update(said)
            continue
        made = {name: unsaid(model)[name] for name in codec.attnames(model)} | said
        for (
            name,
            value,
        ) in made.items():  # made on two nodes: every node takes the smaller (meeting.py)
            if name not in changed and (
                name not in values or codec.written([value]) < codec.written([values[name]])
            ):
                values[name] = value
    return {name: _to_python(model, name, value) for name, value in values.items()}


def _ops_on(
    row: SyncedModel, bundles: Iterable[Bundle]
) -> Iterator[tuple[Bundle, dict[str, Any], bool]]:
    label, wanted = row._meta.label_lower, row.id.hex
    for bundle in bundles:
        for op_label, id_, said, seen, *_tokens in codec.ops_of(bundle):
            if id_ == wanted and op_label == label:
                yield bundle, said, seen == 0


def _entry(
    bundle: Bundle,
    row: SyncedModel,
    now: dict[str, Any],
    said: dict[str, Any],
    is_new: bool,
) -> Entry:
    model = type(row)
    changes = [
        FieldChange(
            name,
            str(_field(model, name).verbose_name),
            _to_python(model, name, now.get(name)),
            _to_python(model, name, value),
        )
        for name, value in said.items()
        if now.get(name) != value
    ]
    return Entry(
        at=dt.datetime.fromtimestamp(ms_of(bundle.hlc) / 1000, VIETNAM),
        actor_name=bundle.actor_name,
        actor_unit_id=bundle.actor_unit_id,
        node_id=bundle.origin_node,
        reason=bundle.reason,
        why=bundle.why,
        is_new=is_new,
        changes=changes,
    )


def _field(model: type[models.Model], attname: str) -> "models.Field[Any, Any]":
    return next(f for f in model._meta.concrete_fields if f.attname == attname)


def _to_python(model: type[models.Model], attname: str, value: Any) -> Any:
    return value if value is None else _field(model, attname).to_python(value)


@dataclass(frozen=True)
class BrokenLink:
    """A bundle that does not fit the one before it, or does not match its own hash."""

    origin_seq: int
    what: str


def broken_links(lane: int | None = 0, node_id: uuid.UUID | None = None) -> Iterator[BrokenLink]:
    """Walk the chain of a lane (of all with None) from its first bundle: gaps, rewrites, damaged bodies.

    node_id: the origin; this node where none is named. Of other nodes we may hold only some bundles:
    there a number that is missing is no fault, and two that follow each other must fit.
    """
    own = this_node().id
    origin = node_id or own
    found = Bundle.objects.filter(origin_node=origin)
    if lane is not None:
        found = found.filter(origin_lane=lane)
    before: Bundle | None = None
    for bundle in found.order_by("origin_lane", "origin_epoch", "origin_seq").iterator():
        if before is not None and before.origin_lane != bundle.origin_lane:
            before = None
        elif before is not None and before.origin_epoch != bundle.origin_epoch:
            before = None if _begins_anew(bundle) else _restored_at(bundle) or before
        is_ours = origin == own and bundle.from_peer is None
        is_whole = is_ours and (before is None or before.from_peer is None)
        what = _fault_of(before, bundle, must_be_whole=is_whole)
        if what:
            yield BrokenLink(bundle.origin_seq, what)
        before = bundle


def _begins_anew(bundle: Bundle) -> bool:
    """A new disk: the lane is counted from the start, under a new epoch. What was written before comes
    back from the hub (`from_peer`), but for what the hub may not have."""
    return bundle.origin_seq == 1 and not bytes(bundle.prev_sha)


def _restored_at(bundle: Bundle) -> Bundle | None:
    """The first bundle after a restore follows the last one that the backup held."""
    earlier = Bundle.objects.filter(
        origin_node=bundle.origin_node,
        origin_lane=bundle.origin_lane,
        origin_epoch__lt=bundle.origin_epoch,
        origin_seq=bundle.origin_seq - 1,
    )
    found = (each for each in earlier if bytes(each.sha256) == bytes(bundle.prev_sha))
    return next(found, None)


def _fault_of(before: Bundle | None, bundle: Bundle, *, must_be_whole: bool) -> str:
    seq, sha = (before.origin_seq, bytes(before.sha256)) if before else (0, b"")
    if bundle.origin_seq != seq + 1:
        if must_be_whole:
            return "gap"
    elif bytes(bundle.prev_sha) != sha:
        return "chain"
    return "" if _hash_of(bundle) == bytes(bundle.sha256) else "body"


def broken_origins() -> Iterator[tuple[uuid.UUID, BrokenLink]]:
    """Every origin of which we hold bundles, each of its lanes."""
    origins = Bundle.objects.order_by().values_list("origin_node", flat=True).distinct()
    for node_id in list(origins):
        for broken in broken_links(None, node_id):
            yield node_id, broken


def _hash_of(bundle: Bundle) -> bytes:
    names = [name for name in Header.__slots__ if name not in ("bundle_id", "prev_sha")]
    values = {name: getattr(bundle, name) for name in names}
    header = Header(bundle_id=bundle.id, prev_sha=bytes(bundle.prev_sha), **values)
    try:
        return header.sha256(codec.hashed(bundle.schema_ver, bytes(bundle.body)))
    except zstandard.ZstdError:
        return b""
