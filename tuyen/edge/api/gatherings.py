"""Conferences, workshops, working visits for other programs: sites, who was there, conclusions."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.domains.directives.actions import attendance as attendance_acts
from tuyen.domains.directives.actions import gatherings as acts
from tuyen.domains.directives.models import Gathering, Site
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.domains.directives.rules.gatherings import Named
from tuyen.edge.api import conditions
from tuyen.edge.api.directives import reader
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.platform import changes

router = Router(tags=["gatherings"])


class GatheringOut(Schema):
    """`unit_id`: the host. `status`: planned, invited, concluded, cancelled."""

    id: uuid.UUID
    unit_id: uuid.UUID
    kind: str
    mode: str
    title: str
    day: dt.date
    starts_at: dt.datetime
    ends_at: dt.datetime | None
    place: str
    hosts: str
    status: str


class SiteCount(Schema):
    id: uuid.UUID
    name: str
    at_unit_id: uuid.UUID | None
    people: int
    not_invited: int


class SiteCounts(Schema):
    items: list[SiteCount]


class ConclusionOut(Schema):
    id: uuid.UUID
    unit_id: uuid.UUID
    host_id: uuid.UUID
    gathering_id: uuid.UUID
    text: str
    owner_name: str
    due_on: dt.date
    status: str
    report: str


class GatheringIn(Schema):
    kind: Literal["conference", "workshop", "working_visit"]
    mode: Literal["on_site", "on_line", "both"]
    title: str = Field(min_length=1, max_length=200)
    day: dt.date
    starts: dt.time
    ends: dt.time | None = None
    hosts: str = Field(min_length=1, max_length=500)
    place: str = Field("", max_length=200)
    agenda: str = Field("", max_length=2000)


class ConclusionIn(Schema):
    """Without `unit_id` or `due_on` a conclusion is refused: nobody would do it."""

    text: str = Field(min_length=1, max_length=500)
    unit_id: uuid.UUID | None = None
    due_on: dt.date | None = None
    owner_name: str = Field("", max_length=120)


class AttendanceOut(Schema):
    """`method`: code (checked in under an account) or list. `is_invited` false: `note` says why."""

    id: uuid.UUID
    gathering_id: uuid.UUID
    site_id: uuid.UUID
    from_unit_id: uuid.UUID | None
    organisation: str
    name: str
    position: str
    method: str
    is_invited: bool
    note: str
    at: dt.datetime


class AttendedPerson(Schema):
    name: str = Field(min_length=1, max_length=120)
    position: str = Field("", max_length=120)


class AttendanceIn(Schema):
    """Who was at one site. Without `unit_id` and `organisation`: people of the site's own unit."""

    site_id: uuid.UUID
    people: list[AttendedPerson] = Field(min_length=1, max_length=500)
    unit_id: uuid.UUID | None = None
    organisation: str = Field("", max_length=200)
    note: str = Field("", max_length=200)


class CheckInIn(Schema):
    """The code on the wall; `note` where the unit was not invited."""

    site_id: uuid.UUID
    code: str = Field(min_length=1, max_length=12)
    position: str = Field("", max_length=120)
    note: str = Field("", max_length=200)


@router.get("", response=Listed[GatheringOut], summary="Meetings held by my side, or invited to")
def gatherings(
    request: HttpRequest,
    box: Literal["out", "in"] = "out",
    when: Literal["", "ahead", "past"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    who, asked = reader(request), queries.Asked(when=when)
    found = queries.held_by(who, asked) if box == "out" else queries.invited_to(who, asked)
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@router.post("", response={201: GatheringOut}, summary="Plan a meeting of my unit")
def plan(request: HttpRequest, response: HttpResponse, said: GatheringIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = acts.plan(said=acts.Said(**said.model_dump()), by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _gathering(earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get("/{uuid:gathering_id}", response=GatheringOut, summary="One meeting")
def read(request: HttpRequest, response: HttpResponse, gathering_id: uuid.UUID) -> Any:
    row = _gathering(gathering_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


@router.get(
    "/{uuid:gathering_id}/sites", response=SiteCounts, summary="Sites with how many were there"
)
def sites(request: HttpRequest, gathering_id: uuid.UUID) -> Any:
    row = _gathering(gathering_id, reader(request))
    return {
        "items": [
            {
                "id": site.id,
                "name": site.name,
                "at_unit_id": site.at_unit_id,
                "people": people,
                "not_invited": odd,
            }
            for site, people, odd in queries.sites_with_counts(row)
        ]
    }


@router.get(
    "/{uuid:gathering_id}/conclusions", response=Listed[ConclusionOut], summary="Conclusions"
)
def conclusions(
    request: HttpRequest,
    gathering_id: uuid.UUID,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    row = _gathering(gathering_id, reader(request))
    return newest_first(queries.conclusions_of(row).order_by(), cursor, limit, lambda each: each)


@router.post(
    "/{uuid:gathering_id}/conclusions",
    response={201: ConclusionOut},
    summary="A conclusion as a task of its owner",
)
def conclude(request: HttpRequest, gathering_id: uuid.UUID, said: ConclusionIn) -> Any:
    who = reader(request)
    row = _gathering(gathering_id, who)
    concluded = acts.Concluded(said.text, said.unit_id, said.due_on, said.owner_name)
    return 201, acts.conclude(gathering=row, concluded=concluded, by=who)


@router.get(
    "/{uuid:gathering_id}/attendance", response=Listed[AttendanceOut], summary="Who was there"
)
def attendance(
    request: HttpRequest,
    gathering_id: uuid.UUID,
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    row = _gathering(gathering_id, reader(request))
    return newest_first(queries.attendance_of(row).order_by(), cursor, limit, lambda each: each)


@router.post(
    "/{uuid:gathering_id}/attendance",
    response={201: list[AttendanceOut]},
    summary="A list of one site; whoever stands there already is not written twice",
)
def write_attendance(request: HttpRequest, gathering_id: uuid.UUID, said: AttendanceIn) -> Any:
    who = reader(request)
    row = _gathering(gathering_id, who)
    site = _site(row, said.site_id)
    unit_id = said.unit_id or (None if said.organisation else site.at_unit_id)
    seat = attendance_acts.Seat(site, unit_id, said.organisation, said.note)
    named = [Named(each.name, each.position) for each in said.people]
    return 201, attendance_acts.write_list(gathering=row, seat=seat, named=named, by=who)


@router.post(
    "/{uuid:gathering_id}/check-in",
    response={201: AttendanceOut},
    summary="I am here, by the code on the wall; twice is once",
)
def check_in(request: HttpRequest, gathering_id: uuid.UUID, said: CheckInIn) -> Any:
    who = reader(request)
    row = queries.by_code(gathering_id, said.code) or _gathering(gathering_id, who)
    seat = attendance_acts.Seat(_site(row, said.site_id), note=said.note)
    return 201, attendance_acts.check_in(
        gathering=row, code=said.code, seat=seat, position=said.position, by=who
    )


def _site(row: Gathering, site_id: uuid.UUID) -> Site:
    found = next((site for site in queries.sites_of(row) if site.id == site_id), None)
    if found is None:
        raise Http404
    return found


def _gathering(gathering_id: uuid.UUID, who: Actor) -> Gathering:
    row = queries.visible(gathering_id, who)
    if row is None:
        raise Http404
    return row
