"""The bench of a sampling round: a consignment is counted, pools and tubes are answered and verified."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.domains.sampling.actions import answers, handing, pools
from tuyen.domains.sampling.models import SamplePool, SampleRound
from tuyen.domains.sampling.queries import handing as sent_queries
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.queries import pools as pool_queries
from tuyen.edge.api.samplings import (
    Degrees,
    SampleMemberOut,
    member_out,
    named_round,
    reader,
)

router = Router(tags=["sampling"])


class SpecimenRefusal(Schema):
    """rejection: a code of the list of rejections; `other` with a note."""

    member_id: uuid.UUID
    rejection: str
    note: str = Field("", max_length=300)


class SpecimenReceiptIn(Schema):
    """refused: whose specimen cannot be used; everything else is received."""

    celsius: Degrees
    refused: list[SpecimenRefusal] = Field(default_factory=list, max_length=500)
    note: str = Field("", max_length=300)


class SpecimenReceiptOut(Schema):
    received: int
    rejected: int
    received_at: dt.datetime


class PoolAnswerIn(Schema):
    """why: when an answer that stood is corrected."""

    answer: Literal["negative", "positive", "invalid"]
    at: dt.datetime | None = None
    why: str = Field("", max_length=300)


class PoolAnswerOut(Schema):
    """status: preliminary until another person verified it. A positive pool says nothing of a person."""

    answer: str
    status: str
    measured_at: dt.datetime


class TubeAnswerIn(Schema):
    answer: Literal["negative", "positive", "indeterminate"]
    at: dt.datetime | None = None
    why: str = Field("", max_length=300)


@router.post(
    "/{uuid:round_id}/consignments/{uuid:consignment_id}/receipt",
    response={201: SpecimenReceiptOut},
    summary="Counted specimen by specimen",
)
def receive(
    request: HttpRequest, round_id: uuid.UUID, consignment_id: uuid.UUID, said: SpecimenReceiptIn
) -> Any:
    who = reader(request)
    row = named_round(round_id, who)
    sent = sent_queries.one(row, consignment_id)
    if sent is None:
        raise Http404
    refused = {each.member_id: handing.Refusal(each.rejection, each.note) for each in said.refused}
    counted = handing.receive(
        row=row, sent=sent, celsius=said.celsius, refused=refused, note=said.note, by=who
    )
    return 201, counted


@router.post(
    "/{uuid:round_id}/pools/{uuid:pool_id}/answer",
    response={201: PoolAnswerOut},
    summary="What a pool showed",
)
def answer_pool(
    request: HttpRequest, round_id: uuid.UUID, pool_id: uuid.UUID, said: PoolAnswerIn
) -> Any:
    who = reader(request)
    row, pool = _pool(round_id, pool_id, who)
    return 201, pools.enter_pool(row=row, pool=pool, by=who, **said.model_dump())


@router.post(
    "/{uuid:round_id}/pools/{uuid:pool_id}/verify",
    response={201: PoolAnswerOut},
    summary="By another person",
)
def verify_pool(request: HttpRequest, round_id: uuid.UUID, pool_id: uuid.UUID) -> Any:
    who = reader(request)
    row, pool = _pool(round_id, pool_id, who)
    return 201, pools.verify_pool(row=row, pool=pool, by=who)


@router.post(
    "/{uuid:round_id}/members/{uuid:member_id}/answer",
    response={201: SampleMemberOut},
    summary="What one tube showed",
)
def answer(
    request: HttpRequest, round_id: uuid.UUID, member_id: uuid.UUID, said: TubeAnswerIn
) -> Any:
    who = reader(request)
    row, line = _line(round_id, member_id, who)
    answers.enter(row=row, line=line, by=who, **said.model_dump())
    return 201, member_out(_line(round_id, member_id, who)[1])


@router.post(
    "/{uuid:round_id}/members/{uuid:member_id}/verify",
    response={201: SampleMemberOut},
    summary="By another person",
)
def verify(request: HttpRequest, round_id: uuid.UUID, member_id: uuid.UUID) -> Any:
    who = reader(request)
    row, line = _line(round_id, member_id, who)
    answers.verify(row=row, line=line, by=who)
    return 201, member_out(_line(round_id, member_id, who)[1])


def _pool(round_id: uuid.UUID, pool_id: uuid.UUID, who: Actor) -> tuple[SampleRound, SamplePool]:
    row = named_round(round_id, who)
    pool = pool_queries.one(row, pool_id, who)
    if pool is None:
        raise Http404
    return row, pool


def _line(
    round_id: uuid.UUID, member_id: uuid.UUID, who: Actor
) -> tuple[SampleRound, members.Line]:
    row = named_round(round_id, who)
    member = members.one(row, member_id, who)
    if member is None:
        raise Http404
    return row, members.lines([member], who)[0]
