"""Changes of two sides that did not know of each other: kept, shown, decided, closed everywhere."""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from django.apps import apps
from django.db import models

from tuyen.core.actor import Actor
from tuyen.core.ids import from_event
from tuyen.platform.changes import clocks, hlc
from tuyen.platform.changes.clocks import Clock, Decided
from tuyen.platform.changes.history import _to_python
from tuyen.platform.changes.meeting import REOPEN, Met, Plan, Settled
from tuyen.platform.changes.models import Bundle, ChangingModel, Conflict

_encoder = msgspec.json.Encoder(decimal_format="string", uuid_format="hex")
_OWNERS = ("unit_id", "home_unit_id", "from_unit_id", "entered_unit_id")


def id_of(row_id: uuid.UUID, leader: str, loser: Clock) -> uuid.UUID:
    """The same on every node."""
    return from_event(row_id, f"{leader} {loser[0]} {loser[1]}")


def open_conflicts() -> "models.QuerySet[Conflict]":
    """What waits for a decision; a mark for a loser that never came is none."""
    return Conflict.objects.filter(decided_at_ms=None)


def open_for(
    *, patient_ids: Iterable[uuid.UUID] | None = None, unit_ids: Iterable[uuid.UUID] | None = None
) -> "models.QuerySet[Conflict]":
    """Of these people, or owned by these units; the caller leaves out compartments that it may not see."""
    found = open_conflicts()
    if patient_ids is not None:
        found = found.filter(patient_id__in=list(patient_ids))
    if unit_ids is not None:
        found = found.filter(unit_id__in=list(unit_ids))
    return found.order_by("-is_safety", "at_ms")


def model_of(conflict: Conflict) -> type[ChangingModel]:
    found: type[ChangingModel] = apps.get_model(conflict.model)
    return found


def values_of(conflict: Conflict, raw: Any) -> dict[str, Any]:
    """The loser's or winner's values by attribute name, as the model keeps them."""
    model = model_of(conflict)
    said = msgspec.json.decode(bytes(raw)) if raw else {}
    return {name: _to_python(model, name, value) for name, value in said.items()}


def decide(
    conflict: Conflict,
    *,
    take: bool = False,
    values: dict[str, Any] | None = None,
    by: Actor,
    why: str = "",
) -> None:
    """Keep what stands, take the value that lost (`take`), or write another one (`values`).

    An ordinary change that has seen both sides: it closes the conflict on every node it comes to.
    The caller has asked whether `by` may change the row. Raises Stale as any change does.
    """
    said = values or (values_of(conflict, conflict.loser_value) if take else {})
    _say(conflict, said, by, "sync.decide", why)


def reopen(conflict: Conflict, *, by: Actor) -> None:
    """Take the choice back: what stood when the two met stands again, and both wait for a choice on every
    node. The caller has asked as for a choice."""
    _say(conflict, values_of(conflict, conflict.winner_value), by, REOPEN)


def _say(conflict: Conflict, said: dict[str, Any], by: Actor, reason: str, why: str = "") -> None:
    from tuyen.platform import changes

    row: Any = model_of(conflict).objects.get(pk=conflict.row_id)
    for name, value in said.items():
        setattr(row, name, value)
    fields = list(clocks.members(model_of(conflict), conflict.field))
    seen = Decided(conflict.field, conflict.loser_hlc, conflict.loser_node8)
    with changes.apply(actor=by, reason=reason, why=why) as log:
        log.change(row, fields, decides=[seen])


# Kept by the engine ---------------------------------------------------------------------------------


def keep(plans: Sequence[Plan], now_ms: int) -> list[tuple[Plan, Met, Conflict]]:
    """Write the conflicts that a batch brought to light and close those it decides.

    Returns the new ones on whose steps the table had something to say.
    """
    kept: dict[uuid.UUID, Conflict] = {}
    judged: list[tuple[Plan, Met, Conflict]] = []
    for made in plans:
        for met in made.met:
            found = _one(kept, id_of(met.row.id, met.leader, met.loser))
            conflict = kept[found.id] = _filled(found, made, met, now_ms)
            if met.stands is not None and conflict.decided_at_ms is None:
                judged.append((made, met, conflict))
        for settled in made.settled:
            _settle(kept, settled, made.incoming.header.bundle_id, now_ms)
    _save(kept)
    return judged


