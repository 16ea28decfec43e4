"""Hôm nay: who has come, in neutral words; quiet when nothing changed."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.clinic import rules
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions import queue, tasks
from tuyen.record.models import QueueEntry, Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

DAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    "reason, shown",
    [
        ("Ho, sốt", "Ho, sốt"),
        ("Cấp phát ARV tháng 11", "Khám theo hẹn"),
        ("uống Methadone", "Khám theo hẹn"),
        ("Tư vấn HIV.", "Khám theo hẹn"),
        ("Khám tâm thần định kỳ", "Khám theo hẹn"),
        ("Đau lâu ngày", "Đau lâu ngày"),
    ],
)
def test_a_list_never_names_a_sensitive_programme(reason: str, shown: str) -> None:
    assert rules.in_lists(reason, DAY) == shown


def test_the_day_lists_everyone_with_a_few_statements(browser: Client, doctor: Actor) -> None:
    for number in range(12):
        queue.enqueue(person_id=person(doctor, f"Lò Văn Mẫu {number}").id, by=doctor)

    with counted() as statements:
        text = browser.get("/").text

    assert text.count('class="row-link"') == 12
    assert len(statements) <= 8, "\n".join(statements)


def test_an_empty_day_says_what_to_do(browser: Client) -> None:
    assert "Chưa có ai trong ngày này" in browser.get("/").text


def test_nothing_new_is_answered_with_nothing(
    browser: Client, doctor: Actor, entry: QueueEntry
) -> None:
    page = browser.get("/")
    version = page.context["day"].version
    url = reverse("clinic:today_rows")

    same = browser.get(url, {"version": version}, headers={"HX-Request": "true"})
    queue.start(entry=entry, by=doctor)
    changed = browser.get(url, {"version": version}, headers={"HX-Request": "true"})

    assert same.status_code == 204
    assert changed.status_code == 200
    assert "Đang khám" in changed.text
    assert "<html" not in changed.text


def test_a_counter_filters_the_list(browser: Client, doctor: Actor, entry: QueueEntry) -> None:
    queue.enqueue(person_id=person(doctor, "Lò Văn Mẫu").id, by=doctor)
    queue.start(entry=entry, by=doctor)

    text = browser.get("/", {"status": "waiting"}).text

    assert "Lò Văn Mẫu" in text
    assert "Giàng Thị Mẫu" not in text


def test_another_unit_sees_its_own_people_only(entry: QueueEntry) -> None:
    other = browser_of(account_at(node("Trạm khác"), "station_doctor"))

    assert "Giàng Thị Mẫu" not in other.get("/").text
    assert other.get(reverse("clinic:examine", args=[entry.id])).status_code == 404


def test_people_in_custody_stand_in_no_list_without_the_grant() -> None:
    prison = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    doctor = actor_at(prison, "prison_doctor", grants=("custody",))
    queue.enqueue(person_id=person(doctor, "Lò Văn Mẫu", compartment="custody").id, by=doctor)

    with_grant = browser_of(account_at(prison, "prison_nurse", grants=("custody",)))
    without = browser_of(account_at(prison, "prison_nurse"))

    assert "Lò Văn Mẫu" in with_grant.get("/").text
    assert "Lò Văn Mẫu" not in without.get("/").text


def test_what_must_be_done_stands_below_and_is_ticked_off(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    late = clock.today() - dt.timedelta(days=2)
    task = tasks.add_task(title="Gọi nhắc tái khám", kind="call", due_on=late, by=doctor)

    before = browser.get("/").text
    browser.post(reverse("clinic:task_done", args=[task.id]))
    after = browser.get("/").text

    assert "Gọi nhắc tái khám" in before
    assert "Quá hạn" in before
    assert Task.objects.get().status == "completed"
    assert "Hôm nay cần làm" not in after


def test_a_day_can_be_picked(browser: Client, entry: QueueEntry) -> None:
    yesterday = clock.today() - dt.timedelta(days=1)

    text = browser.get("/", {"day": f"{yesterday:%d/%m/%Y}"}).text

    assert "Giàng Thị Mẫu" not in text
    assert f"{yesterday:%d/%m/%Y}" in text


def test_arriving_leads_to_the_visit(browser: Client, patient: Person) -> None:
    answer = browser.post(reverse("clinic:arrive", args=[patient.id]), {"then": "visit"})

    entry = QueueEntry.objects.get()
    assert answer["Location"] == reverse("clinic:examine", args=[entry.id])


def test_whoever_sees_no_patients_is_led_to_their_own_work(station: ScopeNode) -> None:
    officer = browser_of(account_at(station, "bureau_officer"))

    answer = officer.get("/")

    assert answer.status_code == 302
    assert answer["Location"] != "/"
