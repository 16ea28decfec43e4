"""Sampling rounds: opened, people listed and sampled, pooled and sent; how many are positive, of how many."""

import datetime as dt
import uuid
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.sampling import permissions
from tuyen.domains.sampling.actions import handing, pools, rounds, taking
from tuyen.domains.sampling.models import SampleRound
from tuyen.domains.sampling.queries import boards, members
from tuyen.domains.sampling.queries import handing as handing_queries
from tuyen.domains.sampling.queries import pools as pool_queries
from tuyen.domains.sampling.queries import rounds as queries
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform.access.chart_access import note_reads

router = Router(tags=["sampling"])
Degrees = Annotated[Decimal, Field(ge=-99, le=99, max_digits=3, decimal_places=1)]
DAYS, MOST = 30, 500


class SampleRoundIn(Schema):
    """laboratory_id: the own unit, or where its specimens are sent. pool_size: 1 for no pools."""

    place_kind: str
    place: str = Field(min_length=1, max_length=200)
    disease: str
    test: str
    specimen_kind: str
    reason: str
    laboratory_id: uuid.UUID
    pool_size: int = Field(1, ge=1, le=100)


class SampleRoundOut(Schema):
    """`status`: open or closed."""

    id: uuid.UUID
    unit_id: uuid.UUID
    laboratory_id: uuid.UUID
    place_kind: str
    place: str
    disease: str
    test: str
    specimen_kind: str
    reason: str
    pool_size: int
    opened_on: dt.date
    status: str
    closing_note: str


class SampleRoundWhole(SampleRoundOut):
    """people: how many stand in each state; nobody is named."""

    people: dict[str, int]


class SampleMemberOut(Schema):
    """state: planned, taken, sent, received, rejected, waits_check, retest, negative, negative_pooled,
    positive or indeterminate. person_id: null where the reader may not open that person.
    """

    id: uuid.UUID
    person_id: uuid.UUID | None
    number: str
    state: str
    taken_at: dt.datetime | None
    pool_id: uuid.UUID | None
    case_id: uuid.UUID | None
    decision: str


class SampleListIn(Schema):
    person_ids: list[uuid.UUID] = Field(min_length=1, max_length=200)


class SampleTakeIn(Schema):
    """at: when, if typed in later from paper."""

    person_id: uuid.UUID
    at: dt.datetime | None = None


class SamplePoolsIn(Schema):
    """way: one `tube` for all, or `aliquot`s drawn from single tubes."""

    size: int = Field(ge=2, le=100)
    way: Literal["tube", "aliquot"]


class SamplePoolOut(Schema):
    id: uuid.UUID
    number: str
    way: str
    size: int


class ConsignmentIn(Schema):
    """celsius: in the box when it leaves."""

    celsius: Degrees
    carrier: str = Field("", max_length=120)


class ConsignmentOut(Schema):
    id: uuid.UUID
    number: str
    size: int
    celsius: Decimal
    sent_at: dt.datetime


class RoundEnd(Schema):
    note: str = Field("", max_length=300)


class PositivityOut(Schema):
    """percent: positive of answered; null while nobody has an answer."""

    people: int
    specimens: int
    answered: int
    positive: int
    retest: int
    percent: float | None


class PositivityOfRound(PositivityOut):
    round_id: uuid.UUID


class PositivityWhole(Schema):
    total: PositivityOut
    rounds: list[PositivityOfRound]


@router.get("", response=Listed[SampleRoundOut], summary="Rounds within reach, newest first")
def listed(request: HttpRequest, cursor: str = "", limit: Limit = DEFAULT_LIMIT) -> Any:
    return newest_first(queries.visible_to(reader(request)), cursor, limit, lambda row: row)