def settle_here(row: ChangingModel, decides: Iterable[Decided], reason: str) -> None:
    """A change made here has seen these: they are decided, or wait again."""
    kept: dict[uuid.UUID, Conflict] = {}
    stood = row.as_loaded() or row
    for each in decides:
        names = clocks.members(type(row), each.leader)
        comes = {name: row.__dict__[name] for name in names}
        before = {name: getattr(stood, name) for name in names}
        loser = (each.hlc, each.node8)
        settled = Settled(row, each.leader, loser, comes, before, reason == REOPEN)
        _settle(kept, settled, None, hlc.now_ms())
    _save(kept)


def _one(kept: dict[uuid.UUID, Conflict], id_: uuid.UUID) -> Conflict:
    return kept.get(id_) or Conflict.objects.filter(pk=id_).first() or Conflict(id=id_)


def _save(kept: dict[uuid.UUID, Conflict]) -> None:
    for conflict in kept.values():
        conflict.save(force_insert=conflict._state.adding)


def _about(conflict: Conflict, row: ChangingModel, leader: str, loser: Clock) -> Conflict:
    patient_id, unit_id, compartment = row.log_key()
    owner = next((found for name in _OWNERS if (found := getattr(row, name, None))), unit_id)
    conflict.model, conflict.row_id, conflict.field = row._meta.label_lower, row.id, leader
    conflict.patient_id, conflict.unit_id, conflict.compartment = patient_id, owner, compartment
    conflict.is_safety = clocks.is_safety(type(row), leader)
    conflict.loser_hlc, conflict.loser_node8 = loser
    return conflict


def _filled(conflict: Conflict, made: Plan, met: Met, now_ms: int) -> Conflict:
    _about(conflict, met.row, met.leader, met.loser)
    conflict.kind = "step" if met.stands is not None else "field"
    conflict.winner_hlc = met.winner[0]
    conflict.loser_value = _encoder.encode(met.loser_values)
    conflict.winner_value = _encoder.encode(met.winner_values)
    conflict.loser_bundle_id = _bundle(made, met, met.loser, met.newcomer_lost)
    conflict.winner_bundle_id = _bundle(made, met, met.winner, not met.newcomer_lost)
    conflict.at_ms = now_ms
    return conflict


def _bundle(made: Plan, met: Met, clock: Clock, is_newcomer: bool) -> uuid.UUID | None:
    """The bundle that made this change."""
    if is_newcomer:
        return made.incoming.header.bundle_id
    patient_id, unit_id, _compartment = met.row.log_key()
    at = models.Q(hlc=clock[0]) | models.Q(clamp_hlc=clock[0])
    about = Bundle.objects.filter(at, patient_id=patient_id, unit_id=unit_id)
    found = (b.id for b in about if clocks.node8(b.origin_node) == clock[1])
    return next(found, None)


def _settle(
    kept: dict[uuid.UUID, Conflict], settled: Settled, bundle_id: uuid.UUID | None, now_ms: int
) -> None:
    """Close it; where the loser has not come yet, a mark is left so that it comes as decided."""
    id_ = id_of(settled.row.id, settled.leader, settled.loser)
    found = _one(kept, id_)
    if settled.reopens:
        if found.loser_value:  # else the loser has not come: it will be met as any other
            found.decided_at_ms, found.decided_bundle_id, found.decision = None, None, ""
            kept[id_] = found
        return
    kept[id_] = found
    if found._state.adding and not found.at_ms:
        _about(found, settled.row, settled.leader, settled.loser)
        found.kind, found.winner_hlc, found.at_ms = "field", 0, now_ms
        found.loser_value = found.winner_value = b""
    if found.decided_at_ms is None:
        found.decided_at_ms, found.decided_bundle_id = now_ms, bundle_id
        found.decision = _decision(found, settled)


def _decision(found: Conflict, settled: Settled) -> str:
    said = _encoder.encode(settled.values)
    if said == bytes(found.loser_value):
        return "taken"
    return "kept" if said == _encoder.encode(settled.before) else "other"
