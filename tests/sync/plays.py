"""Journeys between a station and its hospital, by pages; each says what is to be seen in the end."""

import datetime as dt
from typing import Any

from tests.agreements import agreed
from tests.people import agrees, person
from tests.sync.compared import Desk, Look, Stage, url
from tuyen.core import clock
from tuyen.domains.directives.jobs import follow_the_settled
from tuyen.domains.directives.models import Conclusion, Difficulty, Gathering, GoodModel, TopicCase
from tuyen.domains.directives.queries import gatherings
from tuyen.domains.equipment.models import EquipmentFault, EquipmentItem
from tuyen.domains.steering.models import HotlineCall
from tuyen.domains.teleconsult.models import LearningCase
from tuyen.record.actions.appointments import set_hours
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Appointment, Consult, Referral, Task
from tuyen.record.tests.conftest import sheet
from tuyen.registry.persons.models import Person

NAME = "Giàng Thị Mẫu"


def seen(stage: Stage, desk: Desk, **said: str) -> tuple[Person, Any]:
    """Somebody who was treated at this desk today, and the visit."""
    row = stage.at(person)(desk.who, **said)
    stage.at(enqueue)(person_id=row.id, by=desk.who)
    done = stage.at(finish_visit)(person=row.id, sheet=sheet(lines=()), by=desk.who)
    return row, done.encounter_id


def sent_up(stage: Stage, below: Desk) -> tuple[Person, Referral]:
    patient, visit = seen(stage, below)
    form = {
        "place": str(stage.hospital.id),
        "urgency": "urgent",
        "reason_code": "2",
        "diagnosis": "Viêm phổi",
        "diagnosis_code": "J18.9",
        "signs": "Sốt cao",
    }
    below.send(url("referral:refer", visit), **form)
    return patient, Referral.objects.get()


def at_both(below: Desk, above: Desk, *pages: tuple[str, str]) -> list[Look]:
    return [Look(desk, page, words) for page, words in pages for desk in (below, above)]


def a_referral_sent_on_and_refused(stage: Stage) -> list[Look]:
    """The hospital sends it on, the second one refuses: the station sees both and sends once more."""
    below = stage.desk(stage.station, "station_doctor")
    above = stage.desk(stage.hospital, "hospital_doctor")
    beside = stage.desk(stage.other, "hospital_doctor")
    _patient, first = sent_up(stage, below)
    where = {"to_unit": str(stage.other.id), "to_unit_text": stage.other.name}
    above.send(
        url("referral:answer", first.id), verb="redirect", note="Cần can thiệp mạch", **where
    )
    further = Referral.objects.get(to_unit_id=stage.other.id)

    refused = {"verb": "refuse", "note": "Hết giường"}
    beside.send(url("referral:answer", further.id), **refused)

    out = url("referral:board", box="out")
    return [
        Look(below, out, NAME),
        Look(below, url("referral:case", first.id), "Cần can thiệp mạch"),
        Look(below, url("referral:case", further.id), "Hết giường"),
        Look(below, url("clinic:tasks", when="all"), NAME),
        Look(below, url("referral:statistics", side="out"), "Vượt khả năng"),
        Look(above, url("referral:case", first.id), "Mở khẩn cấp", status=403),
        Look(beside, url("referral:case", further.id), "Mở khẩn cấp", status=403),
        Look(above, url("referral:board", box="in"), ""),
        Look(above, url("referral:statistics", side="in"), "Vượt khả năng"),
    ]


def a_return_with_work_for_weeks(stage: Stage) -> list[Look]:
    """Treated above, back with tasks of several weeks; one is done below, one is taken back."""
    below = stage.desk(stage.station, "station_doctor")
    above = stage.desk(stage.hospital, "hospital_doctor")
    patient, row = sent_up(stage, below)
    above.send(url("referral:answer", row.id), verb="accept")
    above.send(url("referral:arrive", row.id))
    today = clock.today()
    back = {
        "verb": "return",
        "outcome": "treated",
        "reply": "Đã điều trị, hết sốt.",
        "feedback": "fitting",
        "task_0": "Đo huyết áp hằng tuần",
        "task_0_on": f"{today:%d/%m/%Y}",
        "task_1": "Khám lại sau một tháng",
        "task_1_on": f"{today + dt.timedelta(days=30):%d/%m/%Y}",
    }
    above.send(url("referral:reply", row.id), **back)
    below.send(url("referral:take_back", row.id))
    first, second = Task.objects.filter(kind="follow_up").order_by("due_on")
    for task in (first, second):
        below.send(url("clinic:task_done", task.id))
    below.send(url("clinic:task_undo", second.id))

    return [
        Look(below, url("clinic:tasks", when="all"), "Khám lại sau một tháng"),
        Look(below, url("clinic:tasks", when="done"), "Đo huyết áp hằng tuần"),
        *at_both(
            below,
            above,
            (url("referral:case", row.id), "hết sốt"),
            (url("clinic:patient", patient.id), NAME),
        ),
    ]


