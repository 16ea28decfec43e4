"""What must be done: gravest first, narrowed, ticked off and taken back."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tests.people import person
from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.record import task_kinds
from tuyen.record.actions import tasks
from tuyen.record.models import Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

URL = "/tasks/"


def add(by: Actor, title: str, days: int = 0, kind: str = "follow_up", **said: object) -> Task:
    due_on = clock.today() + dt.timedelta(days=days)
    return tasks.add_task(title=title, kind=kind, due_on=due_on, by=by, **said)  # type: ignore[arg-type]


def order_in(text: str, *titles: str) -> bool:
    places = [text.index(title) for title in titles]
    return places == sorted(places)


def test_the_gravest_stands_first_then_what_is_due_first(browser: Client, doctor: Actor) -> None:
    add(doctor, "Việc hôm nay")
    add(doctor, "Việc hôm kia", days=-2)
    add(doctor, "Việc gấp", priority=2)

    text = browser.get(URL).text

    assert order_in(text, "Việc gấp", "Việc hôm kia", "Việc hôm nay")


@pytest.mark.parametrize(
    "query, shown",
    [
        ({}, {"Trễ", "Hôm nay"}),
        ({"when": "late"}, {"Trễ"}),
        ({"when": "week"}, {"Trễ", "Hôm nay", "Tuần này"}),
        ({"when": "all"}, {"Trễ", "Hôm nay", "Tuần này", "Tháng sau"}),
        ({"when": "all", "kind": "home_visit"}, {"Tháng sau"}),
        ({"when": "nonsense"}, {"Trễ", "Hôm nay"}),
    ],
)
def test_the_list_is_narrowed(
    browser: Client, doctor: Actor, query: dict[str, str], shown: set[str]
) -> None:
    for title, days in (("Trễ", -1), ("Hôm nay", 0), ("Tuần này", 5)):
        add(doctor, f"Việc {title}", days)
    add(doctor, "Việc Tháng sau", 30, kind="home_visit")

    text = browser.get(URL, query).text

    titles = {"Trễ", "Hôm nay", "Tuần này", "Tháng sau"}
    assert {title for title in titles if f"Việc {title}" in text} == shown


def test_ticked_off_and_taken_back(browser: Client, doctor: Actor, patient: Person) -> None:
    task = add(doctor, "Gọi hẹn tái khám", patient_id=patient.id)

    browser.post(reverse("clinic:task_done", args=[task.id]))
    done = browser.get(URL, {"when": "done"}).text
    browser.post(reverse("clinic:task_undo", args=[task.id]))

    assert "Gọi hẹn tái khám" in done
    task.refresh_from_db()
    assert (task.status, task.done_by, task.done_at) == ("requested", None, None)


def test_a_task_ticked_off_twice_says_so(doctor: Actor) -> None:
    task = add(doctor, "Gọi hẹn tái khám")
    tasks.complete_task(task=task, by=doctor)

    with pytest.raises(Refused):
        tasks.complete_task(task=task, by=doctor)


def test_what_is_open_need_not_be_reopened(doctor: Actor) -> None:
    with pytest.raises(Refused):
        tasks.reopen_task(task=add(doctor, "Gọi hẹn tái khám"), by=doctor)


def test_a_task_of_the_pharmacist_is_not_the_doctors(station: ScopeNode, doctor: Actor) -> None:
    task = add(doctor, "Kiểm kê kho", role="station_pharmacist")

    with pytest.raises(NotPermitted):
        tasks.complete_task(task=task, by=doctor)


def test_a_kind_brings_its_words_and_its_page(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    add(doctor, "Xem hai hồ sơ", kind="possible_duplicate", patient_id=patient.id)
    add(doctor, "Việc từ máy khác", kind="from_a_newer_node", patient_id=patient.id)

    text = browser.get(URL).text

    assert f'href="{reverse("persons:shared_numbers")}"' in text
    assert "Việc khác" in text
    assert f'href="{reverse("clinic:patient", args=[patient.id])}"' in text


def test_a_task_about_a_hidden_person_is_neither_seen_nor_counted() -> None:
    prison = node("Bệnh xá trại giam Mẫu", chain="police", kind="prison_clinic")
    account = account_at(prison, "prison_doctor", grants=("custody",))
    doctor = actor_of(account)
    assert doctor is not None
    hidden = person(doctor, "Lò Văn Mẫu", compartment="custody")
    add(doctor, "Khám lại trong trại", patient_id=hidden.id, compartment="custody")
    add(doctor, "Quên ghi ngăn", patient_id=hidden.id)

    without = browser_of(account_at(prison, "prison_nurse")).get(URL).text

    assert "Khám lại trong trại" in browser_of(account).get(URL).text
    assert "Khám lại trong trại" not in without
    assert "Lò Văn Mẫu" not in without
    assert "Quên ghi ngăn" not in without


def test_a_long_list_is_paged_and_costs_few_statements(
    browser: Client, doctor: Actor, patient: Person
) -> None:
    for number in range(45):
        add(doctor, f"Việc số {number}", patient_id=patient.id)

    with counted() as statements:
        text = browser.get(URL).text

    assert text.count('class="row-link"') == 40
    assert "trong 45 việc" in text
    assert len(statements) <= 6, "\n".join(statements)


def test_kinds_that_the_record_itself_makes_are_known() -> None:
    for kind in ("unknown_person", "possible_duplicate", "follow_up", "call", "home_visit"):
        assert task_kinds.is_known(kind)
