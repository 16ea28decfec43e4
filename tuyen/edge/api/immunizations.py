"""Doses of a person and what is due, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Query, Router, Schema

from tuyen.core import clock
from tuyen.core.errors import NotPermitted
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import events
from tuyen.domains.immunization.queries import cards
from tuyen.domains.immunization.queries import coverage as covered
from tuyen.domains.immunization.queries import due as waiting
from tuyen.domains.immunization.queries import events as followed
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record.actions import immunizations as acts
from tuyen.record.chart import opened_chart
from tuyen.record.models import Immunization
from tuyen.record.queries import immunizations as queries
from tuyen.record.rules.immunizations import Dose

of_person = Router(tags=["immunizations"])
router = Router(tags=["immunizations"])

ROWS = 100


class DoseIn(Schema):
    """`vaccine`: code of the rulebook. `given_at` without an offset is the time of Viet Nam."""

    vaccine: str = Field(max_length=20)
    given_on: dt.date
    given_at: dt.datetime | None = None
    dose_number: int | None = Field(None, ge=1, le=20)
    is_dose_zero: bool = False
    lot: str = Field("", max_length=40)
    lot_id: uuid.UUID | None = None
    expiry_on: dt.date | None = None
    site: str = Field("", max_length=20)
    route: str = Field("", max_length=20)
    given_by_name: str = Field("", max_length=120)
    place: str = Field("", max_length=200)
    note: str = Field("", max_length=300)


class DoseMended(DoseIn):
    why: str = Field(max_length=300)


class DoseWithheld(Schema):
    vaccine: str = Field(max_length=20)
    day: dt.date
    reason: str = Field(max_length=20)


class DosesTold(Schema):
    """All of them or none."""

    source: Literal["paper", "told", "import"] = "paper"
    doses: list[DoseIn] = Field(min_length=1, max_length=50)


class DoseStruck(Schema):
    why: str = Field(max_length=300)


class DoseOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    unit_id: uuid.UUID | None
    status: str
    status_reason: str
    source: str
    vaccine: str
    dose_number: int | None
    is_dose_zero: bool
    lot: str
    expiry_on: dt.date | None
    given_on: dt.date
    given_at: dt.datetime | None
    site: str
    route: str
    given_by_name: str
    place: str
    note: str


class Doses(Schema):
    items: list[DoseOut]


class VaccineSeriesOut(Schema):
    """Where one series stands today. `number`: the next dose; 0 when complete."""

    series: str
    label: str
    state: str
    number: int
    had: int
    total: int
    earliest: dt.date | None
    due: dt.date | None
    latest: dt.date | None


class Schedule(Schema):
    items: list[VaccineSeriesOut]


class WantedOut(Schema):
    label: str
    number: int
    due: dt.date
    is_late: bool


class DueChild(Schema):
    person_id: uuid.UUID
    name: str
    birth_date: dt.date
    village: str
    wanted: list[WantedOut]


class DueChildren(Schema):
    items: list[DueChild]
    total: int


class DueFilter(Schema):
    village: str = Field("", max_length=200)
    only_late: bool = False
    page: int = Field(1, ge=1)


class CellOut(Schema):
    birth_year: int
    had: int
    children: int


class CoverageRow(Schema):
    label: str
    number: int
    cells: list[CellOut]


class CoverageOut(Schema):
    unit_id: uuid.UUID
    day: dt.date
    rows: list[CoverageRow]
    fully_immunised: list[CellOut]


class AdverseEventIn(Schema):
    began_at: dt.datetime
    signs: str = Field(max_length=300)
    care: str = Field("", max_length=300)
    is_serious: bool = False


class AdverseEventOut(Schema):
    id: uuid.UUID
    dose_id: uuid.UUID = Field(alias="immunization_id")
    vaccine: str
    lot: str
    is_serious: bool
    began_at: dt.datetime
    signs: str
    care: str
    due_at: dt.datetime | None
    sent_at: dt.datetime | None
    holds_lot: bool
    released_at: dt.datetime | None


class AdverseEvents(Schema):
    items: list[AdverseEventOut]
    total: int


@of_person.get("/{uuid:person_id}/immunizations", response=Doses, summary="Doses, newest first")
def doses_of_person(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    return {"items": list(queries.told(chart)[:500])}


@of_person.get(
    "/{uuid:person_id}/immunization-schedule", response=Schedule, summary="What comes next"
)
def schedule_of_person(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    return {"items": [_series(each) for each in cards.card_of(chart, clock.today()).series]}


@of_person.post(
    "/{uuid:person_id}/immunizations", response={201: DoseOut}, summary="A dose was given here"
)
def give(request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: DoseIn) -> Any:
    who = asker(request)
    opened_chart(person_id, who, what="api")
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = acts.give_dose(person_id=person_id, dose=_dose(said), by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _found(request, earlier.result_id or uuid.UUID(int=0))
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@of_person.post(
    "/{uuid:person_id}/immunizations/history",
    response={201: Doses},
    summary="Doses of a paper card; all or none",
)
def tell(request: HttpRequest, person_id: uuid.UUID, said: DosesTold) -> Any:
    who = asker(request)
    opened_chart(person_id, who, what="api")
    doses = [_dose(each) for each in said.doses]
    rows = acts.record_history(person_id=person_id, doses=doses, by=who, source=said.source)
    return 201, {"items": rows}


@of_person.post(
    "/{uuid:person_id}/immunizations/withheld",
    response={201: DoseOut},
    summary="Due and not given, with the reason",
)
def withhold(request: HttpRequest, person_id: uuid.UUID, said: DoseWithheld) -> Any:
    who = asker(request)
    opened_chart(person_id, who, what="api")
    dose = Dose(said.vaccine, said.day)
    return 201, acts.withhold_dose(person_id=person_id, dose=dose, why=said.reason, by=who)


@router.get("/due", response=DueChildren, summary="The unit's children who are due or late")
def due(request: HttpRequest, filters: Query[DueFilter]) -> Any:
    who = asker(request)
    permissions.require_vaccinate(who)
    found = waiting.due_children(
        who, clock.today(), village=filters.village, only_late=filters.only_late
    )
    shown = Paginator(found, ROWS).get_page(filters.page)
    return {"items": [_child(each) for each in shown.object_list], "total": len(found)}


@router.get("/coverage", response=CoverageOut, summary="Coverage by birth year")
def coverage(request: HttpRequest, unit_id: uuid.UUID | None = None, village: str = "") -> Any:
    who = asker(request)
    if not permissions.may_see(who):
        raise NotPermitted("immunization.see")
    wanted, today = unit_id or who.unit_id, clock.today()
    if wanted not in {each.unit_id for each in covered.units_of(who)}:
        raise Http404
    found = covered.coverage_of(wanted, who, today, village)
    return {
        "unit_id": wanted,
        "day": today,
        "rows": [
            {"label": row.label, "number": row.number, "cells": _cells(found.years, row.cells)}
            for row in found.rows
        ],
        "fully_immunised": _cells(found.years, found.full),
    }


@router.get("/adverse-events", response=AdverseEvents, summary="Of the unit, newest first")
def adverse_events(request: HttpRequest, page: int = 1) -> Any:
    who = asker(request)
    permissions.require_vaccinate(who)
    shown = Paginator(followed.visible_to(who), ROWS).get_page(page)
    return {"items": list(shown.object_list), "total": shown.paginator.count}


@router.post(
    "/{uuid:dose_id}/adverse-events",
    response={201: AdverseEventOut},
    summary="What followed the dose; a serious one holds its lot",
)
def tell_event(request: HttpRequest, dose_id: uuid.UUID, said: AdverseEventIn) -> Any:
    at = said.began_at if said.began_at.tzinfo else said.began_at.replace(tzinfo=clock.VIETNAM)
    return 201, events.tell_event(
        dose=_found(request, dose_id),
        is_serious=said.is_serious,
        began_at=at,
        signs=said.signs,
        care=said.care,
        by=asker(request),
    )


@router.get("/{uuid:dose_id}", response=DoseOut, summary="One dose")
def read(request: HttpRequest, response: HttpResponse, dose_id: uuid.UUID) -> Any:
    row = _found(request, dose_id)
    conditions.tagged(response, row.hlc)
    return row


@router.put("/{uuid:dose_id}", response=DoseOut, summary="Correct; the first stays")
def mend(request: HttpRequest, response: HttpResponse, dose_id: uuid.UUID, said: DoseMended) -> Any:
    row = _found(request, dose_id)
    conditions.require_match(request, row.hlc)
    new = acts.correct_dose(row=row, dose=_dose(said), why=said.why, by=asker(request))
    conditions.tagged(response, new.hlc)
    return new


@router.post("/{uuid:dose_id}/strike", response=DoseOut, summary="Recorded in error, with why")
def strike(request: HttpRequest, dose_id: uuid.UUID, said: DoseStruck) -> Any:
    row = _found(request, dose_id)
    return acts.strike_dose(row=row, why=said.why, by=asker(request))


def _found(request: HttpRequest, dose_id: uuid.UUID) -> Immunization:
    who = asker(request)
    row = queries.visible_dose(dose_id, who)
    if row is None:
        raise Http404
    opened_chart(row.patient_id, who, what="api")
    return row


def _dose(said: DoseIn) -> Dose:
    at = said.given_at
    if at is not None and at.tzinfo is None:
        at = at.replace(tzinfo=clock.VIETNAM)
    return Dose(
        vaccine=said.vaccine,
        day=said.given_on,
        at=at,
        number=said.dose_number,
        is_dose_zero=said.is_dose_zero,
        lot=said.lot,
        lot_id=said.lot_id,
        expiry_on=said.expiry_on,
        site=said.site,
        route=said.route,
        given_by_name=said.given_by_name,
        place=said.place,
        note=said.note,
    )


def _series(each: cards.Series) -> dict[str, Any]:
    return {
        "series": each.next.series,
        "label": each.label,
        "state": each.next.state,
        "number": each.next.number,
        "had": each.had,
        "total": each.total,
        "earliest": each.next.earliest,
        "due": each.next.due,
        "latest": each.next.latest,
    }


def _child(child: waiting.Child) -> dict[str, Any]:
    return {
        "person_id": child.person.id,
        "name": child.person.name,
        "birth_date": child.person.birth_date,
        "village": child.village,
        "wanted": child.wanted,
    }


def _cells(years: tuple[int, ...], cells: tuple[covered.Cell, ...]) -> list[dict[str, int]]:
    return [
        {"birth_year": year, "had": cell.had, "children": cell.of}
        for year, cell in zip(years, cells, strict=True)
    ]
