"""The work in an isolation area: the roster, what is needed, beds ahead, after-care."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from tuyen.domains.isolation_areas.actions import work as actions
from tuyen.domains.isolation_areas.queries import ahead
from tuyen.domains.isolation_areas.queries import work as queries
from tuyen.edge.api.isolation_areas import found, reader
from tuyen.platform.access.chart_access import note_reads
from tuyen.record.queries.beds import names_of

router = Router(tags=["isolation areas"])
MOST = 200


class AreaTurnIn(Schema):
    """shift: a code of the rule `isolation_areas/supplies`."""

    day: dt.date
    shift: str = Field(min_length=1, max_length=12)
    name: str = Field(min_length=1, max_length=120)
    duty: str = Field("", max_length=80)


class AreaTurnOut(AreaTurnIn):
    id: uuid.UUID


class AreaSupply(Schema):
    label: str
    unit: str
    amount: int


class AreaNeeds(Schema):
    """Of today. unknown: people at whom nobody looked today. oxygen: litres per minute."""

    people: dict[str, int]
    turns: int
    unknown: int
    oxygen_in_use: Decimal
    oxygen_capacity: int
    oxygen_hours: float | None
    supplies: list[AreaSupply]


class AreaBedsAhead(Schema):
    """peak: beds on the worst of 14 days at 5, 50 and 95 per cent. share: per cent of all cases."""

    label: str
    beds: int
    inside: int
    share: float
    stay_days: float
    peak: tuple[float, float, float]
    short_on: dt.date | None


class AreaForecast(Schema):
    """reason: "" or why nothing can be computed (no_disease, no_place, no_forecast)."""

    reason: str
    origin: dt.date | None
    version: str
    rows: list[AreaBedsAhead]


class AfterCareIn(Schema):
    result: Literal["well", "unwell", "absent"]
    note: str = Field("", max_length=200)


class AfterCareOut(Schema):
    """result: "" until somebody asked."""

    id: uuid.UUID
    stay_id: uuid.UUID
    patient_id: uuid.UUID
    due_on: dt.date
    result: str
    done_on: dt.date | None


@router.get("/{uuid:area_id}/turns", response=list[AreaTurnOut], summary="Seven days of duty")
def turns(request: HttpRequest, area_id: uuid.UUID, first: dt.date) -> Any:
    row = found(area_id, reader(request))
    return queries.turns_of(row, first, first + (queries.WEEK - 1) * queries.DAY)


@router.post("/{uuid:area_id}/turns", response={201: AreaTurnOut}, summary="Put on duty")
def put(request: HttpRequest, area_id: uuid.UUID, said: AreaTurnIn) -> Any:
    who = reader(request)
    return 201, actions.put_on_duty(area=found(area_id, who), by=who, **said.model_dump())


@router.get("/{uuid:area_id}/needs", response=AreaNeeds, summary="Supplies and oxygen of today")
def needs(request: HttpRequest, area_id: uuid.UUID) -> Any:
    now = queries.today_of(found(area_id, reader(request)))
    return {
        "people": now.people,
        "turns": now.turns,
        "unknown": now.unknown,
        "oxygen_in_use": now.oxygen.in_use,
        "oxygen_capacity": now.oxygen.capacity,
        "oxygen_hours": now.oxygen.hours,
        "supplies": now.supplies,
    }


@router.get("/{uuid:area_id}/forecast", response=AreaForecast, summary="Beds over the next 14 days")
def forecast(request: HttpRequest, area_id: uuid.UUID) -> Any:
    return ahead.ahead_of(found(area_id, reader(request)))


@router.get("/{uuid:area_id}/after-care", response=list[AfterCareOut], summary="Who is to be asked")
def after(request: HttpRequest, area_id: uuid.UUID, offset: int = 0) -> Any:
    """At most 200 at a time, the first due first; the next ones from `offset`."""
    who = reader(request)
    start = max(offset, 0)
    rows = list(queries.asked_for(found(area_id, who), "")[start : start + MOST])
    known = names_of([row.patient_id for row in rows], who)
    if known:
        note_reads(list(known), who, what="api", ground="report")
    return [row for row in rows if row.patient_id in known]


@router.post("/after-care/{uuid:after_id}", response=AfterCareOut, summary="How somebody is")
def ask(request: HttpRequest, after_id: uuid.UUID, said: AfterCareIn) -> Any:
    who = reader(request)
    row = queries.after_care_for(who).filter(pk=after_id).first()
    if row is None:
        raise Http404
    return actions.ask(row=row, by=who, **said.model_dump())
