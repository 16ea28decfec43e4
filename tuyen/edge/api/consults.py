"""Remote consultations: asked, answered, followed, ended, through the same actions as the pages."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from ninja import Field, Router, Schema

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.record.actions import consult_answers as answers
from tuyen.record.actions import consults as acts
from tuyen.record.chart import Chart, ChartClosed, chart_of, opened_chart
from tuyen.record.consulting import Advice, Outcome, Question
from tuyen.record.models import Consult
from tuyen.record.queries import consults as queries
from tuyen.record.queries.consult_proposals import known_name
from tuyen.record.rules.consult_proposals import read as read_proposals

router = Router(tags=["consults"])
of_person = Router(tags=["consults"])


class ConsultIn(Schema):
    """Codes: lists of the rulebook `teleconsult/choices`, `teleconsult/modes`, `referral/specialties`. A mode
    that needs the person's consent takes who agrees and who witnesses it, unless it stands already."""

    to_unit_id: uuid.UUID
    specialty: str = Field(max_length=20)
    urgency: Literal["routine", "urgent", "emergency"] = "routine"
    question: str = Field(max_length=200)
    is_informed: bool
    mode: str = Field("support", max_length=12)
    consent_by: str = Field("", max_length=120)
    consent_witness: str = Field("", max_length=120)
    visit_id: uuid.UUID | None = None
    diagnosis: str = Field("", max_length=300)
    diagnosis_code: str = Field("", max_length=10)
    signs: str = Field("", max_length=6000)
    results: str = Field("", max_length=6000)
    treatment: str = Field("", max_length=6000)
    document_ids: list[uuid.UUID] = Field([], max_length=20)
    study_ids: list[uuid.UUID] = Field([], max_length=20)


class ConsultOut(Schema):
    id: uuid.UUID
    person_id: uuid.UUID = Field(alias="patient_id")
    visit_id: uuid.UUID | None = Field(None, alias="encounter_id")
    follows_id: uuid.UUID | None
    referral_id: uuid.UUID | None
    number: str
    status: str
    mode: str
    urgency: str
    specialty: str
    question: str
    from_unit_id: uuid.UUID
    to_unit_id: uuid.UUID
    agreement_number: str
    diagnosis_code: str
    diagnosis: str
    signs: str
    results: str
    treatment: str
    asked_at: dt.datetime
    asked_by_name: str
    answer_due_at: dt.datetime
    conclude_due_at: dt.datetime
    owed: str
    owed_on: dt.date | None
    answered_at: dt.datetime | None
    expert_name: str
    advised_at: dt.datetime | None
    outcome: str
    discharged_on: dt.date | None
    agreed: str
    held: str
    closed_at: dt.datetime | None
    tier: int


class ConsultAdviceIn(Schema):
    """kind: treat_here, transfer, technique, watch. Signed at once; a signed advice never changes. proposals:
    one line each, “drug; dose; 30 ngày; 30 viên” or the name of a test; the asking doctor takes them over."""

    kind: str = Field(max_length=12)
    text: str = Field(max_length=6000)
    orders: str = Field("", max_length=6000)
    diagnosis: str = Field("", max_length=300)
    diagnosis_code: str = Field("", max_length=10)
    technique_code: str = Field("", max_length=40)
    destination: str = Field("", max_length=200)
    follow_days: list[int] = Field([], max_length=10)
    proposals: list[str] = Field([], max_length=12)


class ConsultAdviceOut(Schema):
    id: uuid.UUID
    consult_id: uuid.UUID
    adds_to_id: uuid.UUID | None
    kind: str
    text: str
    orders: str
    diagnosis: str
    destination: str
    author_name: str
    signed_at: dt.datetime | None


class ConsultTextIn(Schema):
    text: str = Field(max_length=6000)


class ConsultStepOut(Schema):
    id: uuid.UUID
    kind: str
    text: str
    at: dt.datetime
    by_name: str
    unit_id: uuid.UUID


class ConsultFollowIn(Schema):
    """point: d1, d3, d7 …; state: better, same, worse, moved, died, no_contact."""

    point: str = Field(max_length=10)
    state: str = Field(max_length=12)
    note: str = Field("", max_length=300)


class ConsultOutcomeIn(Schema):
    """outcome: code KET_QUA_DTRI; agreed: yes, partly, no (a note says why)."""

    outcome: str = Field(max_length=2)
    agreed: str = Field(max_length=10)
    agreed_note: str = Field("", max_length=300)
    discharged_on: dt.date | None = None


class ConsultCloseIn(Schema):
    held: str = Field(max_length=10)


class ConsultDecisionIn(Schema):
    """`refuse` and `redirect` need a note, `redirect` and `second` a unit."""

    verb: Literal["accept", "more", "refuse", "redirect", "second"]
    note: str = Field("", max_length=300)
    to_unit_id: uuid.UUID | None = None


@of_person.post("/{uuid:person_id}/consults", response={201: ConsultOut}, summary="Ask an expert")
def ask(request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: ConsultIn) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    given = said.model_dump(exclude={"visit_id"}) | {
        "document_ids": tuple(said.document_ids),
        "study_ids": tuple(said.study_ids),
    }
    row = acts.ask(
        person=_chart(person_id, who),
        question=Question(**given),
        by=who,
        encounter_id=said.visit_id,
        repeat=repeat,
    )
    return 201, _tagged(response, row)


