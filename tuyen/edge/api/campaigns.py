"""Vaccination campaigns: whom they are for, how far they have come, the plan and the figures of a day."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.campaigns import permissions
from tuyen.domains.campaigns.actions import campaigns as actions
from tuyen.domains.campaigns.actions import days as day_actions
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries import campaigns as queries
from tuyen.domains.campaigns.queries import coverage, days
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker

router = Router(tags=["campaigns"])
MOST = 10_000_000


class CampaignIn(Schema):
    """vaccine: a code of the rule `immunization/vaccines`. target_percent: below it a mop-up is proposed."""

    name: str = Field(min_length=1, max_length=120)
    kind: Literal["supplementary", "catch_up", "booster"]
    vaccine: str = Field(min_length=1, max_length=20)
    basis: str = Field(min_length=1, max_length=160)
    starts_on: dt.date
    ends_on: dt.date
    target_percent: int = Field(95, ge=1, le=100)


class CampaignOut(CampaignIn):
    """`status`: open or closed."""

    id: uuid.UUID
    unit_id: uuid.UUID
    status: str
    closed_on: dt.date | None


class TargetGroupIn(Schema):
    """kind: a code of the rule `campaigns/groups`; ages in full months, to_months not included."""

    kind: str = Field(min_length=1, max_length=20)
    from_months: int | None = Field(None, ge=0, le=1_440)
    to_months: int | None = Field(None, ge=1, le=1_440)
    gap_days: int | None = Field(None, ge=0, le=3_650)


class CampaignCellOut(Schema):
    """target: people whom the rules mean today; given and withheld: of them."""

    target: int
    given: int
    withheld: int
    percent: float | None


class TargetGroupOut(Schema):
    id: uuid.UUID
    kind: str
    priority: int
    from_months: int
    to_months: int | None
    gap_days: int
    reached: CampaignCellOut


class CampaignUnitOut(Schema):
    unit_id: uuid.UUID
    name: str
    reached: CampaignCellOut


class CampaignWhole(CampaignOut):
    groups: list[TargetGroupOut]
    units: list[CampaignUnitOut]


class CampaignLineIn(Schema):
    """target: people expected there; route: the order of the unit's places on a day."""

    day: dt.date
    place: str = Field(min_length=1, max_length=200)
    village: str = Field("", max_length=120)
    team: str = Field("", max_length=200)
    route: int = Field(1, ge=1, le=99)
    target: int = Field(ge=0, le=MOST)


class CampaignLineOut(CampaignLineIn):
    """doses, vials, syringes, boxes: what the team takes along."""

    id: uuid.UUID
    unit_id: uuid.UUID
    doses: int
    vials: int
    syringes: int
    boxes: int


class CampaignDayIn(Schema):
    """A zero is said. why: asked for when the figures of the day were sent before."""

    given: int = Field(ge=0, le=MOST)
    withheld: int = Field(ge=0, le=MOST)
    reactions: int = Field(ge=0, le=MOST)
    wasted: int = Field(ge=0, le=MOST)
    why: str = Field("", max_length=300)


class CampaignDayOut(Schema):
    """first: the figures as first sent, where they were mended."""

    unit_id: uuid.UUID
    day: dt.date
    given: int
    withheld: int
    reactions: int
    wasted: int
    sent_at: dt.datetime
    is_late: bool
    first: dict[str, int]
    why: str


