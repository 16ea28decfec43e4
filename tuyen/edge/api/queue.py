"""The queue of the asker's unit."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.record import permissions
from tuyen.record.actions import queue as acts
from tuyen.record.models import QueueEntry
from tuyen.record.queries import queue as queries

router = Router(tags=["queue"])


class QueueEntryIn(Schema):
    """`reason`: neutral words, the list is seen by many."""

    person_id: uuid.UUID
    reason: str = Field("", max_length=200)
    priority: int = Field(0, ge=0, le=9)


class EntryOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    day: dt.date
    number: int
    status: str
    reason: str
    priority: int
    arrived_at: dt.datetime
    started_at: dt.datetime | None
    finished_at: dt.datetime | None
    seen_by_name: str
    visit_id: uuid.UUID | None = Field(None, alias="encounter_id")


class Entries(Schema):
    items: list[EntryOut]


@router.get("", response=Entries, summary="Who came on a day (today by default), urgent first")
def entries(request: HttpRequest, day: dt.date | None = None) -> Any:
    who = asker(request)
    permissions.require_queue(who)
    return {"items": list(queries.entries_on(day or clock.today(), who))}


@router.post(
    "", response={201: EntryOut}, summary="A person has come; whoever waits keeps the place"
)
def enqueue(request: HttpRequest, response: HttpResponse, said: QueueEntryIn) -> Any:
    entry = acts.enqueue(
        person_id=said.person_id,
        by=asker(request),
        reason=said.reason,
        priority=said.priority,
    )
    conditions.tagged(response, entry.hlc)
    return 201, entry


@router.get("/{uuid:entry_id}", response=EntryOut, summary="One entry")
def read(request: HttpRequest, response: HttpResponse, entry_id: uuid.UUID) -> Any:
    who = asker(request)
    permissions.require_queue(who)
    entry = _entry(entry_id, who)
    conditions.tagged(response, entry.hlc)
    return entry


@router.post("/{uuid:entry_id}/leave", response=EntryOut, summary="Went home without being seen")
def leave(request: HttpRequest, response: HttpResponse, entry_id: uuid.UUID) -> Any:
    who = asker(request)
    entry = _entry(entry_id, who)
    conditions.require_match(request, entry.hlc)
    entry = acts.leave(entry=entry, by=who)
    conditions.tagged(response, entry.hlc)
    return entry


def _entry(entry_id: uuid.UUID, who: Actor) -> QueueEntry:
    entry: QueueEntry | None = queries.visible_to(who).filter(pk=entry_id).first()
    if entry is None:
        raise Http404
    return entry
