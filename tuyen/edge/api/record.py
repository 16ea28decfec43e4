"""A person's record beyond the visits: timeline, measurements, growth, drugs stopped."""

import datetime as dt
import uuid
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from ninja import Field, Query, Router, Schema

from tuyen.core import clock
from tuyen.domains.growth import queries as growth_of_child
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record import timeline
from tuyen.record.actions.measurements import add_measurements
from tuyen.record.actions.medicines import stop_medicine
from tuyen.record.chart import opened_chart
from tuyen.record.models import MedicationStop
from tuyen.registry.terms.vitals import vitals

of_person = Router(tags=["record"])

Year = Annotated[int, Query(ge=1900, le=2200)]
Page = Annotated[int, Query(ge=0, le=1_000)]


class EventOut(Schema):
    """`kind`: visit, medicine, problem, allergy, document and those of other rooms."""

    kind: str
    id: uuid.UUID
    at: dt.datetime
    has_hour: bool
    title: str
    about: str
    unit_id: uuid.UUID | None


class Events(Schema):
    items: list[EventOut]


class MeasuredIn(Schema):
    """`values`: figures by code of a vital sign, such as weight, height, head_circumference."""

    day: dt.date
    values: dict[str, float] = Field(max_length=20)


class MeasuredOut(Schema):
    id: uuid.UUID
    code: str
    value: float
    unit: str
    day: dt.date


class Measured(Schema):
    items: list[MeasuredOut]


class StopIn(Schema):
    reason: str = Field(max_length=300)


class StopOut(Schema):
    id: uuid.UUID
    drug_code: str
    drug: str
    reason: str
    day: dt.date


class CheckupOut(Schema):
    """`z`: deviations from the WHO standard by indicator; `words`: how each is read."""

    day: dt.date
    age_days: int
    values: dict[str, float]
    z: dict[str, float]
    words: dict[str, str]


class GrowthOut(Schema):
    items: list[CheckupOut]


@of_person.get(
    "/{uuid:person_id}/events", response=Events, summary="The timeline, newest first, 25 at a time"
)
def events(
    request: HttpRequest,
    person_id: uuid.UUID,
    kind: str = "",
    year: Year | None = None,
    page: Page = 0,
) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    found = timeline.events(chart, kind=kind, year=year, start=page * timeline.PAGE)
    return {"items": [_event(each) for each in found]}


def _event(event: timeline.Event) -> dict[str, Any]:
    return {
        "kind": event.part.kind,
        "id": event.id,
        "at": event.at,
        "has_hour": event.part.has_hour,
        "title": event.title,
        "about": event.about,
        "unit_id": event.unit_id,
    }


@of_person.post(
    "/{uuid:person_id}/measurements",
    response={201: Measured},
    summary="Figures measured outside a visit",
)
def measure(request: HttpRequest, person_id: uuid.UUID, said: MeasuredIn) -> Any:
    values = {code: value for code, value in said.values.items() if code in vitals(clock.today())}
    rows = add_measurements(person_id=person_id, day=said.day, values=values, by=asker(request))
    return 201, {"items": rows}


@of_person.post(
    "/{uuid:person_id}/medicines/{uuid:request_id}/stop",
    response={201: StopOut},
    summary="A prescribed drug is stopped, with the reason",
)
def stop(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    request_id: uuid.UUID,
    said: StopIn,
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = stop_medicine(
            person_id=person_id, request_id=request_id, reason=said.reason, by=who, repeat=repeat
        )
    except changes.Repeated as earlier:
        chart = opened_chart(person_id, who, what="api")
        row = get_object_or_404(chart.of(MedicationStop), pk=earlier.result_id)
        response[conditions.REPLAYED] = "true"
    return 201, row


@of_person.get(
    "/{uuid:person_id}/growth", response=GrowthOut, summary="A small child against the WHO standard"
)
def growth(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    if chart.person.birth_date is None:
        return {"items": []}
    found = growth_of_child.growth_of(chart, clock.today())
    return {
        "items": [
            {
                "day": each.day,
                "age_days": each.days,
                "values": each.values,
                "z": {code: score.z for code, score in each.scores.items()},
                "words": {code: score.word for code, score in each.scores.items()},
            }
            for each in found.checkups
        ]
    }
