"""Conferences, workshops, working visits and good models for other programs."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.domains.directives.actions import gatherings as acts
from tuyen.domains.directives.actions import good_models as model_acts
from tuyen.domains.directives.models import Gathering, GoodModel
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.domains.directives.queries import good_models as model_queries
from tuyen.edge.api import conditions
from tuyen.edge.api.directives import reader
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.platform import changes

router = Router(tags=["gatherings"])
good_models = Router(tags=["good models"])


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


class GoodModelOut(Schema):
    """`status`: proposed, recognised, retired."""

    id: uuid.UUID
    unit_id: uuid.UUID
    title: str
    summary: str
    indicator: str
    measure: str
    before: float
    before_period: str
    after: float
    after_period: str
    source: str
    status: str


class GoodModelIn(Schema):
    title: str = Field(min_length=1, max_length=200)
    summary: str = Field(min_length=1, max_length=10_000)
    needs: str = Field("", max_length=1000)
    indicator: str = Field(min_length=1, max_length=200)
    measure: str = Field(min_length=1, max_length=30)
    before: float = Field(ge=-1e12, le=1e12)
    before_period: str = Field(min_length=1, max_length=60)
    after: float = Field(ge=-1e12, le=1e12)
    after_period: str = Field(min_length=1, max_length=60)
    source: str = Field(min_length=1, max_length=200)


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


@good_models.get("", response=Listed[GoodModelOut], summary="Good models that I may see")
def models(
    request: HttpRequest,
    q: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    found = model_queries.listed(reader(request), model_queries.Asked(q[:100]))
    return newest_first(found.order_by(), cursor, limit, lambda row: row)


@good_models.post("", response={201: GoodModelOut}, summary="Propose what my unit does better")
def propose(request: HttpRequest, response: HttpResponse, said: GoodModelIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    told = said.model_dump()
    texts = {name: told.pop(name) for name in ("title", "summary", "needs")}
    proposed = model_acts.Said(figure=model_acts.Figure(**told), **texts)
    try:
        row = model_acts.propose(said=proposed, by=who, repeat=repeat)
    except changes.Repeated as earlier:
        row = _model(earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@good_models.get("/{uuid:model_id}", response=GoodModelOut, summary="One good model")
def model(request: HttpRequest, response: HttpResponse, model_id: uuid.UUID) -> Any:
    row = _model(model_id, reader(request))
    conditions.tagged(response, row.hlc)
    return row


def _gathering(gathering_id: uuid.UUID, who: Actor) -> Gathering:
    row = queries.visible(gathering_id, who)
    if row is None:
        raise Http404
    return row


def _model(model_id: uuid.UUID, who: Actor) -> GoodModel:
    row: GoodModel | None = model_queries.visible_to(who).filter(pk=model_id).first()
    if row is None:
        raise Http404
    return row