def appointments_kept_moved_and_called_off(stage: Stage) -> list[Look]:
    """Booked, moved, reminded, called off and put back, while the person is in the hospital's care too."""
    below = stage.desk(stage.station, "station_nurse")
    above = stage.desk(stage.hospital, "hospital_doctor")
    stage.at(set_hours)(capacity=3, closed_weekdays=frozenset(), closed_days=[], by=below.who)
    doctor = stage.desk(stage.station, "station_doctor")
    patient, _row = sent_up(stage, doctor)
    stage.at(agrees)(patient, "contact", below.who)
    tomorrow = f"{clock.today() + dt.timedelta(days=1):%d/%m/%Y}"
    book = url("appointments:book", patient.id)
    below.send(book, day="+9", reason="Đo huyết áp", over_capacity="on")
    below.send(book, day="+20", reason="Thử đường huyết", over_capacity="on")
    kept, dropped = Appointment.objects.order_by("day")
    below.send(url("appointments:move", kept.id), day=tomorrow)
    below.send(url("appointments:reminded", kept.id), back="remind")
    below.send(url("appointments:cancel", dropped.id))
    below.send(url("appointments:undo", dropped.id))
    below.send(url("appointments:cancel", dropped.id))

    return [
        Look(below, url("appointments:person", patient.id), "Đo huyết áp"),
        Look(below, url("appointments:day", day=tomorrow), NAME),
        Look(below, url("appointments:remind"), "Đã nhắc"),
        Look(above, url("clinic:patient", patient.id), NAME),
        Look(above, url("appointments:person", patient.id), "Đo huyết áp"),
    ]


def a_device_that_fails_and_is_mended(stage: Stage) -> list[Look]:
    """Told at the station, seen by the department, mended; a second one stays broken."""
    below = stage.desk(stage.station, "station_doctor")
    above = stage.desk(stage.top, "department_officer")
    stage.desk(stage.hospital, "hospital_doctor").at("/")
    new = url("equipment:new", stage.station.id)
    for kind in ("ecg", "ultrasound"):
        below.send(new, kind=kind, quantity="1", source="budget", value_dong="45.000.000")
    for item in EquipmentItem.objects.order_by("kind"):
        below.send(url("equipment:fault", item.id), said="Không lên nguồn")
    fault = EquipmentFault.objects.get(item__kind="ecg")
    mended = {"mended_on": f"{clock.today():%d/%m/%Y}", "mended_how": "Thay nguồn"}
    below.send(url("equipment:mend", fault.item_id, fault.id), **mended, cost_dong="1.200.000")

    unit = url("equipment:unit", stage.station.id)
    return [
        Look(below, unit, "Máy siêu âm"),
        Look(below, url("equipment:item", fault.item_id), "Thay nguồn"),
        Look(below, url("clinic:tasks", when="all"), "Máy siêu âm"),
        Look(above, unit, "Máy siêu âm"),
        Look(above, url("equipment:item", fault.item_id), "Thay nguồn"),
        Look(above, url("equipment:home"), "Trạm Y tế mẫu"),
    ]


