"""The checklist is filled in; what lost points becomes a finding; the minutes hand the corrections over."""

import datetime as dt
import uuid
from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.supervision import permissions, rules
from tuyen.domains.supervision.actions.rounds import begun
from tuyen.domains.supervision.events import GapFound
from tuyen.domains.supervision.models import CorrectiveAction, Finding, SupervisionRound
from tuyen.domains.supervision.queries import findings as kept
from tuyen.platform import changes, forms
from tuyen.platform.drafts.actions import FormKept
from tuyen.platform.forms.rules.items import Form
from tuyen.platform.forms.rules.scores import Lost
from tuyen.platform.forms.shown import words
from tuyen.record.actions import responses
from tuyen.record.actions.tasks import new_task
from tuyen.record.models import ResponseStatus, UnitResponse
from tuyen.registry.terms import settled

DRAFT = "supervision"  # kind of the drafts of a checklist, by round
TASK_MEND, TASK_CHECK = "supervision_mend", "supervision_check"


def fill(
    *,
    round_: SupervisionRound,
    form: Form,
    answers: Mapping[str, Any],
    is_complete: bool,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> UnitResponse:
    """Keep the checklist; handed in, each point lost that the form marks becomes a finding."""
    permissions.require_manage(by, round_)
    if repeat and (earlier_sending := repeat.outcome()):
        raise earlier_sending  # the outbox sent it twice: what it changed would refuse it now
    if not rules.round_may(round_.status, rules.Round.UNDER_WAY):
        raise Refused(_("Đợt giám sát này đã kết thúc."))
    names = begun(round_)
    earlier = kept.response_of(round_)
    if earlier is None:
        row = responses.new_unit_response(
            form=form,
            answers=answers,
            by=by,
            unit_id=round_.to_unit_id,
            day=min(clock.today(), round_.ends_on),
            is_complete=is_complete,
        )
        changed: list[str] = []
    else:
        row = earlier
        changed = responses.answered_again(
            response=row, answers=answers, by=by, is_complete=is_complete
        )
    round_.response_id, round_.points, round_.of = row.id, row.points, row.of
    with changes.apply(actor=by, reason="supervision.fill", repeat=repeat) as log:
        if earlier is None:
            log.create(row)
        else:
            log.change(row, changed)
        log.change(round_, [*names, "response_id", "points", "of"])
        log.add(FormKept(by.account_id, DRAFT, round_.id))
        if is_complete:
            for finding, action in found(round_, form, row.answers):
                log.create(finding, action)
        log.result_id = row.id
    return row


def found(
    round_: SupervisionRound, form: Form, answers: Mapping[str, Any]
) -> Iterator[tuple[Finding, CorrectiveAction]]:
    """Where points were lost in a question that the form grades."""
    for lost in forms.lost(form, answers):
        if grade := lost.item.marks.get("finding"):
            text = _("%(question)s: %(answer)s") % {
                "question": lost.item.label_vi,
                "answer": words(lost.item, lost.answer),
            }
            yield _finding(round_, grade, text, lost.item.link)


def add_finding(
    *, round_: SupervisionRound, grade: str, text: str, what: str, by: Actor
) -> Finding:
    """Something that no question asked about."""
    _require_before_minutes(round_, by)
    if not nfc(text):
        raise Refused(_("Ghi tồn tại đã thấy."), field="text")
    finding, action = _finding(round_, grade, nfc(text), "")
    action.what = nfc(what)[:500] or action.what
    with changes.apply(actor=by, reason="supervision.add_finding") as log:
        log.create(finding, action)
    return finding


def change_action(
    *,
    action: CorrectiveAction,
    round_: SupervisionRound,
    what: str,
    owner_name: str,
    due_on: dt.date,
    grade: str,
    by: Actor,
) -> CorrectiveAction:
    """What is to be done, by whom, by when; before the minutes."""
    _require_before_minutes(round_, by)
    if due_on < clock.today():
        raise Refused(_("Hạn khắc phục ở trước hôm nay."), field="due_on")
    if not nfc(what):
        raise Refused(_("Ghi việc phải làm."), field="what")
    finding = kept.finding(action.finding_id)
    _require_grade(grade)
    finding.grade = action.grade = grade
    action.what, action.owner_name = nfc(what)[:500], nfc(owner_name)[:120]
    action.first_due_on = action.due_on = due_on
    with changes.apply(actor=by, reason="supervision.change_action") as log:
        log.change(action, ["what", "owner_name", "first_due_on", "due_on", "grade"])
        log.change(finding, ["grade"])
    return action


def strike_finding(*, finding: Finding, round_: SupervisionRound, why: str, by: Actor) -> Finding:
    """The unit explained it, or it was a slip: it leaves the minutes; the history keeps it."""
    _require_before_minutes(round_, by)
    if not nfc(why):
        raise Refused(_("Ghi lý do bỏ tồn tại này."), field="why")
    finding.is_struck = True
    with changes.apply(actor=by, reason="supervision.strike_finding", why=nfc(why)) as log:
        log.change(finding, ["is_struck"])
    return finding


def conclude(
    *, round_: SupervisionRound, conclusion: str, unit_said: str, by: Actor, number: str = ""
) -> SupervisionRound:
    """The minutes: from here on nothing of them changes; each correction is a task of the unit."""
    permissions.require_manage(by, round_)
    response = kept.response_of(round_)
    if response is None or response.status != ResponseStatus.COMPLETED:
        raise Refused(_("Bảng kiểm chưa nộp: làm xong bảng kiểm rồi mới kết luận."))
    if not rules.round_may(round_.status, rules.Round.CONCLUDED):
        raise Refused(_("Đợt giám sát này đã kết thúc."))
    if not nfc(conclusion):
        raise Refused(_("Ghi kết luận của đoàn."), field="conclusion")
    actions = kept.actions_to_hand_over(round_)
    _signed(round_, conclusion, unit_said, number, by)
    form = forms.kept(response.form_code, response.form_version)
    with changes.apply(actor=by, reason="supervision.conclude") as log:
        log.change(round_, _MINUTES)
        for action in actions:
            action.status = rules.Correction.OPEN
            log.change(action, ["status"])
            log.create(task_for(action))
        for gap in gaps(round_, form, response.answers):
            log.announce(gap)
    return round_


_MINUTES = ["status", "conclusion", "unit_said", "number", "concluded_on", "concluded_by_name"]


def _signed(
    round_: SupervisionRound, conclusion: str, unit_said: str, number: str, by: Actor
) -> None:
    round_.status, round_.concluded_on = rules.Round.CONCLUDED, clock.today()
    round_.conclusion, round_.unit_said = conclusion.strip(), unit_said.strip()
    round_.number, round_.concluded_by_name = nfc(number)[:60], by.name


def task_for(action: CorrectiveAction) -> Any:
    """The work at the unit that owes it."""
    return new_task(
        title=(_("Khắc phục: %(what)s") % {"what": action.what})[:200],
        kind=TASK_MEND,
        due_on=action.due_on,
        unit_id=action.to_unit_id,
        subject_id=action.id,
        priority=2 if action.grade == "critical" else 0,
    )


def gaps(round_: SupervisionRound, form: Form, answers: Mapping[str, Any]) -> list[GapFound]:
    """Questions that say what a unit lacks where they lose points."""
    return [
        _gap(round_, *lost.item.need, lost) for lost in forms.lost(form, answers) if lost.item.need
    ]


def _gap(round_: SupervisionRound, kind: str, code: str, lost: Lost) -> GapFound:
    title = lost.item.marks.get("title") or lost.item.label_vi
    return GapFound(round_.to_unit_id, kind, code, title, "supervision_round", round_.id)


def _finding(
    round_: SupervisionRound, grade: str, text: str, link: str
) -> tuple[Finding, CorrectiveAction]:
    _require_grade(grade)
    today = clock.today()
    sides: dict[str, uuid.UUID] = {
        "unit_id": round_.unit_id,
        "to_unit_id": round_.to_unit_id,
        "round_id": round_.id,
    }
    finding = Finding(
        id=uuid7(), grade=grade, text=text[:500], item_link=link, found_on=today, **sides
    )
    due = today + dt.timedelta(days=grades(today, round_.unit_id)[grade]["days"])
    action = CorrectiveAction(
        finding_id=finding.id,
        office_id=round_.office_id,
        grade=grade,
        finding_text=finding.text,
        what=(_("Khắc phục: %(text)s") % {"text": finding.text})[:500],
        first_due_on=due,
        due_on=due,
        **sides,
    )
    return finding, action


def grades(on: dt.date, unit_id: uuid.UUID | None = None) -> dict[str, Mapping[str, Any]]:
    """With the days and weights of the unit that supervises; the rulebook's for no unit."""
    return {row["code"]: row for row in settled.on(rules.GRADES, on, unit_id).rows}


def _require_grade(grade: str) -> None:
    if grade not in grades(clock.today()):
        raise Refused(_("Chọn mức của tồn tại."), field="grade")


def _require_before_minutes(round_: SupervisionRound, by: Actor) -> None:
    permissions.require_manage(by, round_)
    if round_.status != rules.Round.UNDER_WAY:
        raise Refused(_("Chỉ thêm, sửa tồn tại khi đang giám sát và chưa kết luận."))
