"""Procedures of a visit or a stay, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions import procedures as acts
from tuyen.record.chart import opened_chart
from tuyen.record.models import Procedure
from tuyen.record.queries import beds
from tuyen.record.queries import procedures as queries
from tuyen.record.queries.visits import visible_encounter
from tuyen.record.rules.procedures import Done, Hand
from tuyen.registry.terms.queries import code_on

of_person = Router(tags=["procedures"])
router = Router(tags=["procedures"])


class HandIn(Schema):
    """`staff_id` of somebody in the network; a guest has a name alone and is not counted."""

    name: str = Field(max_length=120)
    staff_id: uuid.UUID | None = None


class DoneIn(Schema):
    code: str = Field(max_length=20)
    day: dt.date | None = None
    performed_at: dt.datetime | None = None
    minutes: int | None = Field(None, ge=1, le=2880)
    performer: HandIn
    supervisor: HandIn | None = None
    assistants: list[HandIn] = Field([], max_length=6)
    anaesthesia: Literal["", "1", "2", "3", "4"] = ""
    outcome: Literal["successful", "partial", "unsuccessful"] = "successful"
    complication: str = Field("", max_length=300)
    note: str = Field("", max_length=5000)


class ProcedureIn(DoneIn):
    """One of `visit_id` and `stay_id`."""

    visit_id: uuid.UUID | None = None
    stay_id: uuid.UUID | None = None


class ProcedureMended(DoneIn):
    why: str = Field(max_length=300)


class Struck(Schema):
    why: str = Field(max_length=300)


class ProcedureOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    visit_id: uuid.UUID | None = Field(None, alias="encounter_id")
    stay_id: uuid.UUID | None = Field(None, alias="admission_id")
    status: str
    code: str
    name: str
    day: dt.date
    performed_at: dt.datetime | None
    minutes: int | None
    performer_id: uuid.UUID | None
    performer_name: str
    supervisor_id: uuid.UUID | None
    supervisor_name: str
    assistants: list[dict[str, str]]
    anaesthesia: str
    outcome: str
    complication: str
    note: str


class Procedures(Schema):
    items: list[ProcedureOut]


@of_person.get(
    "/{uuid:person_id}/procedures", response=Procedures, summary="What was done, newest first"
)
def procedures_of_person(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    rows = chart.of(Procedure).exclude(status="entered-in-error").order_by("-day", "-id")
    return {"items": list(rows[:500])}


@router.post("", response={201: ProcedureOut}, summary="A technique was done on a person")
def record(request: HttpRequest, response: HttpResponse, said: ProcedureIn) -> Any:
    who = asker(request)
    permissions.require_record_procedure(who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = acts.record_procedure(of=_setting(said, who), done=_done(said), by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _found(request, earlier.result_id or uuid.UUID(int=0))
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get("/{uuid:procedure_id}", response=ProcedureOut, summary="One procedure")
def read(request: HttpRequest, response: HttpResponse, procedure_id: uuid.UUID) -> Any:
    row = _found(request, procedure_id)
    conditions.tagged(response, row.hlc)
    return row


@router.put("/{uuid:procedure_id}", response=ProcedureOut, summary="Correct; the first stays")
def amend(
    request: HttpRequest, response: HttpResponse, procedure_id: uuid.UUID, said: ProcedureMended
) -> Any:
    row = _found(request, procedure_id)
    conditions.require_match(request, row.hlc)
    new = acts.amend_procedure(procedure=row, done=_done(said), why=said.why, by=asker(request))
    conditions.tagged(response, new.hlc)
    return new


@router.post(
    "/{uuid:procedure_id}/strike", response=ProcedureOut, summary="Recorded in error, with why"
)
def strike(request: HttpRequest, procedure_id: uuid.UUID, said: Struck) -> Any:
    row = _found(request, procedure_id)
    return acts.strike_procedure(procedure=row, why=said.why, by=asker(request))


def _found(request: HttpRequest, procedure_id: uuid.UUID) -> Procedure:
    who = asker(request)
    row = queries.visible_procedure(procedure_id, who)
    if row is None:
        raise Http404
    opened_chart(row.patient_id, who, what="api")
    return row


def _setting(said: ProcedureIn, who: Actor) -> acts.Setting:
    found: acts.Setting | None = None
    if said.visit_id:
        found = visible_encounter(said.visit_id, who)
    elif said.stay_id:
        found = beds.visible_to(who).filter(pk=said.stay_id).first()
    if found is None:
        raise Http404
    opened_chart(found.patient_id, who, what="api")
    return found


def _done(said: DoneIn) -> Done:
    day = said.day or (clock.day_of(said.performed_at) if said.performed_at else clock.today())
    technique = code_on("technique", said.code, day)
    if technique is None:
        raise Refused(_("Mã kỹ thuật này không có trong danh mục của ngày đó."), field="code")
    at = said.performed_at
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=clock.VIETNAM)
    return Done(
        code=technique.code,
        name=technique.name_vi,
        day=day,
        performer=_hand(said.performer),
        performed_at=at,
        minutes=said.minutes,
        supervisor=_hand(said.supervisor) if said.supervisor else None,
        assistants=tuple(_hand(each) for each in said.assistants),
        anaesthesia=said.anaesthesia,
        outcome=said.outcome,
        complication=said.complication,
        note=said.note,
    )


def _hand(said: HandIn) -> Hand:
    return Hand(said.name, said.staff_id)