def a_call_for_help_becomes_a_question(stage: Stage) -> list[Look]:
    """The station telephones, the hospital asks for a written question and answers it."""
    below = stage.desk(stage.station, "station_doctor", "Bác sĩ Trạm")
    above = stage.desk(stage.hospital, "hospital_doctor", "Bác sĩ Viện")
    office = stage.desk(stage.hospital, "direction_office", "Cán bộ chỉ đạo")
    agreed(stage.station.id, stage.hospital.id)
    patient, visit = seen(stage, below)
    office.send(url("steering:ring"))
    call = HotlineCall.objects.get()
    office.send(url("steering:pick_up", call.id))
    said = {
        "caller_unit": str(stage.station.id),
        "caller_unit_text": stage.station.name,
        "outcome": "advised",
        "question": "Đau ngực dữ dội, xử trí thế nào?",
        "advice": "Thở oxy, gửi câu hỏi kèm điện tim.",
    }
    office.send(url("steering:call", call.id), **said)
    above.send(url("teleconsult:ask_caller", call.id))
    ask = url("teleconsult:ask", visit)
    asked = {"question": "Có cần chuyển không?", "urgency": "emergency", "is_informed": "on"}
    below.fill(f"{ask}?call={call.id}", **asked)
    case = Consult.objects.get()
    answered(above, case)

    page = url("teleconsult:case", case.id)
    return [
        *at_both(below, above, (page, "Điều trị tại trạm.")),
        *at_both(below, above, (url("clinic:patient", patient.id), NAME)),
        Look(below, url("clinic:tasks", when="all"), NAME),
        Look(office, url("steering:hotline"), "Trạm Y tế mẫu"),
        Look(above, url("teleconsult:board"), "Trạm Y tế mẫu"),
        Look(above, url("teleconsult:statistics"), "Nơi được hỏi"),
    ]


def answered(above: Desk, case: Consult) -> None:
    advice = {"kind": "treat_here", "text": "Điều trị tại trạm.", "follow_days": "1, 3, 7"}
    page = url("teleconsult:case", case.id)
    above.fill(page, url("teleconsult:accept", case.id))
    above.fill(page, url("teleconsult:answer", case.id), verb="sign", sure="1", **advice)


def a_question_followed_to_the_bill_and_a_lesson(stage: Stage) -> list[Look]:
    """Days one, three and seven, the outcome, the bill, and what others may learn from it."""
    below = stage.desk(stage.station, "station_doctor", "Bác sĩ Trạm")
    above = stage.desk(stage.hospital, "hospital_doctor", "Bác sĩ Viện")
    steward = stage.desk(stage.hospital, "direction_office", "Cán bộ chỉ đạo")
    agreed(stage.station.id, stage.hospital.id)
    patient, visit = seen(stage, below)
    stage.at(agrees)(patient, "training", below.who)
    asked = {"question": "Có cần chuyển không?", "urgency": "urgent", "is_informed": "on"}
    below.fill(url("teleconsult:ask", visit), **asked)
    case = Consult.objects.get()
    answered(above, case)
    page = url("teleconsult:case", case.id)
    below.fill(page, url("teleconsult:read", case.id))
    for state in ("same", "better", "better"):
        below.fill(page, url("teleconsult:follow", case.id), state=state)
    below.fill(page, url("teleconsult:outcome", case.id), outcome="1", agreed="yes")
    above.fill(page, url("teleconsult:close", case.id), held="yes")
    paid = {
        "verb": "bill",
        "payer": "patient",
        "code": "HC01",
        "amount_dong": "150000",
        "basis": "Giá đã duyệt",
    }
    above.fill(page, url("teleconsult:bill", case.id), **paid)
    above.fill(url("teleconsult:learning_prepare", case.id))
    lesson = LearningCase.objects.get()
    steward.send(url("teleconsult:learning_approve", lesson.id), is_read="on")

    return [
        *at_both(below, above, (page, "Điều trị tại trạm.")),
        Look(below, url("teleconsult:learning"), lesson.title),
        Look(below, url("teleconsult:learning_case", lesson.id), "Nữ 35–39 tuổi"),
        Look(below, url("teleconsult:billing", which="done"), "150.000"),
        Look(above, url("teleconsult:billing", which="done"), "150.000"),
        Look(above, url("teleconsult:over"), "Trạm Y tế mẫu"),
        Look(above, url("teleconsult:statistics"), "Nơi được hỏi"),
        Look(below, url("clinic:tasks", when="done"), NAME),
    ]


