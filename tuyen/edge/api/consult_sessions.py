"""Formal consultations and their signed papers, through the same actions as the pages."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from ninja import Field, Router, Schema

from tuyen.edge.api import conditions
from tuyen.edge.api.consults import opened
from tuyen.edge.api.who import asker
from tuyen.platform.accounts.second_signature import is_own_password
from tuyen.platform.attachments.answer import download
from tuyen.record.actions import consult_sessions as acts
from tuyen.record.chart import Chart
from tuyen.record.consult_minutes import Minutes, Participant
from tuyen.record.models import Consult, ConsultPaper, ConsultSession
from tuyen.record.queries import consult_sessions as queries

router = Router(tags=["consults"])


class SessionParticipant(Schema):
    """account_id, staff_id: "" for somebody outside the system."""

    name: str = Field(max_length=120)
    title: str = Field("", max_length=120)
    licence: str = Field("", max_length=40)
    unit: str = Field("", max_length=200)
    opinion: str = Field("", max_length=6000)
    account_id: str = Field("", max_length=36)
    staff_id: str = Field("", max_length=36)


class ConsultSessionIn(Schema):
    """link_quality: good, broken, sound, room. destination: "" where nobody is transferred."""

    started_at: dt.datetime
    ended_at: dt.datetime | None = None
    place: str = Field("", max_length=200)
    room_link: str = Field("", max_length=300)
    chair_id: uuid.UUID | None = None
    secretary_id: uuid.UUID | None = None
    participants: list[SessionParticipant] = Field([], max_length=40)
    discussion: str = Field("", max_length=6000)
    diagnosis: str = Field("", max_length=300)
    conclusion: str = Field("", max_length=6000)
    treatment: str = Field("", max_length=6000)
    technique: str = Field("", max_length=200)
    destination: str = Field("", max_length=200)
    follow_plan: str = Field("", max_length=300)
    link_quality: str = Field("", max_length=10)
    link_note: str = Field("", max_length=200)


class ConsultSessionOut(ConsultSessionIn):
    """status: draft, concluded (waits for signatures), signed. paper_id: the newest minutes."""

    id: uuid.UUID
    consult_id: uuid.UUID
    number: str
    status: str
    chair_name: str
    secretary_name: str
    paper_id: uuid.UUID | None
    concluded_at: dt.datetime | None
    signed_at: dt.datetime | None


class ConsultPaperOut(Schema):
    """kind: minutes, addendum, advice. signed_paper_id: of `/verify/<id>/`; document_id: in the chart."""

    id: uuid.UUID
    kind: str
    number: str
    text: str
    session_id: uuid.UUID | None
    advice_id: uuid.UUID | None
    signed_paper_id: uuid.UUID = Field(alias="paper_id")
    issued_at: dt.datetime
    issued_by_name: str
    signed_at: dt.datetime | None
    document_id: uuid.UUID | None


class SessionAddendumIn(Schema):
    text: str = Field(max_length=6000)


class PaperSignatureIn(Schema):
    """The password of whoever signs, typed for this one signature."""

    password: str = Field(max_length=200)


class PaperSignatureOut(Schema):
    role: str
    name: str
    place: str
    licence: str
    signed_at: dt.datetime
    statement: str
    signature: str


@router.get(
    "/{uuid:consult_id}/sessions",
    response=list[ConsultSessionOut],
    summary="Formal consultations of a case",
)
def sessions(request: HttpRequest, consult_id: uuid.UUID) -> Any:
    chart, row = opened(consult_id, asker(request))
    return list(queries.sessions_of(chart, row))


@router.post(
    "/{uuid:consult_id}/sessions",
    response={201: ConsultSessionOut},
    summary="Call the table; one that broke off is answered again",
)
def call_table(
    request: HttpRequest, response: HttpResponse, consult_id: uuid.UUID, said: ConsultSessionIn
) -> Any:
    who = asker(request)
    chart, row = opened(consult_id, who)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    if earlier := conditions.answered_before(repeat, response):
        return 201, _tagged(response, _session(chart, consult_id, earlier))
    made = acts.open_session(consult=row, said=_minutes(said), by=who, repeat=repeat)
    return 201, _tagged(response, made)


@router.put(
    "/{uuid:consult_id}/sessions/{uuid:session_id}",
    response=ConsultSessionOut,
    summary="What has been written so far",
)
def keep_sheet(
    request: HttpRequest,
    response: HttpResponse,
    consult_id: uuid.UUID,
    session_id: uuid.UUID,
    said: ConsultSessionIn,
) -> Any:
    row, held = _held(request, consult_id, session_id)
    kept = acts.keep(session=held, consult=row, said=_minutes(said), by=asker(request))
    return _tagged(response, kept)


@router.post(
    "/{uuid:consult_id}/sessions/{uuid:session_id}/conclusion",
    response={201: ConsultPaperOut},
    summary="Conclude: the minutes are made and wait for signatures",
)
def conclude(
    request: HttpRequest,
    response: HttpResponse,
    consult_id: uuid.UUID,
    session_id: uuid.UUID,
    said: ConsultSessionIn,
) -> Any:
    def act(row: Consult, held: ConsultSession, **how: Any) -> ConsultPaper:
        return acts.conclude(session=held, consult=row, said=_minutes(said), **how)

    return 201, _paper_once(request, response, consult_id, session_id, said, act)


@router.post(
    "/{uuid:consult_id}/sessions/{uuid:session_id}/addendum",
    response={201: ConsultPaperOut},
    summary="A further paper that follows the signed minutes",
)
def add_to_minutes(
    request: HttpRequest,
    response: HttpResponse,
    consult_id: uuid.UUID,
    session_id: uuid.UUID,
    said: SessionAddendumIn,
) -> Any:
    def act(row: Consult, held: ConsultSession, **how: Any) -> ConsultPaper:
        return acts.add_to(session=held, consult=row, text=said.text, **how)

    return 201, _paper_once(request, response, consult_id, session_id, said, act)


@router.get(
    "/{uuid:consult_id}/papers",
    response=list[ConsultPaperOut],
    summary="Minutes, addenda, advice on paper",
)
def papers(request: HttpRequest, consult_id: uuid.UUID) -> Any:
    """Minutes that were taken back before anybody signed are left out."""
    chart, row = opened(consult_id, asker(request))
    held = list(queries.sessions_of(chart, row))
    return queries.standing(list(queries.papers_of(chart, row)), held)


@router.post(
    "/{uuid:consult_id}/papers/{uuid:paper_id}/signatures",
    response={201: PaperSignatureOut},
    summary="Sign a paper in the role in which it names the asker",
)
def sign_paper(
    request: HttpRequest, consult_id: uuid.UUID, paper_id: uuid.UUID, said: PaperSignatureIn
) -> Any:
    who = asker(request)
    chart, _row = opened(consult_id, who)
    row = get_object_or_404(chart.of(ConsultPaper), pk=paper_id, consult_id=consult_id)
    is_right = is_own_password(request, who.account_id, said.password)
    return 201, acts.sign(row=row, password_is_right=is_right, by=who)


@router.get("/{uuid:consult_id}/papers/{uuid:paper_id}/content", include_in_schema=False)
def content(request: HttpRequest, consult_id: uuid.UUID, paper_id: uuid.UUID) -> HttpResponseBase:
    """The PDF; not described, because what comes is no JSON."""
    chart, _row = opened(consult_id, asker(request))
    row = get_object_or_404(chart.of(ConsultPaper), pk=paper_id, consult_id=consult_id)
    paper = queries.signed_paper(row)
    if paper is None:
        raise Http404
    return download(paper.sha256, may_read=lambda: True, name=row.number)


def _paper_once(
    request: HttpRequest,
    response: HttpResponse,
    consult_id: uuid.UUID,
    session_id: uuid.UUID,
    said: Schema,
    act: Callable[..., ConsultPaper],
) -> ConsultPaper:
    """A paper is made once: the same request again is answered with the paper that it made."""
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    if earlier := conditions.answered_before(repeat, response):
        chart, _row = opened(consult_id, who)
        return get_object_or_404(chart.of(ConsultPaper), pk=earlier, consult_id=consult_id)
    row, held = _held(request, consult_id, session_id)
    return act(row, held, address=_address(request), by=who, repeat=repeat)


def _held(
    request: HttpRequest, consult_id: uuid.UUID, session_id: uuid.UUID
) -> tuple[Consult, ConsultSession]:
    chart, row = opened(consult_id, asker(request))
    held = _session(chart, consult_id, session_id)
    conditions.require_match(request, held.hlc)
    return row, held


def _session(chart: Chart, consult_id: uuid.UUID, session_id: uuid.UUID) -> ConsultSession:
    return get_object_or_404(chart.of(ConsultSession), pk=session_id, consult_id=consult_id)


def _minutes(said: ConsultSessionIn) -> Minutes:
    given = said.model_dump()
    people = tuple(Participant(**each) for each in given.pop("participants"))
    return Minutes(**given, participants=people)


def _address(request: HttpRequest) -> Callable[[uuid.UUID], str]:
    return lambda id_: request.build_absolute_uri(reverse("signing:verify", args=[id_]))


def _tagged(response: HttpResponse, row: ConsultSession) -> ConsultSession:
    conditions.tagged(response, row.hlc)
    return row
