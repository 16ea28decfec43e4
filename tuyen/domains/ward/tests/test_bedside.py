"""At the bed: signs over days, the treatment sheet, drugs by the hour, tasks of the shift, papers."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.domains.ward import actions, bedside, rules, vital_chart
from tuyen.domains.ward.models import CareAct, CourseNote
from tuyen.domains.ward.tests.conftest import bed_in
from tuyen.platform.access.models import ScopeNode
from tuyen.record import timeline
from tuyen.record.actions import admissions, discharges
from tuyen.record.actions.allergies import add_allergy
from tuyen.record.actions.visits import NotYet
from tuyen.record.chart import chart_of
from tuyen.record.models import (
    Admission,
    MedicationRequest,
    MedicationStop,
    Observation,
    Prescription,
    Room,
)
from tuyen.record.sheet import Line, Reading

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 21)
PAIN = Line("Paracetamol", "1x3", 15, "viên", strength="500 mg", days=5)


def at(hour: int, minute: int = 0, day: dt.date = DAY) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), clock.VIETNAM)


@pytest.mark.parametrize(
    "dose, hours",
    [
        ("1x2", (8, 20)),
        ("Ngày 3 lần, mỗi lần 1 viên", (8, 14, 20)),
        ("sáng 1 tối 1", (8, 20)),
        ("khi sốt trên 38,5 độ", ()),
        ("1x5", (0, 4, 9, 14, 19)),
    ],
)
def test_a_dose_has_its_hours(dose: str, hours: tuple[int, ...]) -> None:
    assert rules.hours_of(dose, DAY) == hours


def test_doses_fall_between_order_and_end() -> None:
    course = rules.Course(uuid7(), uuid7(), "Thuốc", "1x3", at(10), 2)

    found = list(rules.doses_due(course, at(0), at(0) + dt.timedelta(days=5)))

    hours = [(due.at.day, due.at.astimezone(clock.VIETNAM).hour) for due in found]
    assert hours == [(21, 14), (21, 20), (22, 8), (22, 14), (22, 20)]


def test_a_stopped_drug_is_due_no_more() -> None:
    course = rules.Course(uuid7(), uuid7(), "Thuốc", "1x3", at(7), 3, stopped_at=at(12))

    assert len(list(rules.doses_due(course, at(0), at(23)))) == 1


def test_a_rhythm_counts_from_its_beginning() -> None:
    rhythm = rules.Rhythm(uuid7(), uuid7(), rules.ORDER, "Xoay trở", at(1), 4)

    found = list(rules.rhythm_due(rhythm, at(7), at(19)))

    assert [due.at.astimezone(clock.VIETNAM).hour for due in found] == [9, 13, 17]


def test_the_night_shift_runs_over_midnight() -> None:
    assert rules.shift_at(at(3)).first == at(19, day=DAY - dt.timedelta(days=1))


def test_the_chart_marks_what_cannot_be_trusted_and_stays_on_the_paper() -> None:
    drawn = vital_chart.drawing(
        [vital_chart.Point(at(6), 38.5), vital_chart.Point(at(14), 43.0, is_odd=True)],
        [vital_chart.Point(at(6), 96)],
        DAY - dt.timedelta(days=30),
        DAY,
    )

    assert drawn is not None
    assert len(drawn.days) == vital_chart.DAYS_SHOWN
    dots = drawn.traces[0].dots
    assert [dot.is_odd for dot in dots] == [False, True]
    assert float(dots[1].y) == vital_chart.TOP


def test_signs_are_kept_struck_and_never_lost(stay: Admission, nurse: Actor) -> None:
    now = clock.now()
    actions.record_vitals(
        admission=stay, readings=[Reading("temperature", 38.4, "Cel")], by=nurse, at=now
    )
    actions.strike_vitals(admission=stay, at=now, by=nurse, why="Nhầm người bệnh")

    chart = chart_of(stay.patient_id, nurse)
    assert bedside.signs_of(chart, stay) == []
    assert Observation.objects.count() == 2


@pytest.mark.parametrize(
    "typed, sentence",
    [
        ({}, "ít nhất một"),
        ({"temperature": "99"}, "▲"),
        ({"pulse": "-5"}, "▲"),
        ({"temperature": "37", "at": "25:99"}, "14:30"),
        ({"temperature": "37", "at": "08:00 01/01/2001"}, "trước lúc vào"),
    ],
)
def test_an_impossible_row_is_refused_in_words(
    typed: dict[str, str], sentence: str, browser: Client, stay: Admission
) -> None:
    answer = browser.post(reverse("ward:vitals", args=[stay.id]), typed)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Observation.objects.exists()


@pytest.mark.capability("B5", where="/ward/")
def test_a_row_typed_at_the_bed_stands_on_the_chart(browser: Client, stay: Admission) -> None:
    url = reverse("ward:vitals", args=[stay.id])
    typed = {"temperature": "38,6", "pulse": "102", "pressure": "130/80", "spo2": "95"}

    assert browser.post(url, typed).status_code == 302
    text = browser.get(url).text

    assert "38,6" in text
    assert "130/80" in text
    assert "vital-chart" in text


@pytest.mark.capability("B5")
def test_a_note_sets_the_grade_of_care_and_is_struck_not_erased(
    stay: Admission, doctor: Actor
) -> None:
    note = actions.write_note(
        admission=stay, text="Đỡ sốt", orders="Truyền dịch", care_grade="II", by=doctor
    )
    actions.strike_note(note=note, by=doctor, why="Nhầm giường")

    assert Admission.objects.get().care_grade == "II"
    [shown] = bedside.notes_of(chart_of(stay.patient_id, doctor), stay)
    assert (shown.status, shown.text) == ("entered-in-error", "Đỡ sốt")
    assert CourseNote.objects.count() == 2


def test_a_nurse_gives_no_orders(stay: Admission, nurse: Actor) -> None:
    with pytest.raises(NotPermitted):
        actions.write_note(admission=stay, text="", orders="Truyền dịch", by=nurse)
    with pytest.raises(NotPermitted):
        actions.order_drug(admission=stay, line=PAIN, by=nurse)


@pytest.mark.capability("B5")
def test_a_drug_order_waits_at_the_pharmacy_and_falls_due_by_the_hour(
    stay: Admission, doctor: Actor
) -> None:
    request = actions.order_drug(admission=stay, line=PAIN, by=doctor)

    sheet = Prescription.objects.get()
    assert (sheet.encounter_id, request.prescription_id) == (stay.id, sheet.id)
    tomorrow = rules.shifts_on(clock.today() + dt.timedelta(days=1))[0]
    dues = [task.due.title for task in bedside.tasks_of_shift(doctor, tomorrow)]
    assert dues == ["Paracetamol 500 mg: Ngày 3 lần, mỗi lần 1 viên"] * 2


def test_a_stopped_drug_asks_for_no_more_than_was_begun(stay: Admission, doctor: Actor) -> None:
    request = actions.order_drug(admission=stay, line=PAIN, by=doctor)

    actions.stop_drug(request=request, admission=stay, by=doctor, why="Nổi mề đay")

    [row] = bedside.drugs_of(chart_of(stay.patient_id, doctor), stay)
    assert (row.is_active, row.line.quantity, row.line.days) == (False, 3, 1)
    assert MedicationRequest.objects.count() == 2


def test_an_allergy_stops_a_drug_on_the_ward_too(stay: Admission, doctor: Actor) -> None:
    add_allergy(person_id=stay.patient_id, substance="Paracetamol", by=doctor)

    with pytest.raises(NotYet, match="dị ứng"):
        actions.order_drug(admission=stay, line=PAIN, by=doctor)


def test_one_dose_is_given_once(stay: Admission, nurse: Actor, doctor: Actor) -> None:
    order = actions.order_care(admission=stay, title="Thay băng", by=nurse)
    [task] = bedside.tasks_of_shift(nurse, rules.shift_at(order.due_at))

    actions.do_care(admission=stay, due=task.due, by=nurse)
    with pytest.raises(Refused, match="vừa ghi xong"):
        actions.do_care(admission=stay, due=task.due, by=doctor)

    assert CareAct.objects.count() == 1


def test_what_was_not_done_says_why(stay: Admission, nurse: Actor) -> None:
    order = actions.order_care(admission=stay, title="Thay băng", by=nurse)
    [task] = bedside.tasks_of_shift(nurse, rules.shift_at(order.due_at))

    with pytest.raises(Refused, match="vì sao"):
        actions.do_care(admission=stay, due=task.due, by=nurse, outcome="refused")


@pytest.mark.capability("B5", where="/ward/shift/")
def test_the_shift_is_ticked_off_from_its_page(
    browser: Client, stay: Admission, nurse: Actor
) -> None:
    order = actions.order_care(admission=stay, title="Thay băng vết mổ", by=nurse)
    [task] = bedside.tasks_of_shift(nurse, rules.shift_at(order.due_at))
    page = browser.get(reverse("ward:shift")).text

    answer = browser.post(reverse("ward:done", args=[stay.id]), {"task": task.key, "then": "shift"})

    assert "Thay băng vết mổ" in page
    assert answer.url == reverse("ward:shift")
    assert CareAct.objects.get().outcome == "done"


@pytest.mark.parametrize("key", [".-1", ".34", "." + "9" * 30, "x", ""])
def test_a_task_of_an_impossible_hour_is_no_task(
    browser: Client, stay: Admission, nurse: Actor, key: str
) -> None:
    assert browser.post(reverse("ward:done", args=[stay.id]), {"task": key}).status_code == 404


def test_nothing_is_written_after_the_discharge(stay: Admission, doctor: Actor) -> None:
    said = discharges.Leaving("discharged", "1", "2", diagnosis="Viêm phổi", advice="Uống thuốc")
    discharges.end_stay(admission=stay, leaving=said, by=doctor)

    with pytest.raises(Refused, match="không nằm tại khoa"):
        actions.write_note(admission=stay, text="Thêm", by=doctor)


@pytest.mark.capability("B5")
def test_the_discharge_is_typed_and_printed(
    browser: Client, stay: Admission, hospital: ScopeNode
) -> None:
    """The doctor fills the summary on the screen; the paper comes out as a PDF."""
    said = {
        "status": "discharged", "type": "1", "outcome": "1", "diagnosis": "Viêm phổi", "code": "J18",
        "course": "Sốt 3 ngày, đã đỡ", "advice": "Tái khám sau 7 ngày", "next_visit_on": "+7",
        "mode": "disease",
    }  # fmt: skip

    answer = browser.post(reverse("ward:end", args=[stay.id]), said)
    paper = browser.get(reverse("ward:summary", args=[stay.id]))

    assert answer.status_code == 302, answer.text
    assert paper["Content-Type"] == "application/pdf"
    assert paper.content[:4] == b"%PDF"


def test_every_page_of_a_stay_asks_few_statements(
    stay: Admission, room: Room, nurse: Actor, doctor: Actor, hospital: ScopeNode
) -> None:
    actions.order_drug(admission=stay, line=PAIN, by=doctor)
    actions.write_note(admission=stay, text="Đỡ sốt", by=doctor)
    client = browser_of(account_at(hospital, "hospital_doctor"))
    client.get(reverse("ward:board"))
    asked = {}
    names = ["case", "course", "vitals", "drugs", "care", "end"]
    lists = [reverse(f"ward:{name}") for name in ("board", "shift", "emergency")]
    for url in [*lists, *(reverse(f"ward:{n}", args=[stay.id]) for n in names)]:
        with counted() as statements:
            assert client.get(url).status_code == 200
        asked[url] = len(statements)

    assert max(asked.values()) <= 8, asked


def test_the_board_tells_at_one_look(
    browser: Client, stay: Admission, room: Room, nurse: Actor
) -> None:
    admissions.place(admission=stay, bed=bed_in(room, nurse, "3"), by=nurse)

    text = browser.get(reverse("ward:board")).text

    assert "Giàng Thị Mẫu" in text
    assert "Chờ dọn" in text
    assert "Trống" in text


def test_a_stopped_drug_is_stopped_in_the_chart_too(stay: Admission, doctor: Actor) -> None:
    line = actions.order_drug(admission=stay, line=PAIN, by=doctor)

    actions.stop_drug(request=line, admission=stay, by=doctor, why="Nổi mẩn")

    chart = chart_of(stay.patient_id, doctor)
    stop = chart.of(MedicationStop).get()
    assert (stop.reason, stop.drug) == ("Nổi mẩn", "Paracetamol")
    assert stop.request_id == chart.of(MedicationRequest).get().id
    assert [each.title for each in timeline.events(chart, kind="stop")] == ["Paracetamol"]