def a_difficulty_settled(stage: Stage) -> list[Look]:
    """Raised below, grouped and answered above, not settled at once."""
    below = stage.desk(stage.station, "station_doctor")
    office = stage.desk(stage.hospital, "direction_office")
    said = {"topic": "software", "title": "Phần mềm chậm", "to_unit_id": str(stage.hospital.id)}
    below.send(url("directives:raise"), **said)
    row = Difficulty.objects.get()
    office.send(url("directives:gather"), difficulty=str(row.id), title="Liên thông")
    case = TopicCase.objects.get()
    answer = url("directives:case", case.id)
    office.send(answer, text="Đã sửa bản mới", promised_on="")
    settle = url("directives:settle", row.id)
    below.send(settle, verdict="reopen", note="Vẫn chậm")
    stage.by_the_clock(follow_the_settled)
    office.send(answer, text="Thay máy chủ", promised_on="")
    below.send(settle, verdict="solved", note="Dùng được")
    stage.by_the_clock(follow_the_settled)

    return [
        Look(below, url("directives:difficulty", row.id), "Thay máy chủ"),
        Look(below, url("directives:difficulties"), "Phần mềm chậm"),
        Look(office, url("directives:case", case.id), "Thay máy chủ"),
        Look(office, url("directives:cases"), "Liên thông"),
        Look(office, url("directives:open_by_unit"), ""),
        Look(below, url("clinic:tasks", when="all"), ""),
    ]


def a_workshop_with_its_conclusions(stage: Stage) -> list[Look]:
    """Invited, come, a conclusion for the station, which reports that it is done."""
    below = stage.desk(stage.station, "station_doctor")
    office = stage.desk(stage.hospital, "direction_office")
    form = {
        "title": "Tập huấn phản vệ",
        "kind": "workshop",
        "mode": "on_site",
        "day": f"{clock.today():%d/%m/%Y}",
        "starts": "8h30",
        "hosts": "Giám đốc mẫu",
    }
    office.send(url("directives:new_gathering"), **form)
    row = Gathering.objects.get()
    office.send(url("directives:invite", row.id), everyone="on", seats="2", own_sites="on")
    below.send(url("directives:answer_invitation", row.id), answer="coming")
    [site, *_others] = gatherings.sites_of(row)
    below.send(url("directives:check_in", row.id), code=row.code, site=str(site.id))
    said = {"text": "Bổ sung hộp chống sốc", "unit": str(stage.station.id), "due_on": "+30"}
    office.send(url("directives:add_part", row.id, "conclusion"), **said)
    office.send(url("directives:close_minutes", row.id), discussion="Thống nhất")
    conclusion = Conclusion.objects.get()
    below.send(url("directives:conclusion", conclusion.id), report="Đã có")

    return [
        *at_both(below, office, (url("directives:gathering", row.id), "Bổ sung hộp chống sốc")),
        *at_both(below, office, (url("directives:conclusion", conclusion.id), "Đã có")),
        *at_both(below, office, (url("directives:gatherings"), "Tập huấn phản vệ")),
        Look(office, url("directives:people", row.id), "Trạm Y tế mẫu"),
        Look(office, url("directives:conclusions"), "Bổ sung hộp chống sốc"),
        Look(below, url("clinic:tasks", when="all"), ""),
    ]


def a_good_model_taken_up(stage: Stage) -> list[Look]:
    """A station proposes, the hospital recognises; another station comes, does it and reports."""
    below = stage.desk(stage.station, "station_doctor")
    office = stage.desk(stage.hospital, "direction_office")
    learner = stage.desk(
        stage.unit(stage.hospital, "health_station", "Trạm Y tế bên"), "station_doctor"
    )
    figure = {"before": "41", "before_period": "2025", "after": "63,5", "after_period": "2026"}
    words = {
        "title": "Nhắc lịch tái khám",
        "summary": "Gọi trước hẹn.",
        "indicator": "Đạt mục tiêu",
    }
    below.send(url("directives:new_good_model"), **words, **figure, measure="%", source="Sổ")
    row = GoodModel.objects.get()
    office.send(url("directives:recognise", row.id))
    day = f"{clock.today():%d/%m/%Y}"
    for step, said in {
        "visit": {"day": day, "people": "3", "note": "Sổ hẹn"},
        "adopt": {"started_on": day},
        "result": {"status": "working"} | figure,
    }.items():
        learner.send(url("directives:learn", row.id, step), **said)

    page = url("directives:good_model", row.id)
    return [
        *(Look(desk, page, "63,5") for desk in (below, office, learner)),
        *(Look(desk, url("directives:good_models"), "Nhắc lịch") for desk in (below, office)),
    ]
