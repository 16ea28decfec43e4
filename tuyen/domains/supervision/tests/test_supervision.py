"""Rounds, their checklists and what must be mended, as both sides see it."""

import datetime as dt
import io
from typing import Any

import pytest
from pypdf import PdfReader

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.supervision.actions import checklists, corrections, rounds
from tuyen.domains.supervision.models import CorrectiveAction, SupervisionRound
from tuyen.domains.supervision.papers.minutes import minutes_pdf
from tuyen.domains.supervision.queries import findings
from tuyen.domains.supervision.queries import rounds as known
from tuyen.domains.supervision.tests.conftest import all_met, at, wanted
from tuyen.platform import forms
from tuyen.platform.drafts import actions as drafts
from tuyen.platform.drafts.queries import draft_of
from tuyen.record.models import Task
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

DAY = dt.timedelta(days=1)


def _actions(row: SupervisionRound) -> list[CorrectiveAction]:
    return findings.of_round(row)


def test_points_lost_become_findings_of_the_grade_that_the_form_says(
    begun: SupervisionRound,
) -> None:
    assert [(row.grade, row.status) for row in _actions(begun)] == [
        ("major", "draft"),
        ("minor", "draft"),
    ]
    assert begun.percent == 85.0


def test_the_minutes_hand_each_correction_over_as_a_task_of_the_unit(
    concluded: SupervisionRound, centre: Unit
) -> None:
    tasks = Task.objects.filter(unit_id=centre.id, kind=checklists.TASK_MEND)

    assert {task.subject_id for task in tasks} == {row.id for row in _actions(concluded)}
    assert {row.status for row in _actions(concluded)} == {"open"}


def test_nothing_of_the_minutes_changes_afterwards(
    concluded: SupervisionRound, office: Actor
) -> None:
    with pytest.raises(Refused, match="chưa kết luận"):
        checklists.add_finding(round_=concluded, grade="minor", text="Thêm", what="", by=office)
    with pytest.raises(Refused, match="kết thúc"):
        rounds.cancel_round(round_=concluded, why="Nhầm", by=office)


def test_minutes_wait_for_the_checklist(office: Actor, centre: Unit) -> None:
    row = rounds.plan_round(wanted=wanted(centre), by=office)
    checklists.fill(
        round_=row,
        form=forms.find("supervision_station"),
        answers={"staff_on_duty": "met"},
        is_complete=False,
        by=office,
    )

    with pytest.raises(Refused, match="Bảng kiểm chưa nộp"):
        checklists.conclude(round_=row, conclusion="Đạt", unit_said="", by=office)


def test_a_struck_finding_leaves_the_minutes(begun: SupervisionRound, office: Actor) -> None:
    first = findings.finding(_actions(begun)[0].finding_id)

    checklists.strike_finding(finding=first, round_=begun, why="Đơn vị đã giải trình", by=office)
    checklists.conclude(round_=begun, conclusion="Đạt", unit_said="", by=office)

    assert [row.grade for row in _actions(begun)] == ["minor"]