@router.post("", response={201: SampleRoundOut}, summary="Open a round")
def open_(request: HttpRequest, response: HttpResponse, said: SampleRoundIn) -> Any:
    who = reader(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    row = conditions.once(
        response, repeat, lambda: _opened(said, who, repeat), lambda id_: found_round(id_, who)
    )
    conditions.tagged(response, row.hlc)
    return 201, row


def _opened(said: SampleRoundIn, who: Actor, repeat: changes.Repeat | None) -> SampleRound:
    return rounds.open_round(said=rounds.Opening(**said.model_dump()), by=who, repeat=repeat)


@router.get("/positivity", response=PositivityWhole, summary="Positive of answered, by round")
def positivity(
    request: HttpRequest,
    disease: str = "",
    days: Annotated[int, Query(ge=1, le=boards.LOOK_BACK_DAYS)] = DAYS,
) -> Any:
    since = clock.today() - dt.timedelta(days=days)
    found = boards.positivity(reader(request), disease, since)
    places = [_figures(figures) | {"round_id": row.id} for row, figures in found.by_place]
    return {"total": _figures(found.total), "rounds": places}


def _figures(found: boards.Figures) -> dict[str, Any]:
    return {
        "people": len(found.people),
        "specimens": found.specimens,
        "answered": len(found.answered),
        "positive": len(found.positive),
        "retest": found.retest,
        "percent": found.percent,
    }


@router.get("/{uuid:round_id}", response=SampleRoundWhole, summary="One round, its people counted")
def read(request: HttpRequest, response: HttpResponse, round_id: uuid.UUID) -> Any:
    who = reader(request)
    row = found_round(round_id, who)
    conditions.tagged(response, row.hlc)
    counted = members.counts(members.lines(members.of_round(row, who)))
    people = {str(state): n for state, n in counted.items()}
    return {**SampleRoundOut.from_orm(row).model_dump(), "people": people}


@router.get(
    "/{uuid:round_id}/members",
    response=Listed[SampleMemberOut],
    summary="People of a round, for who takes and who answers",
)
def of_round(
    request: HttpRequest, round_id: uuid.UUID, cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    who = reader(request)
    row = named_round(round_id, who)
    found = newest_first(members.of_round(row, who).order_by(), cursor, limit, lambda each: each)
    lines = members.lines(found["items"], who)
    note_reads([line.person.id for line in lines if line.person], who, what="sampling",
               ground="report")  # fmt: skip
    return found | {"items": [member_out(line) for line in lines]}


@router.post(
    "/{uuid:round_id}/members",
    response=list[SampleMemberOut],
    summary="People put on the list; those who stand there stay",
)
def put_on_list(request: HttpRequest, round_id: uuid.UUID, said: SampleListIn) -> Any:
    who = reader(request)
    row = named_round(round_id, who)
    made = rounds.put_on_list(row=row, person_ids=said.person_ids, by=who)
    return [member_out(line) for line in members.lines(made, who)]


@router.post(
    "/{uuid:round_id}/specimens", response={201: SampleMemberOut}, summary="A specimen is taken"
)
def take(request: HttpRequest, round_id: uuid.UUID, said: SampleTakeIn) -> Any:
    who = reader(request)
    made = taking.take(row=named_round(round_id, who), by=who, **said.model_dump())
    return 201, member_out(members.lines([made], who)[0])


@router.get("/{uuid:round_id}/pools", response=list[SamplePoolOut], summary="Newest first")
def pools_of(request: HttpRequest, round_id: uuid.UUID) -> Any:
    who = reader(request)
    return list(pool_queries.of_round(named_round(round_id, who), who)[:MOST])


@router.post(
    "/{uuid:round_id}/pools", response={201: list[SamplePoolOut]}, summary="In the order of taking"
)
def make_pools(request: HttpRequest, round_id: uuid.UUID, said: SamplePoolsIn) -> Any:
    who = reader(request)
    return 201, pools.make_pools(row=named_round(round_id, who), by=who, **said.model_dump())


@router.get("/{uuid:round_id}/consignments", response=list[ConsignmentOut], summary="Newest first")
def sent_of(request: HttpRequest, round_id: uuid.UUID) -> Any:
    row = named_round(round_id, reader(request))
    return [sent for sent, _receipt in handing_queries.of_round(row)][:MOST]


@router.post(
    "/{uuid:round_id}/consignments",
    response={201: ConsignmentOut},
    summary="Everything taken is handed over",
)
def send(request: HttpRequest, round_id: uuid.UUID, said: ConsignmentIn) -> Any:
    who = reader(request)
    return 201, handing.send(row=named_round(round_id, who), by=who, **said.model_dump())


@router.post("/{uuid:round_id}/close", response=SampleRoundOut, summary="Close the round")
def close(request: HttpRequest, response: HttpResponse, round_id: uuid.UUID, said: RoundEnd) -> Any:
    who = reader(request)
    row = found_round(round_id, who)
    conditions.require_match(request, row.hlc)
    rounds.close_round(row=row, note=said.note, by=who)
    conditions.tagged(response, row.hlc)
    return row


def member_out(line: members.Line) -> dict[str, Any]:
    names = ("id", "number", "taken_at", "pool_id", "case_id", "decision")
    person_id = line.person.id if line.person else None
    return {name: getattr(line.member, name) for name in names} | {
        "person_id": person_id,
        "state": str(line.state),
    }


def reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may(permissions.SEE):
        raise NotPermitted(_("Vai trò hiện tại không xem được đợt lấy mẫu."))
    return who


def found_round(round_id: uuid.UUID, who: Actor) -> SampleRound:
    row: SampleRound | None = queries.visible_to(who).filter(pk=round_id).first()
    if row is None:
        raise Http404
    return row


def named_round(round_id: uuid.UUID, who: Actor) -> SampleRound:
    """For what says who was sampled; not there for whoever reads figures only."""
    row = found_round(round_id, who)
    if not queries.may_name(row, who):
        raise Http404
    return row
