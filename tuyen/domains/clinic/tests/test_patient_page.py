"""The person's page: whole, quick, closed to strangers, and everybody sees who looked."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform import changes
from tuyen.platform.access.models import BreakGlass, ReadLog, ScopeNode
from tuyen.platform.print.tests.paper_reader import pages_of
from tuyen.record.actions import allergies, problems, queue, tasks, visits
from tuyen.record.models import Encounter, QueueEntry
from tuyen.record.sheet import Diagnosis, Line, Reading, Sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def sheet(at: dt.datetime, **said: Any) -> Sheet:
    ordinary: dict[str, Any] = {
        "occurred_at": at,
        "reason": "Tái khám",
        "readings": (
            Reading("systolic", 152, "mm[Hg]", 90, 139, "H"),
            Reading("diastolic", 94, "mm[Hg]", 55, 89, "H"),
            Reading("weight", 52.5, "kg"),
        ),
        "diagnoses": (Diagnosis("Tăng huyết áp", "I10"),),
        "lines": (Line("Amlodipin", "1 viên, sáng", 30, "viên", strength="5 mg", days=30),),
    }
    return Sheet(**ordinary | said)


def url_of(patient: Person) -> str:
    return reverse("clinic:patient", args=[patient.id])


@pytest.fixture
def long_history(doctor: Actor, patient: Person, entry: QueueEntry) -> None:
    """40 visits of five rows each: 200 events."""
    for months in range(40, 0, -1):
        at = clock.now() - dt.timedelta(days=18 * months)
        visits.finish_visit(person=patient.id, sheet=sheet(at), by=doctor)


@pytest.mark.capability("B7")
def test_the_page_shows_alerts_problems_medicines_and_visits(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    visits.finish_visit(person=patient.id, sheet=sheet(clock.now()), by=doctor, entry=entry)
    allergies.add_allergy(person_id=patient.id, substance="Penicillin", by=doctor)
    problems.add_problem(person_id=patient.id, name="Tăng huyết áp", code="I10", by=doctor)
    tasks.add_task(
        title="Đo lại huyết áp", kind="bp", due_on=clock.today(), patient_id=patient.id, by=doctor
    )

    text = browser.get(url_of(patient)).text

    for said in ("Dị ứng Penicillin", "152/94", "Amlodipin 5 mg", "Đo lại huyết áp", "37 tuổi"):
        assert said in text


def test_two_hundred_events_take_eight_statements(
    browser: Client, patient: Person, long_history: None
) -> None:
    browser.get(url_of(patient))

    with counted() as statements:
        answer = browser.get(url_of(patient))

    assert answer.status_code == 200
    assert "trend-wide" in answer.text
    assert "Xem thêm lượt trước" in answer.text
    assert len(statements) <= 8, "\n".join(statements)


def test_older_visits_come_ten_at_a_time(
    browser: Client, patient: Person, long_history: None
) -> None:
    timeline = reverse("clinic:timeline", args=[patient.id])

    second = browser.get(timeline, {"page": "1"}, headers={"HX-Request": "true"})
    last = browser.get(timeline, {"page": "3"}, headers={"HX-Request": "true"})

    assert second.text.count('class="when"') == 10
    assert "more-visits" in second.text
    assert "more-visits" not in last.text


def test_each_look_stands_in_the_log_of_readers(
    browser: Client, station: ScopeNode, patient: Person, entry: QueueEntry
) -> None:
    browser.get(url_of(patient))
    officer = browser_of(account_at(station, "privacy_officer"))

    text = officer.get(reverse("clinic:readers", args=[patient.id])).text

    assert ReadLog.objects.filter(patient_id=patient.id, what="patient_page").count() == 1
    assert "Bác sĩ Mẫu" in text
    assert "Trang người dân" in text


def test_a_stranger_is_offered_break_glass_and_nothing_of_the_chart(
    doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    visits.finish_visit(person=patient.id, sheet=sheet(clock.now()), by=doctor, entry=entry)
    stranger = browser_of(account_at(node("Trạm khác"), "station_doctor"))

    answer = stranger.get(url_of(patient))

    assert answer.status_code == 403
    assert "Mở khẩn cấp" in answer.text
    for hidden in ("Amlodipin", "152/94", "Giàng Thị Mẫu"):
        assert hidden not in answer.text


def test_break_glass_needs_a_reason_and_is_said_on_the_page(
    patient: Person, entry: QueueEntry
) -> None:
    stranger = browser_of(account_at(node("Trạm khác"), "station_doctor"))
    url = reverse("clinic:break_glass", args=[patient.id])

    short = stranger.post(url, {"reason": "cấp cứu"})
    opened = stranger.post(url, {"reason": "Hôn mê, cần biết tiền sử dị ứng"}, follow=True)

    assert short.status_code == 422
    assert "cấp cứu" in short.text
    assert "đang mở khẩn cấp đến" in opened.text


@pytest.mark.capability("B9")
def test_a_leave_stands_in_the_log_of_readers_and_ends_in_mid_page(
    station: ScopeNode, patient: Person, entry: QueueEntry
) -> None:
    stranger = browser_of(account_at(node("Trạm khác"), "station_doctor", name="Bác sĩ Lạ"))
    officer = browser_of(account_at(station, "privacy_officer"))
    reason = {"reason": "Hôn mê, cần biết tiền sử dị ứng"}
    stranger.post(reverse("clinic:break_glass", args=[patient.id]), reason, follow=True)
    part = reverse("clinic:timeline", args=[patient.id])

    open_part = stranger.get(part, headers={"HX-Request": "true"})
    leave = BreakGlass.objects.get()
    leave.expires_at = clock.now() - dt.timedelta(minutes=1)
    with changes.apply(actor=SYSTEM, reason="test.an_hour_later") as log:
        log.change(leave, ["expires_at"])
    closed_part = stranger.get(part, headers={"HX-Request": "true"})

    assert open_part.status_code == 200
    assert closed_part.status_code == 403
    assert "Mở khẩn cấp" in closed_part.text
    assert (closed_part["HX-Retarget"], closed_part["HX-Reselect"]) == ("#main", "#main")
    assert 'id="main"' in closed_part.text
    read = officer.get(reverse("clinic:readers", args=[patient.id])).text
    line = read[read.index("Bác sĩ Lạ") :]
    assert "Mở khẩn cấp" in line[: line.index("</tr>")]
    paper = officer.get(reverse("record:readers_list", args=[patient.id]))
    assert re.search(r"Bác sĩ Lạ.*Mở khẩn cấp", " ".join(pages_of(paper.content)))


def test_a_person_in_custody_does_not_exist_without_the_grant(station: ScopeNode) -> None:
    prison = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    by = actor_at(prison, "prison_doctor", grants=("custody",))
    inmate = person(by, "Lò Văn Mẫu", compartment="custody")
    queue.enqueue(person_id=inmate.id, by=by)
    civil = browser_of(account_at(station, "station_doctor"))

    assert civil.get(url_of(inmate)).status_code == 404


def test_the_history_of_a_visit_says_what_changed_and_why(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = visits.finish_visit(person=patient.id, sheet=sheet(clock.now()), by=doctor, entry=entry)
    first = Encounter.objects.get(pk=done.encounter_id)
    right = sheet(first.occurred_at, diagnoses=(Diagnosis("Cảm", "J00"),))
    new = visits.amend_visit(encounter=first, sheet=right, by=doctor, why="Chọn nhầm mã")

    text = browser.get(reverse("clinic:visit", args=[new.encounter_id])).text
    old = browser.get(reverse("clinic:visit", args=[first.id])).text

    assert "Chọn nhầm mã" in text
    assert "Tăng huyết áp (I10)" in text
    assert "Cảm (J00)" in text
    assert "Bản cũ, đã được sửa" in old


def test_a_visit_corrected_on_the_screen(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = visits.finish_visit(person=patient.id, sheet=sheet(clock.now()), by=doctor, entry=entry)
    url = reverse("clinic:amend", args=[done.encounter_id])
    form = {
        "pressure": "142/90",
        "dx_code": [""],
        "dx_name": ["Tăng huyết áp"],
        "reason": "Tái khám",
    }

    opened = browser.get(url)
    silent = browser.post(url, form)
    told = browser.post(url, form | {"why": "Ghi nhầm số đo"})

    assert 'value="152/94"' in opened.text
    assert silent.status_code == 422
    assert "Ghi lý do sửa" in silent.text
    assert told.status_code == 302
    [visit] = Encounter.objects.filter(superseded_by_id=None)
    assert visit.amends_id == done.encounter_id
    assert visit.occurred_at == Encounter.objects.get(pk=done.encounter_id).occurred_at


def test_the_prescription_is_a_paper_of_one_page(
    browser: Client, doctor: Actor, patient: Person, entry: QueueEntry
) -> None:
    done = visits.finish_visit(person=patient.id, sheet=sheet(clock.now()), by=doctor, entry=entry)

    answer = browser.get(reverse("clinic:prescription", args=[done.encounter_id]))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