@router.get("", response=Listed[CampaignOut], summary="Campaigns within reach, newest first")
def listed(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(queries.visible_to(_reader(request)), cursor, limit, lambda row: row)


@router.post("", response={201: CampaignOut}, summary="Open a campaign")
def open_(request: HttpRequest, response: HttpResponse, said: CampaignIn) -> Any:
    who = _reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    row = conditions.once(
        response,
        repeat,
        lambda: actions.open_campaign(
            said=actions.Opening(**said.model_dump()), by=who, repeat=repeat
        ),
        lambda id_: _found(id_, who),
    )
    conditions.tagged(response, row.hlc)
    return 201, row


@router.get("/{uuid:campaign_id}", response=CampaignWhole, summary="How far a campaign has come")
def read(request: HttpRequest, response: HttpResponse, campaign_id: uuid.UUID) -> Any:
    who = _reader(request)
    row = _found(campaign_id, who)
    conditions.tagged(response, row.hlc)
    found = coverage.coverage_of(row, who)
    groups = [_group(each, found.of_group.get(each.id, coverage.Cell())) for each in found.groups]
    units = [
        {"unit_id": each.unit_id, "name": each.name, "reached": each.all} for each in found.rows
    ]
    return {**CampaignOut.from_orm(row).model_dump(), "groups": groups, "units": units}


def _group(row: Any, cell: coverage.Cell) -> dict[str, Any]:
    names = ("id", "kind", "priority", "from_months", "to_months", "gap_days")
    return {**{name: getattr(row, name) for name in names}, "reached": cell}


@router.post(
    "/{uuid:campaign_id}/groups", response={201: TargetGroupOut}, summary="Add a target group"
)
def add_group(request: HttpRequest, campaign_id: uuid.UUID, said: TargetGroupIn) -> Any:
    who = _reader(request)
    row = _found(campaign_id, who)
    made = actions.add_group(campaign=row, said=actions.Wanted(**said.model_dump()), by=who)
    return 201, _group(made, coverage.Cell())


@router.get(
    "/{uuid:campaign_id}/plan", response=list[CampaignLineOut], summary="The microplan in its order"
)
def plan(request: HttpRequest, campaign_id: uuid.UUID) -> Any:
    who = _reader(request)
    lines, _total, _expected = days.plan_of(_found(campaign_id, who), who)
    return [_line(each) for each in lines]


def _line(planned: days.Planned) -> dict[str, Any]:
    names = ("id", "unit_id", "day", "place", "village", "team", "route", "target")
    return {name: getattr(planned.session, name) for name in names} | vars(planned.needs)


@router.post(
    "/{uuid:campaign_id}/plan", response={201: CampaignLineOut}, summary="Plan a place of one's own"
)
def add_line(
    request: HttpRequest, response: HttpResponse, campaign_id: uuid.UUID, said: CampaignLineIn
) -> Any:
    who = _reader(request)
    row = _found(campaign_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))

    def made() -> Any:
        line = day_actions.Line(**said.model_dump())
        return day_actions.plan(campaign=row, said=line, by=who, repeat=repeat)

    session = conditions.once(
        response, repeat, made, lambda id_: days.sessions_of(row, who).filter(pk=id_).get()
    )
    lines, _total, _expected = days.plan_of(row, who)
    return 201, next(_line(each) for each in lines if each.session.id == session.id)


@router.get(
    "/{uuid:campaign_id}/days/{day}",
    response=list[CampaignDayOut],
    summary="Figures of a day that were sent; who is missing sent none",
)
def day_of(request: HttpRequest, campaign_id: uuid.UUID, day: dt.date) -> Any:
    who = _reader(request)
    told = days.tallies_of(_found(campaign_id, who), who, day)
    return [row for _name, row in told if row is not None]


@router.put(
    "/{uuid:campaign_id}/days/{day}", response=CampaignDayOut, summary="Send or mend one's figures"
)
def send_day(
    request: HttpRequest, campaign_id: uuid.UUID, day: dt.date, said: CampaignDayIn
) -> Any:
    who = _reader(request)
    figures = said.model_dump()
    why = figures.pop("why")
    return day_actions.send_tally(
        campaign=_found(campaign_id, who),
        day=day,
        said=day_actions.Figures(**figures),
        by=who,
        why=why,
    )


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được chiến dịch tiêm."))
    return who


def _found(campaign_id: uuid.UUID, who: Actor) -> Campaign:
    row: Campaign | None = queries.visible_to(who).filter(pk=campaign_id).first()
    if row is None:
        raise Http404
    return row
