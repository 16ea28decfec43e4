"""What the log says: the history of a row, a row rebuilt from the log alone, the chain verified."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import models

from tuyen.core.actor import Actor
from tuyen.core.clock import VIETNAM
from tuyen.platform.changes import codec
from tuyen.platform.changes.header import Header
from tuyen.platform.changes.hlc import ms_of
from tuyen.platform.changes.models import Bundle, SyncedModel


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
    found = Bundle.objects.order_by("hlc", "origin_seq")
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
            for label, id_, said, version in codec.unpack(bytes(bundle.body)):
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
    for _bundle, said, is_new in _ops_on(row, bundles or bundles_about(row)):
        if is_new:
            values = {name: _unsaid(model, name) for name in codec.attnames(model)}
        values.update(said)
    return {name: _to_python(model, name, value) for name, value in values.items()}


def _ops_on(
    row: SyncedModel, bundles: Iterable[Bundle]
) -> Iterator[tuple[Bundle, dict[str, Any], bool]]:
    label, wanted = row._meta.label_lower, row.id.hex
    for bundle in bundles:
        for op_label, id_, said, seen in codec.unpack(bytes(bundle.body)):
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


def _unsaid(model: type[models.Model], attname: str) -> Any:
    """What an operation leaves out: nothing, or an empty text."""
    return None if _field(model, attname).null else ""


def _to_python(model: type[models.Model], attname: str, value: Any) -> Any:
    return value if value is None else _field(model, attname).to_python(value)


@dataclass(frozen=True)
class BrokenLink:
    """A bundle that does not fit the one before it, or does not match its own hash."""

    origin_seq: int
    what: str


def broken_links(lane: int = 0) -> Iterator[BrokenLink]:
    """Walk a lane's chain from its first bundle: gaps, rewrites and damaged bodies."""
    expected_seq, sha = 1, b""
    for bundle in (
        Bundle.objects.filter(origin_lane=lane).order_by("origin_epoch", "origin_seq").iterator()
    ):
        if bundle.origin_seq != expected_seq:
            yield BrokenLink(bundle.origin_seq, "gap")
        elif bytes(bundle.prev_sha) != sha:
            yield BrokenLink(bundle.origin_seq, "chain")
        elif _hash_of(bundle) != bytes(bundle.sha256):
            yield BrokenLink(bundle.origin_seq, "body")
        expected_seq, sha = bundle.origin_seq + 1, bytes(bundle.sha256)


def _hash_of(bundle: Bundle) -> bytes:
    names = [name for name in Header.__slots__ if name not in ("bundle_id", "prev_sha")]
    values = {name: getattr(bundle, name) for name in names}
    header = Header(bundle_id=bundle.id, prev_sha=bytes(bundle.prev_sha), **values)
    return header.sha256(bytes(bundle.body))
