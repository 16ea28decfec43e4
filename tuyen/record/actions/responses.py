"""A form was filled in: about a unit or about a person; later corrected, never lost.

The room that asks says who may; here it is held that the unit or the chart is within reach, that the
answers fit the form and that the points are those of that version.
"""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import from_event
from tuyen.platform import changes, forms
from tuyen.platform.forms import files, sentences
from tuyen.platform.forms.rules.items import Form, Item
from tuyen.record import permissions
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import (
    Observation,
    QuestionnaireResponse,
    ResponseStatus,
    UnitResponse,
)
from tuyen.registry.facilities import direction
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.vitals import vitals

CHANGED = ["answers", "points", "of", "status", "answered_at", "answered_by", "answered_by_name"]


def answer(  # noqa: PLR0913  what was asked, about whom, what was said
    *,
    form: Form,
    answers: Mapping[str, Any],
    by: Actor,
    unit_id: uuid.UUID | None = None,
    person: Chart | Person | uuid.UUID | None = None,
    day: dt.date | None = None,
    encounter_id: uuid.UUID | None = None,
    repeat: changes.Repeat | None = None,
    is_complete: bool = True,
) -> UnitResponse | QuestionnaireResponse:
    """Keep the answers about a unit or about a person; some of a person's become observations."""
    if (unit_id is None) == (person is None):
        raise ValueError("a form is about a unit or about a person")
    if person is not None:
        return _about_person(form, answers, chart_of(person, by), by, day, encounter_id, repeat)
    assert unit_id is not None
    row = new_unit_response(
        form=form, answers=answers, by=by, unit_id=unit_id, day=day, is_complete=is_complete
    )
    with changes.apply(actor=by, reason="response.answer", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def new_unit_response(
    *,
    form: Form,
    answers: Mapping[str, Any],
    by: Actor,
    unit_id: uuid.UUID,
    day: dt.date | None = None,
    is_complete: bool = True,
) -> UnitResponse:
    """A row not yet written: a room gives it to `log.create` in its own act."""
    require_reach(by, unit_id)
    row = UnitResponse(about_unit_id=unit_id)
    _begin(row, form, by, day)
    _fill(row, form, answers, by, is_complete)
    return row


def new_person_response(
    *, form: Form, answers: Mapping[str, Any], chart: Chart, by: Actor, day: dt.date | None = None
) -> QuestionnaireResponse:
    """A row about a person, not yet written: a room gives it to `log.create` in its own act."""
    on = day or clock.today()
    row = QuestionnaireResponse(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment),
    )
    _begin(row, form, by, on)
    _fill(row, form, answers, by, is_complete=True)
    return row


def answered_again(
    *, response: UnitResponse, answers: Mapping[str, Any], by: Actor, is_complete: bool
) -> list[str]:
    """Inside a room's act: `log.change(response, answered_again(…))`. Only while it is being worked on."""
    require_open(response)
    require_reach(by, response.about_unit_id)
    form = forms.kept(response.form_code, response.form_version)
    _fill(response, form, answers, by, is_complete)
    return CHANGED


def change_answers(
    *, response: UnitResponse, answers: Mapping[str, Any], by: Actor, is_complete: bool
) -> UnitResponse:
    """Go on with a form that was left half done, or hand it in."""
    names = answered_again(response=response, answers=answers, by=by, is_complete=is_complete)
    with changes.apply(actor=by, reason="response.change") as log:
        log.change(response, names)
    return response


def amend(
    *, response: QuestionnaireResponse, answers: Mapping[str, Any], by: Actor, why: str
) -> QuestionnaireResponse:
    """Correct a person's answers: the earlier ones stay in the history, their observations step back."""
    permissions.require_amend(by)
    if not why.strip():
        raise Refused(_("Ghi lý do sửa: người đọc sau cần biết vì sao."), field="why")
    chart = chart_of(response.patient_id, by)
    form = forms.kept(response.form_code, response.form_version)
    row = QuestionnaireResponse(
        patient_id=response.patient_id,
        compartment=response.compartment,
        encounter_id=response.encounter_id,
        amends_id=response.id,
    )
    _begin(row, form, by, response.day)
    _fill(row, form, answers, by, is_complete=True, earlier=response.answers)
    with changes.apply(actor=by, reason="response.amend", why=why.strip()) as log:
        log.create(row, *_corrected(form, response, row, chart))
    return row


