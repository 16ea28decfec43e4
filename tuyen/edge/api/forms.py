"""Forms in use with items and versions; answers about units, read in scope, given by the same action."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.edge.api import conditions
from tuyen.edge.api.paging import DEFAULT_LIMIT, Limit, Listed, newest_first
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.platform import forms as engine
from tuyen.platform.forms import kinds
from tuyen.platform.forms import queries as known
from tuyen.platform.forms.rules.items import Form, Item
from tuyen.record.actions import responses as acts
from tuyen.record.chart import opened_chart
from tuyen.record.models import ResponseStatus, UnitResponse
from tuyen.record.queries import responses as kept

router = Router(tags=["forms"])
responses = Router(tags=["forms"])
of_person = Router(tags=["forms"])

ANSWERS = ("survey.answer", "survey.manage", "supervision.manage")


class FormOut(Schema):
    """`kind`: survey, supervision, test, evaluation, consultation, evidence or empty. `unit_id`: who drew it;
    null for a form that ships."""

    code: str
    version: str
    kind: str
    title_vi: str
    title_en: str
    source: str
    legal_basis: str
    is_unverified: bool
    unit_id: uuid.UUID | None


class FormOptionOut(Schema):
    code: str
    label_vi: str
    label_en: str
    score: float | None
    is_left_out: bool


class FormConditionOut(Schema):
    """`operator`: = != > < >= <= exists."""

    question: str
    operator: str
    answer: Any


class FormItemOut(Schema):
    """`kind`: group (of rows if it `repeats`), display, boolean, integer, decimal, date, time, string, text,
    choice, attachment. `bands`: [at least, points] of a number."""

    link: str
    kind: str
    label_vi: str
    label_en: str
    hint_vi: str
    required: bool
    repeats: bool
    options: list[FormOptionOut]
    when: list[FormConditionOut]
    when_all: bool
    low: float | None
    high: float | None
    unit: str
    score: float | None
    score_no: float | None
    bands: list[list[float]]
    marks: dict[str, str]
    items: list["FormItemOut"]


class FormLevelOut(Schema):
    """The word for a score, from `at_least` percent of the points."""

    at_least: float
    label_vi: str
    label_en: str
    tone: str


class FormRead(FormOut):
    about_vi: str
    levels: list[FormLevelOut]
    items: list[FormItemOut]


class FormVersionOut(Schema):
    """`status`: published, withdrawn; a form that ships is published from `valid_from`."""

    version: str
    status: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    unit_id: uuid.UUID | None


class FormVersionsOut(Schema):
    items: list[FormVersionOut]


class FormsListed(Schema):
    """`next`: the code after which to go on."""

    items: list[FormOut]
    next: str | None


class ResponseOut(Schema):
    """`unit_id` answered about `about_unit_id`. `status`: in-progress, completed, entered-in-error."""

    id: uuid.UUID
    form_code: str
    form_version: str
    unit_id: uuid.UUID
    about_unit_id: uuid.UUID
    status: str
    day: dt.date
    points: float | None
    of: float | None
    answered_at: dt.datetime


class ResponseRead(ResponseOut):
    """`answers`: plain values by the link of the question. `level`: the word for the points, or empty."""

    answers: dict[str, Any]
    level: str


class ResponseIn(Schema):
    form_code: str = Field(max_length=60)
    about_unit_id: uuid.UUID
    answers: dict[str, Any]
    day: dt.date | None = None
    complete: bool = True


class ResponseAnswersIn(Schema):
    """`complete` hands it in; from then on nothing of it changes."""

    answers: dict[str, Any]
    complete: bool = True


class PersonResponseOut(Schema):
    """A form answered about a person; corrected by a later one, which is then the one that is shown."""

    id: uuid.UUID
    form_code: str
    form_version: str
    unit_id: uuid.UUID
    day: dt.date
    points: float | None
    of: float | None
    answers: dict[str, Any]


class PersonResponseIn(Schema):
    form_code: str = Field(max_length=60)
    answers: dict[str, Any]
    day: dt.date | None = None


@router.get("", response=FormsListed, summary="Forms in use today, by code")
def listed(
    request: HttpRequest, kind: str = "", cursor: str = "", limit: Limit = DEFAULT_LIMIT
) -> Any:
    _reader(request)
    drawn_by = known.drawn_by()
    found = sorted(known.in_use(clock.today()), key=lambda form: form.code)
    found = [form for form in found if form.code > cursor and kind in ("", form.kind)]
    shown = [_told(form, drawn_by.get(form.code)) for form in found[:limit]]
    return {"items": shown, "next": found[limit - 1].code if len(found) > limit else None}


@router.get("/{str:code}", response=FormRead, summary="The form in use on a day, today without one")
def read(request: HttpRequest, code: str, on: dt.date | None = None) -> Any:
    _reader(request)
    return _whole(engine.find(code, on=on))


@router.get("/{str:code}/versions", response=FormVersionsOut, summary="Every version of a form")
def versions(request: HttpRequest, code: str) -> Any:
    _reader(request)
    found = known.versions_of(code)
    if not found:
        raise Http404
    return {"items": found}


@router.get(
    "/{str:code}/versions/{str:version}", response=FormRead, summary="The form of an old answer"
)
def version_read(request: HttpRequest, code: str, version: str) -> Any:
    _reader(request)
    return _whole(engine.kept(code, version))


@responses.get("", response=Listed[ResponseOut], summary="Answers about units within reach")
def answered(
    request: HttpRequest,
    form_code: str = "",
    about_unit_id: uuid.UUID | None = None,
    status: Literal["", "in-progress", "completed", "entered-in-error"] = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    asked = {"form_code": form_code, "about_unit_id": about_unit_id, "status": status}
    rows = kept.visible_to(_reader(request))
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    return newest_first(rows, cursor, limit, lambda row: row)


@responses.get("/{uuid:response_id}", response=ResponseRead, summary="One answered form")
def answered_one(request: HttpRequest, response: HttpResponse, response_id: uuid.UUID) -> Any:
    found = _response(_reader(request), response_id)
    conditions.tagged(response, found.hlc)
    return _answers(found)


@responses.post("", response={201: ResponseRead}, summary="Answer a form about a unit")
def answer(request: HttpRequest, response: HttpResponse, said: ResponseIn) -> Any:
    who = _answering(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    form = engine.find(said.form_code, on=said.day)
    _require_free(form.kind)
    try:
        made = acts.answer(
            form=form,
            answers=said.answers,
            by=who,
            unit_id=said.about_unit_id,
            day=said.day,
            is_complete=said.complete,
            repeat=repeat,
        )
    except changes.Repeated as earlier:
        made = UnitResponse.objects.get(pk=earlier.result_id or said.about_unit_id)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, made.hlc)
    return 201, _answers(made)


@responses.put(
    "/{uuid:response_id}/answers", response=ResponseRead, summary="Go on with a form half done"
)
def change(
    request: HttpRequest, response: HttpResponse, response_id: uuid.UUID, said: ResponseAnswersIn
) -> Any:
    who = _answering(request)
    found = _response(who, response_id)
    _require_free(engine.kept(found.form_code, found.form_version).kind)
    conditions.require_match(request, found.hlc)
    made = acts.change_answers(
        response=found, answers=said.answers, by=who, is_complete=said.complete
    )
    conditions.tagged(response, made.hlc)
    return _answers(made)


@of_person.get(
    "/{uuid:person_id}/form-responses",
    response=Listed[PersonResponseOut],
    summary="Forms answered about a person",
)
def of_person_listed(
    request: HttpRequest,
    person_id: uuid.UUID,
    form_code: str = "",
    cursor: str = "",
    limit: Limit = DEFAULT_LIMIT,
) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    rows = kept.of_person(chart)
    rows = rows.filter(form_code=form_code) if form_code else rows
    return newest_first(rows, cursor, limit, lambda row: row)


@of_person.post(
    "/{uuid:person_id}/form-responses",
    response={201: PersonResponseOut},
    summary="Answer a form about a person",
)
def answer_of_person(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: PersonResponseIn
) -> Any:
    who = asker(request)
    chart = opened_chart(person_id, who, what="api")
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    form = engine.find(said.form_code, on=said.day)
    _require_free(form.kind)
    try:
        made = acts.answer(
            form=form, answers=said.answers, by=who, person=chart, day=said.day, repeat=repeat
        )
    except changes.Repeated as earlier:
        response[conditions.REPLAYED] = "true"
        made = kept.of_person(chart).get(pk=earlier.result_id or person_id)
    return 201, made


def _reader(request: HttpRequest) -> Actor:
    who = asker(request)
    if not who.may("direction.see"):
        raise NotPermitted(_("Vai trò hiện tại không xem được công tác chỉ đạo tuyến."))
    return who


def _answering(request: HttpRequest) -> Actor:
    who = _reader(request)
    if not any(who.may(name) for name in ANSWERS):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao trả lời biểu mẫu."))
    return who


def _require_free(kind: str) -> None:
    """Surveys, checklists and tests are part of a campaign, a round, a course: answered there."""
    if kinds.is_of_a_room(kind):
        raise Refused(
            _("“%(kind)s” được trả lời trong đợt khảo sát, đợt giám sát hoặc khóa học của nó.")
            % {"kind": kinds.labels()[kind]},
            field="form_code",
        )


def _response(who: Actor, response_id: uuid.UUID) -> UnitResponse:
    found = kept.visible_to(who).filter(pk=response_id).first()
    if found is None:
        raise Http404
    return found


_FIELDS = tuple(ResponseOut.model_fields)
_NAMES = (
    "code", "version", "kind", "title_vi", "title_en", "source", "legal_basis", "is_unverified",
)  # fmt: skip
_ITEM = (
    "link", "kind", "label_vi", "label_en", "hint_vi", "repeats", "when_all", "low", "high", "unit",
    "score", "score_no",
)  # fmt: skip


def _answers(row: Any) -> dict[str, Any]:
    form = engine.kept(row.form_code, row.form_version)
    level = engine.score(form, row.answers).level if row.status != ResponseStatus.OPEN else None
    shown = {name: getattr(row, name) for name in _FIELDS}
    return shown | {"answers": row.answers, "level": level.label_vi if level else ""}


def _told(form: Form, unit_id: uuid.UUID | None) -> dict[str, Any]:
    return {name: getattr(form, name) for name in _NAMES} | {"unit_id": unit_id}


def _whole(form: Form) -> dict[str, Any]:
    names = ("at_least", "label_vi", "label_en", "tone")
    return _told(form, known.drawn_by().get(form.code)) | {
        "about_vi": form.about_vi,
        "levels": [{name: getattr(level, name) for name in names} for level in form.levels],
        "items": [_item(each) for each in form.items],
    }


def _item(item: Item) -> dict[str, Any]:
    option = ("code", "label_vi", "label_en", "score", "is_left_out")
    return {name: getattr(item, name) for name in _ITEM} | {
        "required": item.is_required,
        "options": [{name: getattr(each, name) for name in option} for each in item.options],
        "when": [
            {"question": w.question, "operator": w.operator, "answer": w.answer} for w in item.when
        ],
        "bands": [list(band) for band in item.bands],
        "marks": dict(item.marks),
        "items": [_item(each) for each in item.items],
    }
