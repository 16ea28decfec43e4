"""Machines of the network, and what two sides wrote differently: for programs that watch or choose."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Router, Schema

from tuyen.core.actor import Actor
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first, newest_first_of
from tuyen.edge.api.who import asker
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.changes.models import Conflict
from tuyen.platform.nodes import permissions, queries
from tuyen.platform.nodes.models import Peer
from tuyen.record.actions import differences as acts
from tuyen.record.queries import differences as asked

machines = Router(tags=["machines"])
differences = Router(tags=["differences"])


class MachineOut(Schema):
    """A machine below this hub. `offset_ms`: its clock minus ours. `queue`: what it told us waits there."""

    id: uuid.UUID
    name: str
    state: str
    unit_id: uuid.UUID | None
    unit_name: str
    is_hub: bool
    version: str
    offset_ms: int | None
    queue: dict[str, Any]
    disk_free_mb: int | None
    last_seen_at: dt.datetime | None
    last_error: str
    flagged: str


class SaidOut(Schema):
    """One of two values, field by field in words; who said it, at which unit, when."""

    values: dict[str, str]
    who: str
    unit: str
    at: dt.datetime | None


class DifferenceOut(Schema):
    """`kind`: field, or step (a step that could not follow what stands). `decision`: kept, taken, other."""

    id: uuid.UUID
    kind: str
    person_id: uuid.UUID | None
    about: str
    field: str
    is_safety: bool
    now: SaidOut
    other: SaidOut
    decision: str


class DifferenceChoiceIn(Schema):
    """`kept`: what stands is right. `taken`: the other value is right."""

    choice: Literal["kept", "taken"]


@machines.get("", response=Listed[MachineOut], summary="Machines below this hub, newest first")
def all_machines(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(queries.nodes_of(_keeper(request)), cursor, limit, lambda row: row)


@machines.get("/{uuid:machine_id}", response=MachineOut, summary="One machine")
def machine(request: HttpRequest, machine_id: uuid.UUID) -> Peer:
    found = queries.node_of(_keeper(request), machine_id)
    if found is None:
        raise Http404
    return found


@differences.get(
    "",
    response=Listed[DifferenceOut],
    summary="What two sides wrote differently and my unit has to choose; decided ones when asked",
)
def all_differences(
    request: HttpRequest, decided: bool = False, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    who = _chooser(request)
    rows = asked.decided(who) if decided else asked.to_decide(who)
    return newest_first_of(rows, cursor, limit, lambda found: _shown(found, who))


@differences.post(
    "/{uuid:difference_id}/decision",
    response=DifferenceOut,
    summary="Choose; the other value stays in the difference and in the log",
)
def decide(request: HttpRequest, difference_id: uuid.UUID, said: DifferenceChoiceIn) -> Any:
    who = _chooser(request)
    acts.decide(conflict=_one(difference_id, who), choice=said.choice, by=who)
    [shown] = _shown([_one(difference_id, who)], who)
    return shown


def _keeper(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_here(who)
    return who


def _chooser(request: HttpRequest) -> Actor:
    who = asker(request)
    acts.require_chooser(who)
    return who


def _one(difference_id: uuid.UUID, who: Actor) -> Conflict:
    found = asked.one(difference_id, who)
    if found is None:
        raise Http404
    return found


def _shown(found: list[Conflict], who: Actor) -> list[dict[str, Any]]:
    rows = asked.in_words(found)
    note_reads({row.person.id for row in rows if row.person}, who, what="api")
    return [
        {
            "id": row.id,
            "kind": row.conflict.kind,
            "person_id": row.conflict.patient_id,
            "about": row.about,
            "field": row.field,
            "is_safety": row.conflict.is_safety,
            "now": _side(row.now),
            "other": _side(row.other),
            "decision": row.conflict.decision,
        }
        for row in rows
    ]


def _side(side: asked.Side) -> dict[str, Any]:
    return {"values": dict(side.values), "who": side.who, "unit": side.unit, "at": side.at}
