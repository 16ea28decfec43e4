"""A campaign is drawn up, sent and closed; a unit answers once; what it lacks becomes gaps."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import from_event, uuid7
from tuyen.core.text import nfc
from tuyen.domains.capability import gaps, papers, permissions, rules
from tuyen.domains.capability.actions.needs import MetBy, met_rows
from tuyen.domains.capability.events import SurveySubmitted
from tuyen.domains.capability.models import Gap, SurveyCampaign, UnitSurvey
from tuyen.domains.capability.queries import surveys as queries
from tuyen.platform import changes, forms
from tuyen.platform.drafts.actions import FormKept
from tuyen.platform.forms import Form
from tuyen.record.actions import responses, tasks
from tuyen.record.models import Task, UnitResponse
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

TASK = "capability_survey"
DRAFT = "survey"  # what is still being typed, in platform.drafts
SENT_AT_ONCE = 100  # units in one transaction, so that a big campaign never holds the lock for long
State = UnitSurvey.State
HANDED_IN = [
    "state", "points", "of", "submitted_on", "submitted_by_name", "on_site", "response_id",
    "population",
]  # fmt: skip


def draw_up(
    *, title: str, year: int, form_code: str, unit_kind: str, due_on: dt.date, by: Actor
) -> SurveyCampaign:
    """A campaign of my facility; nobody sees it before it is sent. Without a form: the kind's own; without
    a kind: every kind, each with its own."""
    permissions.require_survey(by)
    form_code = papers.chosen(form_code, unit_kind, clock.today())
    _require_due(due_on)
    row = SurveyCampaign(
        id=uuid7(),
        unit_id=direction.facility_of(by.unit_id),
        year=year,
        title=nfc(title).strip(),
        form_code=form_code,
        unit_kind=unit_kind,
        due_on=due_on,
    )
    with changes.apply(actor=by, reason="capability.draw_up") as log:
        log.create(row)
    return row


def send(*, campaign: SurveyCampaign, units: Iterable[Unit], by: Actor) -> int:
    """To every unit that has it not yet; units that came later can be sent it later."""
    permissions.require_own_campaign(by, campaign)
    if campaign.state == rules.Campaign.CLOSED:
        raise Refused(_("Đợt khảo sát đã khóa, không gửi thêm được."))
    _require_due(campaign.due_on)
    there = set(campaign.surveys.values_list("to_unit_id", flat=True))
    own = papers.own(clock.today())
    waiting = [unit for unit in units if unit.id not in there]
    if not campaign.form_code:
        waiting = [unit for unit in waiting if unit.kind in own]
    if not waiting and not there:
        raise Refused(_("Không có đơn vị nào thuộc loại này trong phạm vi chỉ đạo."))
    for start in range(0, len(waiting), SENT_AT_ONCE):
        with changes.apply(actor=by, reason="capability.send") as log:
            for unit in waiting[start : start + SENT_AT_ONCE]:
                log.create(*_sent(campaign, unit, campaign.form_code or own[unit.kind].code))
    if campaign.state == rules.Campaign.DRAFT:
        campaign.state, campaign.sent_on = SurveyCampaign.State.SENT, clock.today()
        with changes.apply(actor=by, reason="capability.sent") as log:
            log.change(campaign, ["state", "sent_on"])
    return len(waiting)


def close(*, campaign: SurveyCampaign, by: Actor) -> SurveyCampaign:
    """No more answers; tasks of those who did not answer are closed with that word."""
    permissions.require_own_campaign(by, campaign)
    if campaign.state != rules.Campaign.SENT:
        raise Refused(_("Chỉ khóa được đợt khảo sát đã gửi."))
    campaign.state = SurveyCampaign.State.CLOSED
    left = campaign.surveys.exclude(state=State.SUBMITTED).values_list("id", flat=True)
    with changes.apply(actor=by, reason="capability.close") as log:
        log.change(campaign, ["state"])
        for task in Task.objects.filter(subject_id__in=list(left), kind=TASK, status=tasks.OPEN):
            log.change(task, tasks.mark_done(task, by=by, outcome=_("Đợt khảo sát đã khóa")))
    return campaign


def first_answers(survey: UnitSurvey, form: Form) -> dict[str, Any]:
    """What was left half done; else what the registers say today."""
    if survey.response_id:
        return dict(UnitResponse.objects.get(pk=survey.response_id).answers)
    return forms.prefilled(form, unit_id=survey.to_unit_id, on=clock.today())


def form_of(survey: UnitSurvey) -> Form:
    """The form that this survey began with, else the one in use now."""
    if survey.response_id:
        row = UnitResponse.objects.only("form_code", "form_version").get(pk=survey.response_id)
        return forms.kept(row.form_code, row.form_version)
    return forms.find(survey.form_code)


def save(*, survey: UnitSurvey, answers: Mapping[str, Any], by: Actor) -> UnitSurvey:
    """Half done: kept as it is, questions that must be answered may be empty."""
    permissions.require_answer(by, survey)
    require_waiting(survey)
    response, names = _response(survey, answers, by, is_complete=False)
    survey.state, survey.response_id = State.ANSWERING, response.id
    with changes.apply(actor=by, reason="capability.save") as log:
        _keep(log, response, names)
        log.change(survey, ["state", "response_id"])
    return survey


def submit(
    *,
    survey: UnitSurvey,
    answers: Mapping[str, Any],
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> UnitSurvey:
    """Handed in once: points, gaps beside the survey before, needs that are met now."""
    permissions.require_answer(by, survey)
    require_waiting(survey)
    response, names = _response(survey, answers, by, is_complete=True)
    form = form_of(survey)
    former = queries.before(survey)
    rows = gaps.rows_of(
        survey,
        gaps.lacking(form, response.answers),
        queries.gaps_in(former) if former else (),
    )
    _hand_in(survey, response, by)
    closed = [gap for gap in rows if gap.effect == rules.Effect.CLOSED]
    met = met_rows(survey.to_unit_id, [(gap.kind, gap.code) for gap in closed], MetBy(survey.year))
    with changes.apply(actor=by, reason="capability.submit", repeat=repeat) as log:
        _keep(log, response, names)
        log.change(survey, HANDED_IN)
        log.create(*rows)
        for need, fields in met:
            log.change(need, fields)
        for task in _tasks(survey):
            log.change(task, tasks.mark_done(task, by=by, outcome=_("Đã nộp phiếu")))
        log.add(FormKept(by.account_id, DRAFT, survey.id))
        log.announce(_submitted(survey))
        log.result_id = survey.id
    return survey


def require_waiting(survey: UnitSurvey) -> None:
    """A survey is handed in once; a closed campaign takes no more."""
    if survey.state == State.SUBMITTED:
        raise Refused(
            _(
                "Phiếu này đã nộp ngày %(day)s bởi %(who)s. Mỗi kỳ chỉ nộp một lần; "
                "cần sửa thì báo đơn vị tổ chức."
            )
            % {"day": f"{survey.submitted_on:%d/%m/%Y}", "who": survey.submitted_by_name},
            code="submitted",
        )
    if survey.campaign.state == rules.Campaign.CLOSED:
        raise Refused(_("Đợt khảo sát đã khóa, không nhận thêm phiếu."), code="closed")


def _require_due(due_on: dt.date) -> None:
    if due_on < clock.today():
        raise Refused(_("Hạn trả lời phải từ hôm nay trở đi."), field="due_on")


def survey_id(campaign_id: uuid.UUID, unit_id: uuid.UUID) -> uuid.UUID:
    """One survey a campaign and unit, however often it is sent."""
    return from_event(campaign_id, unit_id.hex)


def _sent(campaign: SurveyCampaign, unit: Unit, form_code: str) -> tuple[UnitSurvey, Task]:
    survey = UnitSurvey(
        id=survey_id(campaign.id, unit.id),
        unit_id=campaign.unit_id,
        campaign=campaign,
        to_unit_id=unit.id,
        to_name=unit.name,
        to_name_fold=unit.name_fold,
        unit_kind=unit.kind,
        year=campaign.year,
        form_code=form_code,
        due_on=campaign.due_on,
    )
    task = tasks.new_task(
        title=_("Khảo sát năng lực: %(title)s") % {"title": campaign.title[:150]},
        kind=TASK,
        due_on=campaign.due_on,
        unit_id=unit.id,
        subject_id=survey.id,
    )
    return survey, task


def _response(
    survey: UnitSurvey, answers: Mapping[str, Any], by: Actor, *, is_complete: bool
) -> tuple[UnitResponse, list[str]]:
    """The answers as a row, and the names of what changed on one that was there (none: it is new)."""
    if survey.response_id:
        row: UnitResponse = UnitResponse.objects.get(pk=survey.response_id)
        names = responses.answered_again(
            response=row, answers=answers, by=by, is_complete=is_complete
        )
        return row, names
    row = responses.new_unit_response(
        form=form_of(survey),
        answers=answers,
        by=by,
        unit_id=survey.to_unit_id,
        is_complete=is_complete,
    )
    return row, []


def _keep(log: Any, response: UnitResponse, names: list[str]) -> None:
    if names:
        log.change(response, names)
    else:
        log.create(response)


def _hand_in(survey: UnitSurvey, response: UnitResponse, by: Actor) -> None:
    survey.state, survey.response_id = State.SUBMITTED, response.id
    survey.points, survey.of = response.points, response.of
    survey.population = gaps.population_in(response.answers)
    survey.submitted_on, survey.submitted_by_name = clock.today(), by.name
    survey.on_site = direction.facility_of(by.unit_id) != survey.to_unit_id


def _submitted(survey: UnitSurvey) -> SurveySubmitted:
    return SurveySubmitted(
        survey_id=survey.id,
        unit_id=survey.to_unit_id,
        year=survey.year,
        points=survey.points or 0.0,
        of=survey.of or 0.0,
    )


def _tasks(survey: UnitSurvey) -> list[Task]:
    return list(Task.objects.filter(subject_id=survey.id, kind=TASK, status=tasks.OPEN))


def gaps_without_needs(survey: UnitSurvey, taken: Iterable[rules.Key]) -> list[Gap]:
    """Gaps that are open and of which the unit has no need yet."""
    known = set(taken)
    return [
        gap for gap in queries.gaps_in(survey) if gap.lost > 0 and (gap.kind, gap.code) not in known
    ]
