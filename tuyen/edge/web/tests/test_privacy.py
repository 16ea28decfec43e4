"""Every chart opened by break-glass is looked at by the privacy officer of that chain."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform import changes
from tuyen.platform.access.chart_access import break_glass, note_read
from tuyen.platform.access.links import Link
from tuyen.platform.access.models import BreakGlass, ReadLog, ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.outbox import deliver
from tuyen.record import task_kinds
from tuyen.record.models import Task
from tuyen.registry.persons.models import Person

pytestmark = [pytest.mark.django_db, pytest.mark.capability("B9", "J3")]

REASON = "Cấp cứu, hôn mê, không có người nhà"


@pytest.fixture
def leave() -> BreakGlass:
    station = node("Trạm Y tế xã Mẫu", under=node("Sở Y tế", kind="health_department"))
    doctor = actor_of(account_at(station, "station_doctor", name="Bác sĩ Mẫu"))
    assert doctor is not None
    patient = Person(name="Giàng Thị Mẫu")
    with changes.apply(actor=SYSTEM, reason="test.person") as log:
        log.create(patient)
    given = break_glass(patient_id=patient.id, reason=REASON, by=doctor)
    note_read(patient.id, doctor, what="patient_page", ground="break_glass")
    return given


def department_of(leave: BreakGlass) -> object:
    from tuyen.platform.access.models import ScopeNode

    station = ScopeNode.objects.get(unit_id=leave.unit_id)
    return ScopeNode.objects.exclude(pk=station.pk).get()


def test_the_privacy_officer_sees_reason_and_pages_and_concludes(leave: BreakGlass) -> None:
    officer = browser_of(account_at(department_of(leave), "privacy_officer"))  # type: ignore[arg-type]

    listed = officer.get(reverse("web:leaves"))
    shown = officer.get(reverse("web:review", args=[leave.pk]))
    officer.post(reverse("web:review", args=[leave.pk]), {"conclusion": "Đúng quy định cấp cứu"})

    assert REASON in listed.text
    assert "Giàng Thị Mẫu" in shown.text
    assert "patient_page" in shown.text
    leave.refresh_from_db()
    assert leave.review == "Đúng quy định cấp cứu"
    assert REASON not in officer.get(reverse("web:leaves")).text


def test_the_officer_above_has_a_task_until_the_conclusion(leave: BreakGlass) -> None:
    department = department_of(leave)
    officer = browser_of(account_at(department, "privacy_officer"))  # type: ignore[arg-type]

    deliver.run_due()

    task = Task.objects.get(kind="break_glass_review")
    assert (task.unit_id, task.role, task.patient_id) == (
        department.unit_id,  # type: ignore[attr-defined]
        "privacy_officer",
        None,
    )
    assert task.due_on == clock.today() + dt.timedelta(days=3)
    assert f"Kết luận trước {task.due_on:%d/%m/%Y}" in officer.get(reverse("web:leaves")).text
    opened = officer.get(task_kinds.url_of(task))
    assert REASON in opened.text

    officer.post(task_kinds.url_of(task), {"conclusion": "Đúng quy định cấp cứu"})
    deliver.run_due()

    task.refresh_from_db()
    assert (task.status, task.outcome) == ("completed", "Đúng quy định cấp cứu")


def test_without_an_officer_above_the_task_waits_at_the_unit(leave: BreakGlass) -> None:
    deliver.run_due()

    assert Task.objects.get(kind="break_glass_review").unit_id == leave.unit_id


def test_a_short_conclusion_is_sent_back(leave: BreakGlass) -> None:
    officer = browser_of(account_at(department_of(leave), "privacy_officer"))  # type: ignore[arg-type]

    answer = officer.post(reverse("web:review", args=[leave.pk]), {"conclusion": "ok"})

    assert answer.status_code == 422
    assert "ít nhất 15 chữ cái" in answer.text


def test_a_conclusion_that_stands_is_not_written_over(leave: BreakGlass) -> None:
    officer = browser_of(account_at(department_of(leave), "privacy_officer"))  # type: ignore[arg-type]
    address = reverse("web:review", args=[leave.pk])
    officer.post(address, {"conclusion": "Đúng quy định cấp cứu"})

    answer = officer.post(address, {"conclusion": "Thật ra thì không đúng"})

    assert answer.status_code == 422
    assert "đã có kết luận" in answer.text
    leave.refresh_from_db()
    assert leave.review == "Đúng quy định cấp cứu"


def test_the_officer_of_another_chain_does_not_see_it(leave: BreakGlass) -> None:
    other = browser_of(account_at(node("Cục Y tế", chain="police"), "privacy_officer"))

    assert other.get(reverse("web:review", args=[leave.pk])).status_code == 404
    assert REASON not in other.get(reverse("web:leaves") + "?all=1").text


@pytest.fixture
def received() -> tuple[ScopeNode, Actor, Person]:
    """Somebody whom the station did not know, received yesterday; the chart was read."""
    department = node("Sở Y tế mẫu", kind="health_department")
    doctor = actor_at(node("Trạm Y tế xã Mẫu", under=department), "station_doctor", name="Mẫu A")
    patient = Person(name="Giàng Thị Lạ")
    day = clock.yesterday()
    link = Link(patient.id, doctor.unit_id, "present", "", day, day)
    with changes.apply(actor=SYSTEM, reason="test.person") as log:
        log.create(patient)
        log.add(link)
    note_read(patient.id, doctor, what="patient_page", ground="care")
    ReadLog.objects.update(at=clock.now() - dt.timedelta(days=1))
    return department, doctor, patient


def test_a_chart_read_at_an_arrival_without_a_visit_is_listed(
    received: tuple[ScopeNode, Actor, Person],
) -> None:
    department, _doctor, _patient = received
    officer = browser_of(account_at(department, "privacy_officer"))

    shown = officer.get(reverse("web:arrivals")).text

    assert "Giàng Thị Lạ" in shown
    assert "Mẫu A" in shown


def test_who_was_seen_and_who_waits_today_are_not_listed(
    received: tuple[ScopeNode, Actor, Person],
) -> None:
    department, doctor, patient = received
    officer = browser_of(account_at(department, "privacy_officer"))
    ReadLog.objects.update(at=clock.now())
    today = officer.get(reverse("web:arrivals")).text
    ReadLog.objects.update(at=clock.now() - dt.timedelta(days=1))
    with changes.apply(actor=SYSTEM, reason="test.visit") as log:
        log.add(Link(patient.id, doctor.unit_id, "treating", "", clock.yesterday()))

    seen = officer.get(reverse("web:arrivals")).text

    assert "Giàng Thị Lạ" not in today + seen


def test_the_list_of_arrivals_ends_at_my_units_and_costs_little(
    received: tuple[ScopeNode, Actor, Person],
) -> None:
    stranger = browser_of(account_at(node("Cục Y tế", chain="police"), "privacy_officer"))

    with counted() as statements:
        shown = stranger.get(reverse("web:arrivals")).text

    assert "Giàng Thị Lạ" not in shown
    assert len(statements) <= 8