def require_reach(by: Actor, unit_id: uuid.UUID) -> None:
    if not by.is_system and not direction.reaches(by, unit_id):
        raise NotPermitted(_("Đơn vị này không thuộc phạm vi chỉ đạo của bạn."))


def require_open(response: UnitResponse) -> None:
    if response.status != ResponseStatus.OPEN:
        raise Refused(_("Phiếu này đã nộp nên không sửa được nữa."), code="submitted")


def _about_person(
    form: Form,
    answers: Mapping[str, Any],
    chart: Chart,
    by: Actor,
    day: dt.date | None,
    encounter_id: uuid.UUID | None,
    repeat: changes.Repeat | None,
) -> QuestionnaireResponse:
    permissions.require_record(by)
    on = day or clock.today()
    row = QuestionnaireResponse(
        patient_id=chart.person.id,
        compartment=permissions.compartment_for(by, chart.person.compartment),
        encounter_id=encounter_id,
    )
    _begin(row, form, by, on)
    _fill(row, form, answers, by, is_complete=True)
    with changes.apply(actor=by, reason="response.answer", repeat=repeat) as log:
        log.create(row, *observations(form, row))
        log.result_id = row.id
    return row


def _begin(
    row: UnitResponse | QuestionnaireResponse, form: Form, by: Actor, day: dt.date | None
) -> None:
    row.unit_id, row.form_code, row.form_version = by.unit_id, form.code, form.version
    row.day = day or clock.today()
    if row.day > clock.today():
        raise Refused(_("Ngày của phiếu ở sau hôm nay."), field="day")


def _fill(
    row: UnitResponse | QuestionnaireResponse,
    form: Form,
    answers: Mapping[str, Any],
    by: Actor,
    is_complete: bool,
    earlier: Mapping[str, Any] | None = None,
) -> None:
    known = earlier or row.answers or {}
    kept, faults = forms.check(form, files.resolved(form, answers, by=by, earlier=known))
    if not is_complete:
        faults = [fault for fault in faults if fault.code != "required"]
    if faults:
        fault = faults[0]
        raise Refused(sentences.of_fault(fault), field=fault.where, code=fault.code)
    score = forms.score(form, kept)
    row.answers = kept
    row.points, row.of = (score.points, score.of) if score.of else (None, None)
    row.status = ResponseStatus.COMPLETED if is_complete else ResponseStatus.OPEN
    row.answered_at, row.answered_by, row.answered_by_name = clock.now(), by.account_id, by.name


def observations(form: Form, row: QuestionnaireResponse) -> Iterator[Observation]:
    """Figures that the form calls by a vital sign's code; their ids follow from the answer's id.

    Rows of a table are no observations: a correction could not tell which row became which.
    """
    signs = vitals(row.day)
    for where, item, value in forms.standing(form, row.answers):
        is_figure = isinstance(value, int | float) and where == item.link
        if is_figure and item.observation in signs:
            yield _observation(row, where, item, value, signs[item.observation].unit)


def _observation(
    row: QuestionnaireResponse, where: str, item: Item, value: float | None, unit: str
) -> Observation:
    return Observation(
        id=from_event(row.id, where),
        patient_id=row.patient_id,
        compartment=row.compartment,
        encounter_id=None,
        code=item.observation,
        value=value,
        unit=unit,
        status="final" if value is not None else "entered-in-error",
        day=row.day,
        occurred_at=row.answered_at,
    )


def _corrected(
    form: Form, earlier: QuestionnaireResponse, row: QuestionnaireResponse, chart: Chart
) -> Iterator[Observation]:
    """New figures that replace the earlier ones; what is no longer said is marked entered in error."""
    former = {from_event(earlier.id, where): (where, item) for where, item in _figures(form)}
    standing = {each.id: each for each in chart.of(Observation).filter(pk__in=list(former))}
    said = {each.id: each for each in observations(form, row)}
    for old_id, (where, item) in former.items():
        old, new = standing.get(old_id), said.pop(from_event(row.id, where), None)
        if old is not None:
            new = new or _observation(row, where, item, None, old.unit)
            new.amends_id = old.id
        if new is not None:
            yield new


def _figures(form: Form) -> Iterator[tuple[str, Item]]:
    """Observations stand in questions asked once, never in rows of a table."""
    for item in form.questions():
        if item.observation:
            yield item.link, item
