"""Health education: campaigns, the sessions that were held, how far they reached. Counts only."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.health_education import permissions
from tuyen.domains.health_education.actions import campaigns as actions
from tuyen.domains.health_education.actions import sessions as session_actions
from tuyen.domains.health_education.models import EducationCampaign
from tuyen.domains.health_education.queries import campaigns as queries
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker

router = Router(tags=["education"])
MOST_PEOPLE = 100_000_000


class EducationIn(Schema):
    """disease: a code of the rule `surveillance/diseases`, empty for health at large.

    target_group: of the rule `health_education/lists`. people: how many are meant; null: the registry says.
    """

    name: str = Field(min_length=1, max_length=120)
    message: str = Field(min_length=1, max_length=400)
    target_group: str = Field(min_length=1, max_length=20)
    starts_on: dt.date
    ends_on: dt.date
    disease: str = Field("", max_length=30)
    people: int | None = Field(None, ge=1, le=MOST_PEOPLE)
    basis: str = Field("", max_length=160)
    outbreak_id: uuid.UUID | None = None


class EducationOut(EducationIn):
    """`status`: open or closed."""

    id: uuid.UUID
    unit_id: uuid.UUID
    status: str
    closed_on: dt.date | None


class EducationSumOut(Schema):
    """women: of the sessions that told them; counted_by_sex: people in those."""

    key: str
    sessions: int
    reached: int
    women: int
    counted_by_sex: int
    handed_out: int


class EducationTableOut(Schema):
    """`code`: week, channel, language or unit."""

    code: str
    rows: list[EducationSumOut]


class EducationReachOut(Schema):
    """people: those meant, null where nobody knows; percent: counted at each session, of those meant.

    is_whole: the asker sees every session; percent is null otherwise.
    """

    total: EducationSumOut
    people: int | None
    people_of: str
    percent: float | None
    is_whole: bool
    tables: list[EducationTableOut]


class EducationWhole(EducationOut):
    reach: EducationReachOut


class EducationSessionIn(Schema):
    """channel, language: codes of the rule `health_education/lists`. women: null where nobody counted."""

    held_on: dt.date
    channel: str = Field(min_length=1, max_length=20)
    language: str = Field(min_length=1, max_length=20)
    place: str = Field(min_length=1, max_length=160)
    held_by: str = Field(min_length=1, max_length=160)
    reached: int = Field(ge=0, le=session_actions.MOST_REACHED)
    women: int | None = Field(None, ge=0, le=session_actions.MOST_REACHED)
    material: str = Field("", max_length=160)
    handed_out: int = Field(0, ge=0, le=session_actions.MOST_REACHED)
    note: str = Field("", max_length=300)


class EducationSessionOut(EducationSessionIn):
    """`status`: held or struck, then with the reason in `why`."""

    id: uuid.UUID
    unit_id: uuid.UUID
    status: str
    why: str


@router.get(
    "", response=Listed[EducationOut], summary="Health education within reach, newest first"
)
def listed(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(queries.visible_to(_reader(request)), cursor, limit, lambda row: row)


@router.post("", response={201: EducationOut}, summary="Open a campaign of health education")
def open_(request: HttpRequest, response: HttpResponse, said: EducationIn) -> Any:
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


@router.get(
    "/{uuid:campaign_id}", response=EducationWhole, summary="A campaign and how far it reached"
)
def read(request: HttpRequest, response: HttpResponse, campaign_id: uuid.UUID) -> Any:
    who = _reader(request)
    row = _found(campaign_id, who)
    conditions.tagged(response, row.hlc)
    return {**EducationOut.from_orm(row).model_dump(), "reach": queries.reach_of(row, who)}


@router.get(
    "/{uuid:campaign_id}/sessions",
    response=Listed[EducationSessionOut],
    summary="Sessions that one may see, newest first",
)
def sessions(
    request: HttpRequest, campaign_id: uuid.UUID, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    who = _reader(request)
    rows = queries.sessions_of(_found(campaign_id, who), who)
    return newest_first(rows.order_by(), cursor, limit, lambda row: row)


@router.post(
    "/{uuid:campaign_id}/sessions",
    response={201: EducationSessionOut},
    summary="Tell of a session that one's unit held",
)
def tell(
    request: HttpRequest, response: HttpResponse, campaign_id: uuid.UUID, said: EducationSessionIn
) -> Any:
    who = _reader(request)
    row = _found(campaign_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))

    def made() -> Any:
        told = session_actions.Told(**said.model_dump())
        return session_actions.tell_session(campaign=row, said=told, by=who, repeat=repeat)

    session = conditions.once(
        response, repeat, made, lambda id_: queries.sessions_of(row, who).get(pk=id_)
    )
    return 201, session


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được truyền thông sức khỏe."))
    return who


def _found(campaign_id: uuid.UUID, who: Actor) -> EducationCampaign:
    row: EducationCampaign | None = queries.visible_to(who).filter(pk=campaign_id).first()
    if row is None:
        raise Http404
    return row
