"""Allergies, illnesses that stay and medicines of a person: noted, corrected, ended, struck."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.edge.api import conditions
from tuyen.edge.api.who import asker
from tuyen.platform import changes
from tuyen.record.actions import allergies as allergy_acts
from tuyen.record.actions import problems as problem_acts
from tuyen.record.actions.allergies import Noted
from tuyen.record.chart import opened_chart
from tuyen.record.models import Allergy, Condition
from tuyen.record.queries.courses import PROBLEM, history_of
from tuyen.registry.terms.queries import code_on

of_person = Router(tags=["courses"])


class AllergyIn(Schema):
    """`substance_code`: an active ingredient of the formulary; prescribing warns by it and by the name."""

    substance: str = Field(max_length=150)
    substance_code: str = Field("", max_length=40)
    criticality: Literal["", "low", "high"] = ""
    reaction: str = Field("", max_length=200)


class AllergyMended(AllergyIn):
    why: str = Field(max_length=300)


class AllergyOut(Schema):
    """`status`: active, inactive (found not to hold), entered-in-error (never this person's)."""

    id: uuid.UUID
    substance: str
    substance_code: str
    criticality: str
    reaction: str
    status: str
    noted_on: dt.date


class Allergies(Schema):
    items: list[AllergyOut]


class ProblemIn(Schema):
    """`code`: ICD-10 of Viet Nam, its name is taken from the list; or a name alone."""

    name: str = Field("", max_length=300)
    code: str = Field("", max_length=10)
    onset_on: dt.date | None = None


class ProblemMended(ProblemIn):
    why: str = Field(max_length=300)


class ProblemOut(Schema):
    """A correction has an id of its own: `amends_id` names the row that it replaced."""

    id: uuid.UUID
    name: str
    code: str
    clinical_status: str
    verification: str
    onset_on: dt.date | None
    ended_on: dt.date | None
    day: dt.date
    amends_id: uuid.UUID | None


class Problems(Schema):
    items: list[ProblemOut]


class CourseWhyIn(Schema):
    why: str = Field(max_length=300)


class DrugCourseOut(Schema):
    """All that is known of one drug. `request_id`: its last line, which `…/stop` takes."""

    request_id: uuid.UUID
    drug_code: str
    drug: str
    strength: str
    dose: str
    first_day: dt.date
    last_day: dt.date
    days: int | None
    is_current: bool
    stopped_on: dt.date | None
    stop_reason: str


class Courses(Schema):
    items: list[DrugCourseOut]


@of_person.get(
    "/{uuid:person_id}/allergies", response=Allergies, summary="In force first, then what was ended"
)
def allergies(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    found = history_of(chart, clock.today())
    return {"items": [*found.allergies, *found.former_allergies]}


@of_person.post(
    "/{uuid:person_id}/allergies",
    response={201: AllergyOut},
    summary="An allergy is noted; one that is known already is given back",
)
def note_allergy(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: AllergyIn
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = allergy_acts.add_allergy(
            person_id=person_id, by=who, repeat=repeat, **said.model_dump()
        )
    except changes.Repeated as earlier:
        row = _allergy(person_id, earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@of_person.get(
    "/{uuid:person_id}/allergies/{uuid:allergy_id}", response=AllergyOut, summary="One allergy"
)
def read_allergy(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, allergy_id: uuid.UUID
) -> Any:
    return _tagged(response, _allergy(person_id, allergy_id, asker(request)))


@of_person.put(
    "/{uuid:person_id}/allergies/{uuid:allergy_id}",
    response=AllergyOut,
    summary="Correct what was written, with the reason",
)
def mend_allergy(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    allergy_id: uuid.UUID,
    said: AllergyMended,
) -> Any:
    who, row = _asked_allergy(request, person_id, allergy_id)
    noted = Noted(**said.model_dump(exclude={"why"}))
    row = allergy_acts.correct_allergy(allergy=row, noted=noted, why=said.why, by=who)
    return _tagged(response, row)


@of_person.post(
    "/{uuid:person_id}/allergies/{uuid:allergy_id}/end",
    response=AllergyOut,
    summary="Found not to hold any more; it leaves the alerts",
)
def end_allergy(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    allergy_id: uuid.UUID,
    said: CourseWhyIn,
) -> Any:
    who, row = _asked_allergy(request, person_id, allergy_id)
    return _tagged(response, allergy_acts.resolve_allergy(allergy=row, why=said.why, by=who))


@of_person.post(
    "/{uuid:person_id}/allergies/{uuid:allergy_id}/strike",
    response=AllergyOut,
    summary="Entered in error: it never was this person's",
)
def strike_allergy(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    allergy_id: uuid.UUID,
    said: CourseWhyIn,
) -> Any:
    who, row = _asked_allergy(request, person_id, allergy_id)
    return _tagged(response, allergy_acts.strike_allergy(allergy=row, why=said.why, by=who))


@of_person.get(
    "/{uuid:person_id}/problems", response=Problems, summary="The problem list, what is over last"
)
def problems(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    found = history_of(chart, clock.today())
    return {"items": [*found.problems, *found.over]}


@of_person.post(
    "/{uuid:person_id}/problems",
    response={201: ProblemOut},
    summary="An illness that stays; one that stands there already is given back",
)
def add_problem(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, said: ProblemIn
) -> Any:
    who = asker(request)
    repeat = conditions.repeat_of(request, who, said.model_dump(mode="json"))
    try:
        row = problem_acts.add_problem(person_id=person_id, by=who, repeat=repeat, **_named(said))
    except changes.Repeated as earlier:
        row = _problem(person_id, earlier.result_id or uuid.UUID(int=0), who)
        response[conditions.REPLAYED] = "true"
    conditions.tagged(response, row.hlc)
    return 201, row


@of_person.get(
    "/{uuid:person_id}/problems/{uuid:problem_id}", response=ProblemOut, summary="One illness"
)
def read_problem(
    request: HttpRequest, response: HttpResponse, person_id: uuid.UUID, problem_id: uuid.UUID
) -> Any:
    return _tagged(response, _problem(person_id, problem_id, asker(request)))


@of_person.put(
    "/{uuid:person_id}/problems/{uuid:problem_id}",
    response=ProblemOut,
    summary="Correct; the answer is the row that took its place",
)
def mend_problem(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    problem_id: uuid.UUID,
    said: ProblemMended,
) -> Any:
    who, row = _asked_problem(request, person_id, problem_id)
    mended = problem_acts.correct_problem(problem=row, why=said.why, by=who, **_named(said))
    return _tagged(response, mended)


@of_person.post(
    "/{uuid:person_id}/problems/{uuid:problem_id}/end",
    response=ProblemOut,
    summary="It is over; the answer is the row that says so",
)
def end_problem(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    problem_id: uuid.UUID,
    said: CourseWhyIn,
) -> Any:
    who, row = _asked_problem(request, person_id, problem_id)
    return _tagged(response, problem_acts.resolve_problem(problem=row, why=said.why, by=who))


@of_person.post(
    "/{uuid:person_id}/problems/{uuid:problem_id}/strike",
    response=ProblemOut,
    summary="Entered in error: it never was this person's",
)
def strike_problem(
    request: HttpRequest,
    response: HttpResponse,
    person_id: uuid.UUID,
    problem_id: uuid.UUID,
    said: CourseWhyIn,
) -> Any:
    who, row = _asked_problem(request, person_id, problem_id)
    return _tagged(response, problem_acts.strike_problem(problem=row, why=said.why, by=who))


@of_person.get(
    "/{uuid:person_id}/medicines",
    response=Courses,
    summary="Every drug that was ever prescribed, those being taken first",
)
def medicines(request: HttpRequest, person_id: uuid.UUID) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    return {"items": [_course(each) for each in history_of(chart, clock.today()).medicines]}


def _course(course: Any) -> dict[str, Any]:
    last, stop = course.last, course.stop
    return {
        "request_id": last.id,
        "drug_code": last.drug_code,
        "drug": last.drug,
        "strength": last.strength,
        "dose": last.dose,
        "first_day": course.first_day,
        "last_day": last.day,
        "days": last.days,
        "is_current": course.is_current,
        "stopped_on": stop.day if stop else None,
        "stop_reason": stop.reason if stop else "",
    }


def _named(said: ProblemIn) -> dict[str, Any]:
    """The list's own name where a code is given."""
    kept = said.model_dump(include={"name", "code", "onset_on"})
    if not said.code:
        return kept
    entry = code_on("icd10", said.code, clock.today())
    if entry is None:
        text = _("Không có mã bệnh “%(code)s” trong ICD-10 Việt Nam.") % {"code": said.code}
        raise Refused(text, field="code", code="unknown_code")
    return kept | {"code": entry.code_printed, "name": said.name.strip() or entry.name_vi}


def _allergy(person_id: uuid.UUID, allergy_id: uuid.UUID, who: Actor) -> Allergy:
    chart = opened_chart(person_id, who, what="api")
    row = chart.of(Allergy).filter(pk=allergy_id).first()
    if row is None:
        raise Http404
    return row


def _problem(person_id: uuid.UUID, problem_id: uuid.UUID, who: Actor) -> Condition:
    """404 also for a diagnosis of a visit, which is corrected with the visit, and for what was replaced."""
    chart = opened_chart(person_id, who, what="api")
    row = chart.of(Condition).filter(pk=problem_id, category=PROBLEM).first()
    if row is None:
        raise Http404
    return row


def _asked_allergy(
    request: HttpRequest, person_id: uuid.UUID, allergy_id: uuid.UUID
) -> tuple[Actor, Allergy]:
    who = asker(request)
    row = _allergy(person_id, allergy_id, who)
    conditions.require_match(request, row.hlc)
    return who, row


def _asked_problem(
    request: HttpRequest, person_id: uuid.UUID, problem_id: uuid.UUID
) -> tuple[Actor, Condition]:
    who = asker(request)
    row = _problem(person_id, problem_id, who)
    conditions.require_match(request, row.hlc)
    return who, row


def _tagged(response: HttpResponse, row: Any) -> Any:
    conditions.tagged(response, row.hlc)
    return row