def test_closed_late_is_shown_late(
    concluded: SupervisionRound, office: Actor, theirs: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    action = _actions(concluded)[0]
    late = action.due_on + 4 * DAY
    monkeypatch.setattr(clock, "today", lambda: late + 2 * DAY)

    corrections.report(action=action, done_on=late, evidence="Đã mua bình", files=[], by=theirs)
    corrections.accept(action=action, remark="", by=office)

    [row] = findings.rows_of([action], clock.today() + 90 * DAY)
    assert (row.is_closed_late, row.days_late) == (True, 4)
    assert list(findings.filtered(office, clock.today(), state="late")) == [action]
    assert known.trends(office, clock.today())[-1].mended_late == 1


def test_what_was_sent_back_is_owed_again_by_the_same_day(
    concluded: SupervisionRound, office: Actor, theirs: Actor, centre: Unit
) -> None:
    action = _actions(concluded)[0]
    due = action.due_on
    corrections.report(action=action, done_on=clock.today(), evidence="Xong", files=[], by=theirs)

    with pytest.raises(Refused, match="còn thiếu"):
        corrections.send_back(action=action, remark=" ", by=office)
    corrections.send_back(action=action, remark="Chưa có ảnh", by=office)

    open_tasks = Task.objects.filter(unit_id=centre.id, subject_id=action.id, status="requested")
    assert (action.status, action.due_on, open_tasks.count()) == ("open", due, 1)
    assert "Chưa có ảnh" in action.follow_up


def test_a_later_deadline_keeps_the_first_one(concluded: SupervisionRound, office: Actor) -> None:
    action = _actions(concluded)[0]
    first = action.due_on

    corrections.extend(action=action, due_on=first + 30 * DAY, why="Chờ đấu thầu", by=office)

    assert (action.first_due_on, action.due_on) == (first, first + 30 * DAY)


@pytest.mark.parametrize(
    "said",
    [
        pytest.param({"evidence": " "}, id="no proof"),
        pytest.param({"done_on": clock.today() + DAY}, id="done tomorrow"),
    ],
)
def test_a_report_without_proof_is_refused(
    concluded: SupervisionRound, theirs: Actor, said: dict[str, Any]
) -> None:
    usual: dict[str, Any] = {"done_on": clock.today(), "evidence": "Xong", "files": []}

    with pytest.raises(Refused):
        corrections.report(action=_actions(concluded)[0], by=theirs, **usual | said)


def test_only_the_unit_reports_and_only_the_office_accepts(
    concluded: SupervisionRound, office: Actor, theirs: Actor, hospital: Unit
) -> None:
    action = _actions(concluded)[0]

    with pytest.raises(NotPermitted):
        corrections.report(
            action=action, done_on=clock.today(), evidence="Xong", files=[], by=office
        )
    corrections.report(action=action, done_on=clock.today(), evidence="Xong", files=[], by=theirs)
    with pytest.raises(NotPermitted):
        corrections.accept(action=action, remark="", by=theirs)


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"ends_on": clock.today() - DAY}, "trước ngày bắt đầu", id="ends first"),
        pytest.param({"purpose": " "}, "nội dung", id="no purpose"),
        pytest.param({"form_code": "nothing"}, "biểu mẫu", id="no form"),
    ],
)
def test_a_round_that_cannot_be_is_refused(
    office: Actor, centre: Unit, said: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        rounds.plan_round(wanted=wanted(centre, **said), by=office)


def test_nobody_is_at_two_rounds_on_one_day(office: Actor, hospital: Unit, centre: Unit) -> None:
    team = [{"name": "Thành viên mẫu", "body": "Sở Y tế"}]
    rounds.plan_round(wanted=wanted(centre, team=team), by=office)
    second = network.create_unit(
        parent=hospital.parent, kind="district_health_centre", name="Trung tâm hai", by=SYSTEM
    )
    network.affiliate(
        upper=hospital, lower=second, kind="steering", valid_from=dt.date(2024, 1, 1), by=SYSTEM
    )

    with pytest.raises(Refused, match="đã có đợt giám sát"):
        rounds.plan_round(wanted=wanted(centre), by=office)
    with pytest.raises(Refused, match="Thành viên mẫu"):
        rounds.plan_round(wanted=wanted(second, team=team), by=office)


def test_a_unit_out_of_reach_is_not_supervised(office: Actor) -> None:
    stranger = network.create_unit(
        parent=None, kind="health_department", name="Sở khác", by=SYSTEM, chain="moh"
    )

    with pytest.raises(Refused, match="phạm vi chỉ đạo"):
        rounds.plan_round(wanted=wanted(stranger), by=office)


def test_a_plan_puts_the_units_on_the_calendar(office: Actor, centre: Unit) -> None:
    first, last = clock.today() + 30 * DAY, clock.today() + 60 * DAY

    rounds.make_plan(
        title="Giám sát quý tới",
        from_on=first,
        to_on=last,
        unit_ids=[centre.id],
        form_code="supervision_station",
        leader_name="Trưởng đoàn",
        by=office,
    )

    [row] = known.between(office, first, last)
    assert (row.to_unit_id, row.starts_on.weekday() < 5) == (centre.id, True)
    [candidate] = known.candidates(office, clock.today())
    assert (candidate.is_unvisited, candidate.next_on) == (True, row.starts_on)


def test_what_is_still_being_written_is_the_teams_alone(
    begun: SupervisionRound, theirs: Actor
) -> None:
    assert list(known.visible_to(theirs)) == [begun]
    assert not findings.visible_to(theirs).exists()


def test_the_minutes_say_what_must_be_mended_by_when(concluded: SupervisionRound) -> None:
    text = "".join(
        page.extract_text() for page in PdfReader(io.BytesIO(minutes_pdf(concluded))).pages
    )

    due = _actions(concluded)[0].first_due_on
    assert "BIÊN BẢN GIÁM SÁT" in text
    assert f"{due:%d/%m/%Y}" in text
    assert "Cơ bản đạt." in text


def test_the_list_of_units_asks_few_statements(office: Actor, centre: Unit) -> None:
    with counted() as statements:
        known.candidates(office, clock.today())

    assert len(statements) <= 8


def test_a_department_of_the_unit_answers_for_it(concluded: SupervisionRound, centre: Unit) -> None:
    ward = network.create_unit(parent=centre, kind="department", name="Khoa Khám", by=SYSTEM)
    action = _actions(concluded)[0]

    corrections.report(
        action=action,
        done_on=clock.today(),
        evidence="Xong",
        files=[],
        by=at(ward, "station_doctor"),
    )

    assert action.status == "reported"


def test_checklist_answers_stay_with_their_version(concluded: SupervisionRound) -> None:
    response = findings.response_of(concluded)

    assert forms.kept(response.form_code, response.form_version).code == "supervision_station"
    assert response.answers == all_met(emergency_oxygen=False, infection_waste="partly")


def test_a_checklist_that_was_kept_takes_its_draft_away(office: Actor, centre: Unit) -> None:
    row = rounds.plan_round(wanted=wanted(centre), by=office)
    drafts.keep(kind="supervision", subject_id=row.id, body=b'{"a:x": ["1"]}', by=office)

    checklists.fill(
        round_=row,
        form=forms.find("supervision_station"),
        answers={"staff_on_duty": "met"},
        is_complete=False,
        by=office,
    )

    assert draft_of(office, "supervision", row.id) is None