@router.get(
    "", response=Listed[ConsultOut], summary="What the asker's facility was asked, or asked"
)
def listed(
    request: HttpRequest,
    box: Literal["in", "out"] = "in",
    status: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    """A case whose chart is closed to this end again is left out."""
    who = asker(request)
    rows = queries.still_open(queries.received_by(who)) if box == "in" else queries.sent_by(who)
    if status:
        rows = rows.filter(status=status)
    return newest_first(rows, cursor, limit, lambda row: row)


@router.get("/{uuid:consult_id}", response=ConsultOut, summary="One consultation")
def read(request: HttpRequest, response: HttpResponse, consult_id: uuid.UUID) -> Any:
    return _tagged(response, opened(consult_id, asker(request))[1])


@router.get("/{uuid:consult_id}/steps", response=list[ConsultStepOut], summary="The conversation")
def steps(request: HttpRequest, consult_id: uuid.UUID) -> Any:
    chart, row = opened(consult_id, asker(request))
    return list(queries.steps_of(chart, row))


@router.post("/{uuid:consult_id}/steps", response={201: ConsultStepOut}, summary="Say a line")
def say(request: HttpRequest, consult_id: uuid.UUID, said: ConsultTextIn) -> Any:
    who, row = _asked(request, consult_id)
    return 201, acts.say(consult=row, text=said.text, by=who)


@router.get(
    "/{uuid:consult_id}/advice", response=list[ConsultAdviceOut], summary="Signed advice, addenda"
)
def advices(request: HttpRequest, consult_id: uuid.UUID) -> Any:
    chart, row = opened(consult_id, asker(request))
    return list(queries.advices_of(chart, row).filter(status=queries.SIGNED))


@router.post(
    "/{uuid:consult_id}/advice", response={201: ConsultAdviceOut}, summary="Sign an advice"
)
def sign(request: HttpRequest, consult_id: uuid.UUID, said: ConsultAdviceIn) -> Any:
    who, row = _asked(request, consult_id)
    given = said.model_dump() | {
        "follow_days": tuple(said.follow_days),
        "proposals": tuple(read_proposals("\n".join(said.proposals), known_name)),
    }
    return 201, answers.sign(consult=row, advice=Advice(**given), by=who)


@router.post("/{uuid:consult_id}/decision", response=ConsultOut, summary="Take it, or pass it on")
def decide(
    request: HttpRequest, response: HttpResponse, consult_id: uuid.UUID, said: ConsultDecisionIn
) -> Any:
    """The answer to `redirect` and `second` is the new case."""
    who, row = _asked(request, consult_id)
    if said.verb in ("redirect", "second"):
        return _tagged(response, _passed(row, said, who))
    if said.verb == "accept":
        return _tagged(response, answers.accept(consult=row, by=who))
    if said.verb == "more":
        return _tagged(response, answers.ask_more(consult=row, text=said.note, by=who))
    return _tagged(response, answers.refuse(consult=row, why=said.note, by=who))


def _passed(row: Consult, said: ConsultDecisionIn, who: Actor) -> Consult:
    if said.to_unit_id is None:
        raise Refused("to_unit_id", field="to_unit_id")
    if said.verb == "second":
        return answers.second_opinion(
            consult=row, to_unit_id=said.to_unit_id, question=said.note, by=who
        )
    return answers.redirect(consult=row, to_unit_id=said.to_unit_id, why=said.note, by=who)


@router.post("/{uuid:consult_id}/follow-ups", response=ConsultOut, summary="How the person is")
def follow(
    request: HttpRequest, response: HttpResponse, consult_id: uuid.UUID, said: ConsultFollowIn
) -> Any:
    who, row = _asked(request, consult_id)
    acts.follow(consult=row, by=who, **said.model_dump())
    return _tagged(response, row)


@router.post("/{uuid:consult_id}/outcome", response=ConsultOut, summary="How it ended")
def outcome(
    request: HttpRequest, response: HttpResponse, consult_id: uuid.UUID, said: ConsultOutcomeIn
) -> Any:
    who, row = _asked(request, consult_id)
    return _tagged(
        response, acts.record_outcome(consult=row, outcome=Outcome(**said.model_dump()), by=who)
    )


@router.post("/{uuid:consult_id}/closing", response=ConsultOut, summary="Did the advice hold?")
def close(
    request: HttpRequest, response: HttpResponse, consult_id: uuid.UUID, said: ConsultCloseIn
) -> Any:
    who, row = _asked(request, consult_id)
    return _tagged(response, acts.close(consult=row, held=said.held, by=who))


def _asked(request: HttpRequest, consult_id: uuid.UUID) -> tuple[Actor, Consult]:
    who = asker(request)
    row = opened(consult_id, who)[1]
    conditions.require_match(request, row.hlc)
    return who, row


def _chart(person_id: uuid.UUID, who: Actor) -> Chart:
    try:
        return chart_of(person_id, who)
    except ChartClosed:
        raise Http404 from None


def opened(consult_id: uuid.UUID, who: Actor) -> tuple[Chart, Consult]:
    """404 for a case that is not there, is hidden, or whose chart is closed."""
    patient_id = queries.patient_of(consult_id, who)
    if patient_id is None:
        raise Http404
    try:
        chart = opened_chart(patient_id, who, what="api")
    except ChartClosed:
        raise Http404 from None
    row = chart.of(Consult).filter(pk=consult_id).first()
    if row is None:
        raise Http404
    return chart, row


def _tagged(response: HttpResponse, row: Consult) -> Consult:
    conditions.tagged(response, row.hlc)
    return row
