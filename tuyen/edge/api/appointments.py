"""Appointments of the asker's unit."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.appointments.queries import days_to_remind
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform.access.chart_access import note_reads
from tuyen.record import permissions
from tuyen.record.actions import appointments as acts
from tuyen.record.actions import reminders as reminder_acts
from tuyen.record.chart import chart_of
from tuyen.record.models import Appointment, Channel
from tuyen.record.queries import appointments as queries
from tuyen.record.queries import reminders

router = Router(tags=["appointments"])


class AppointmentIn(Schema):
    """`reason`: neutral words, the list is seen by many. `over_capacity`: book a full day knowingly."""

    person_id: uuid.UUID
    day: dt.date
    hour: dt.time | None = None
    reason: str = Field("", max_length=200)
    over_capacity: bool = False


class Moved(Schema):
    day: dt.date


class Called(Schema):
    """`agreed` without a day takes the next open day that has room."""

    result: Literal["agreed", "later", "moved", "died", "no_answer", "refused"]
    day: dt.date | None = None


class AppointmentOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    day: dt.date
    hour: dt.time | None
    status: str
    reason: str
    visit_id: uuid.UUID | None = Field(None, alias="encounter_id")
    entry_id: uuid.UUID | None
    booked_at: dt.datetime
    calls: int
    last_result: str
    call_again_on: dt.date | None
    reminded_at: dt.datetime | None


class MessageOut(Schema):
    appointment_id: uuid.UUID
    phone: str
    text: str


class Messages(Schema):
    items: list[MessageOut]


class ReminderOut(Schema):
    at: dt.datetime
    day: dt.date
    channel: str
    state: str
    text: str
    retry_on: dt.date | None
    by_name: str


class Reminders(Schema):
    items: list[ReminderOut]


class Appointments(Schema):
    items: list[AppointmentOut]


MOST = 500


@router.get("", response=Appointments, summary="Who is to come on a day (today by default)")
def on_day(request: HttpRequest, day: dt.date | None = None) -> Any:
    who = _booker(request)
    return {"items": list(queries.on_day(day or clock.today(), who)[:MOST])}


@router.get("/overdue", response=Appointments, summary="Who did not come, longest overdue first")
def overdue(request: HttpRequest) -> Any:
    return {"items": list(queries.overdue(_booker(request), clock.today())[:MOST])}


@router.get("/messages", response=Messages, summary="Reminders that may go out as messages today")
def messages(request: HttpRequest) -> Any:
    """Only to people who said yes; a program sends them and then says so with `/sent`."""
    who = _booker(request)
    days = days_to_remind(clock.today(), queries.hours_at(who.unit_id))
    found = reminders.messages(queries.to_remind(who, days)[:MOST], who)
    note_reads({each.person.id for each in found}, who, what="api_reminders")
    return {
        "items": [
            {"appointment_id": r.appointment.id, "phone": r.phone, "text": r.text} for r in found
        ]
    }


@router.post("/{uuid:appointment_id}/sent", response=AppointmentOut, summary="The message went out")
def sent(request: HttpRequest, response: HttpResponse, appointment_id: uuid.UUID) -> Any:
    who, found = _to_change(request, appointment_id)
    ready = reminders.messages([found], who)
    if not ready:
        raise Refused(_("Không có tin nào chờ gửi cho lịch hẹn này."), code="no_message")
    reminder_acts.send(ready=ready, channel=Channel.MESSAGE, by=who)
    return _changed(response, ready[0].appointment)


@router.get("/{uuid:appointment_id}/reminders", response=Reminders, summary="Every try")
def tries(request: HttpRequest, appointment_id: uuid.UUID) -> Any:
    who = _booker(request)
    found = _appointment(appointment_id, who)
    rows = reminders.of_patients([found.patient_id], who).filter(appointment_id=found.id)
    return {"items": list(rows[:MOST])}


@router.post("", response={201: AppointmentOut}, summary="A person is expected on a day")
def book(request: HttpRequest, response: HttpResponse, said: AppointmentIn) -> Any:
    who = _booker(request)
    made = acts.book(
        chart=chart_of(said.person_id, who),
        day=said.day,
        hour=said.hour,
        reason=said.reason,
        over_capacity=said.over_capacity,
        by=who,
    )
    conditions.tagged(response, made.hlc)
    return 201, made


@router.get("/{uuid:appointment_id}", response=AppointmentOut, summary="One appointment")
def read(request: HttpRequest, response: HttpResponse, appointment_id: uuid.UUID) -> Any:
    found = _appointment(appointment_id, _booker(request))
    conditions.tagged(response, found.hlc)
    return found


@router.post("/{uuid:appointment_id}/move", response=AppointmentOut, summary="Another day")
def move(
    request: HttpRequest, response: HttpResponse, appointment_id: uuid.UUID, said: Moved
) -> Any:
    who, found = _to_change(request, appointment_id)
    return _changed(response, acts.move(appointment=found, day=said.day, by=who))


@router.post("/{uuid:appointment_id}/cancel", response=AppointmentOut, summary="Not expected")
def cancel(request: HttpRequest, response: HttpResponse, appointment_id: uuid.UUID) -> Any:
    who, found = _to_change(request, appointment_id)
    return _changed(response, acts.cancel(appointment=found, by=who))


@router.post("/{uuid:appointment_id}/call", response=AppointmentOut, summary="Result of a call")
def call(
    request: HttpRequest, response: HttpResponse, appointment_id: uuid.UUID, said: Called
) -> Any:
    who, found = _to_change(request, appointment_id)
    done = acts.call(appointment=found, result=said.result, day=said.day, by=who)
    return _changed(response, done)


def _booker(request: HttpRequest) -> Actor:
    who = asker(request)
    permissions.require_book(who)
    return who


def _to_change(request: HttpRequest, appointment_id: uuid.UUID) -> tuple[Actor, Appointment]:
    who = _booker(request)
    found = _appointment(appointment_id, who)
    conditions.require_match(request, found.hlc)
    return who, found


def _changed(response: HttpResponse, row: Appointment) -> Appointment:
    conditions.tagged(response, row.hlc)
    return row


def _appointment(appointment_id: uuid.UUID, who: Actor) -> Appointment:
    found: Appointment | None = queries.visible_to(who).filter(pk=appointment_id).first()
    if found is None:
        raise Http404
    return found
