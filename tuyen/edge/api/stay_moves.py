"""What happens to a stay after the admission: another department, leave, escape, its end, death."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.domains.ward import queries as ward
from tuyen.edge.api import conditions
from tuyen.edge.api.wards import PlaceIn, Reason, StayOut, bed_of, moment, nurse, stay_of
from tuyen.edge.api.who import asker
from tuyen.record.actions import admissions as acts
from tuyen.record.actions import discharges
from tuyen.record.chart import opened_chart
from tuyen.record.models import Admission

router = Router(tags=["wards"])
of_person = Router(tags=["wards"])


class MoveIn(Schema):
    """`unit_id`: a department of the same facility; a bed is still to be found there."""

    unit_id: uuid.UUID
    why: str = Field("", max_length=200)


class LeaveIn(Schema):
    until: dt.datetime
    why: str = Field("", max_length=200)


class SummaryIn(Schema):
    """`type`: MA_LOAI_RV, `outcome`: KET_QUA_DTRI. Empty `at`: now."""

    type: str = Field("1", max_length=2)
    outcome: str = Field("2", max_length=2)
    code: str = Field("", max_length=10)
    diagnosis: str = Field("", max_length=300)
    at: dt.datetime | None = None
    course: str = Field("", max_length=10_000)
    findings: str = Field("", max_length=10_000)
    treatment: str = Field("", max_length=10_000)
    state_at_end: str = Field("", max_length=10_000)
    advice: str = Field("", max_length=10_000)
    next_visit_on: dt.date | None = None


class EndIn(SummaryIn):
    """How the stay ends; a death has an address of its own."""

    status: Literal["discharged", "transferred", "escaped"] = "discharged"


class DeathIn(SummaryIn):
    """Causes as the certificate wants them: `a` because of `b` because of `c`; `underlying` began it."""

    outcome: str = Field("5", max_length=2)
    a: str = Field(max_length=200)
    b: str = Field("", max_length=200)
    c: str = Field("", max_length=200)
    d: str = Field("", max_length=200)
    underlying: str = Field(max_length=300)
    underlying_code: str = Field("", max_length=10)
    other: str = Field("", max_length=300)
    mode: str = Field("disease", max_length=20)


class StayOfPersonOut(Schema):
    """`place`: the department; of a stay in custody elsewhere it stays masked."""

    id: uuid.UUID
    kind: str
    status: str
    arrived_at: dt.datetime
    ended_at: dt.datetime | None
    place: str
    diagnosis: str
    final_diagnosis: str


class StaysOfPerson(Schema):
    items: list[StayOfPersonOut]


@of_person.get("/{uuid:person_id}/stays", response=StaysOfPerson, summary="Stays of a person")
def stays_of_person(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    names = ("id", "kind", "status", "arrived_at", "ended_at", "diagnosis", "final_diagnosis")
    return {
        "items": [
            {name: getattr(row.stay, name) for name in names} | {"place": row.place}
            for row in ward.stays_of(chart)
        ]
    }


@router.post("/stays/{uuid:stay_id}/arrive", response=StayOut, summary="Who was expected is here")
def arrive(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID) -> Any:
    who, stay = _to_change(request, stay_id)
    return _changed(response, acts.arrive(admission=stay, by=who))


@router.post("/stays/{uuid:stay_id}/place", response=StayOut, summary="Into a bed, or another one")
def place(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: PlaceIn) -> Any:
    who, stay = _to_change(request, stay_id)
    bed = bed_of(said.bed_id, who)
    return _changed(response, acts.place(admission=stay, bed=bed, why=said.why, by=who))


@router.post(
    "/stays/{uuid:stay_id}/move", response=StayOut, summary="To another department of the facility"
)
def move(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: MoveIn) -> Any:
    who, stay = _to_change(request, stay_id)
    return _changed(response, acts.move(admission=stay, unit_id=said.unit_id, why=said.why, by=who))


@router.post("/stays/{uuid:stay_id}/leave", response=StayOut, summary="Home for a while; bed kept")
def leave(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: LeaveIn) -> Any:
    who, stay = _to_change(request, stay_id)
    until = moment(said.until) or said.until
    return _changed(response, acts.go_on_leave(admission=stay, until=until, why=said.why, by=who))


@router.post("/stays/{uuid:stay_id}/come-back", response=StayOut, summary="Back from leave")
def come_back(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID) -> Any:
    who, stay = _to_change(request, stay_id)
    return _changed(response, acts.come_back(admission=stay, by=who))


@router.post("/stays/{uuid:stay_id}/cancel", response=StayOut, summary="Entered in error")
def cancel(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: Reason) -> Any:
    who, stay = _to_change(request, stay_id)
    return _changed(response, acts.cancel(admission=stay, why=said.why, by=who))


@router.post("/stays/{uuid:stay_id}/end", response=StayOut, summary="Discharge, transfer, escape")
def end(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: EndIn) -> Any:
    who, stay = _to_change(request, stay_id)
    ended = discharges.end_stay(admission=stay, leaving=_leaving(said, said.status), by=who)
    return _changed(response, ended)


@router.post(
    "/stays/{uuid:stay_id}/death", response=StayOut, summary="Died here: the stay ends, with causes"
)
def death(request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: DeathIn) -> Any:
    who, stay = _to_change(request, stay_id)
    causes = discharges.Causes(**{name: getattr(said, name) for name in CAUSES})
    leaving = _leaving(said, "died")
    discharges.record_death(admission=stay, leaving=leaving, causes=causes, by=who)
    return _changed(response, stay)


CAUSES = ("a", "b", "c", "d", "underlying", "underlying_code", "other", "mode")


def _leaving(said: SummaryIn, status: str) -> discharges.Leaving:
    told = {name: getattr(said, name) for name in SummaryIn.model_fields}
    return discharges.Leaving(status=status, **told | {"at": moment(said.at)})


@router.post(
    "/stays/{uuid:stay_id}/take-back",
    response=StayOut,
    summary="Ended by mistake, or back after an escape",
)
def take_back(
    request: HttpRequest, response: HttpResponse, stay_id: uuid.UUID, said: Reason
) -> Any:
    who, stay = _to_change(request, stay_id)
    return _changed(response, discharges.take_back_ending(admission=stay, why=said.why, by=who))


def _to_change(request: HttpRequest, stay_id: uuid.UUID) -> tuple[Actor, Admission]:
    who = nurse(request)
    stay = stay_of(stay_id, who)
    conditions.require_match(request, stay.hlc)
    return who, stay


def _changed(response: HttpResponse, stay: Admission) -> Admission:
    conditions.tagged(response, stay.hlc)
    return stay
