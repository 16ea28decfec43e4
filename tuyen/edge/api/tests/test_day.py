"""Appointments and tasks through the door for programs."""

import datetime as dt

import pytest

from tests.days import ordinary
from tests.people import agrees, person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.edge.api.tests.conftest import Program, new_key
from tuyen.edge.api.tests.test_api import done, problem_of
from tuyen.record.actions.appointments import move, set_hours
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.tasks import add_task
from tuyen.record.models import Appointment, Encounter, Task
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def always_open(doctor: Actor) -> None:
    set_hours(capacity=2, closed_weekdays=frozenset(), closed_days=[], by=doctor)


def in_days(days: int) -> str:
    """So many days from today, counted on so that no feast stands in the way."""
    ahead = ordinary(days, 1) if days < 9 else ordinary(9) + days - 9  # 9, 10, 12 stay apart
    return (clock.today() + dt.timedelta(days=ahead)).isoformat()


def fill(day: str, program: Program, doctor: Actor) -> None:
    for name in ("Vàng Thị Một", "Vàng Thị Hai"):
        who = person(doctor, name)
        enqueue(person_id=who.id, by=doctor)
        done(program.post("appointments", {"person_id": who.id, "day": day}))


def test_a_program_books_moves_calls_and_cancels(
    program: Program, doctor: Actor, patient: Person
) -> None:
    agrees(patient, "contact", doctor)
    made = program.post("appointments", {"person_id": patient.id, "day": in_days(9)})
    one = f"appointments/{done(made)['id']}"

    moved = program.post(f"{one}/move", {"day": in_days(10)}, if_match=made["ETag"])
    called = program.post(f"{one}/call", {"result": "later"}, if_match=moved["ETag"])
    ended = program.post(f"{one}/cancel", {}, if_match=called["ETag"])

    assert done(moved, 200)["day"] == in_days(10)
    assert done(called, 200)["last_result"] == "later"
    assert done(ended, 200)["status"] == "cancelled"
    assert [row["id"] for row in done(program.get("appointments", day=in_days(10)), 200)["items"]]


def test_a_change_names_the_version_it_saw(program: Program, patient: Person) -> None:
    made = program.post("appointments", {"person_id": patient.id, "day": in_days(9)})
    one = f"appointments/{done(made)['id']}"

    problem_of(program.post(f"{one}/cancel", {}), 428)
    problem_of(program.post(f"{one}/cancel", {}, if_match='"1"'), 412)

    assert Appointment.objects.get().status == "booked"


@pytest.mark.parametrize("day", ["2020-01-01", "9000-01-01"])
def test_an_impossible_day_is_one_sentence(program: Program, patient: Person, day: str) -> None:
    problem_of(program.post("appointments", {"person_id": patient.id, "day": day}), 422)

    assert not Appointment.objects.exists()


def test_a_full_day_to_come_back_is_refused_with_the_next_free_one(
    program: Program, doctor: Actor, patient: Person
) -> None:
    fill(in_days(9), program, doctor)
    visits = f"persons/{patient.id}/visits"

    refused = program.post(visits, {"reason": "Ho", "next_visit_on": in_days(9)})
    said = problem_of(refused, 422)
    kept = Encounter.objects.count()
    taken = program.post(visits, {"reason": "Ho", "next_visit_on": said["offer"]})

    assert (said["field"], said["offer"]) == ("next_visit_on", in_days(10))
    assert "đã đủ người hẹn" in said["detail"]
    assert kept == 0
    done(taken)


def test_a_visit_sent_twice_is_answered_alike_though_its_day_is_full_by_now(
    program: Program, doctor: Actor, patient: Person
) -> None:
    key, body = new_key(), {"reason": "Ho", "next_visit_on": in_days(9)}
    first = program.post(f"persons/{patient.id}/visits", body, idempotency_key=key)
    [made] = Appointment.objects.all()
    move(appointment=made, day=dt.date.fromisoformat(in_days(12)), by=doctor)
    fill(in_days(9), program, doctor)

    again = program.post(f"persons/{patient.id}/visits", body, idempotency_key=key)

    assert done(again)["id"] == done(first)["id"]


def test_a_gateway_takes_the_messages_and_says_that_they_went_out(
    program: Program, doctor: Actor
) -> None:
    who = person(doctor, "Vàng Thị Số", phone="0912345678")
    enqueue(person_id=who.id, by=doctor)
    agrees(who, "contact", doctor)
    made = program.post("appointments", {"person_id": who.id, "day": in_days(1), "reason": "Ho"})
    one = f"appointments/{done(made)['id']}"

    [message] = done(program.get("appointments/messages"), 200)["items"]
    sent = program.post(f"{one}/sent", {}, if_match=made["ETag"])
    again = program.post(f"{one}/sent", {}, if_match=sent["ETag"])
    [tried] = done(program.get(f"{one}/reminders"), 200)["items"]

    assert (message["phone"], "Ho" in message["text"].split()) == ("84912345678", False)
    assert done(sent, 200)["reminded_at"]
    problem_of(again, 422)
    assert (tried["channel"], tried["state"]) == ("message", "sent")
    assert done(program.get("appointments/messages"), 200)["items"] == []


def test_who_did_not_come(program: Program, doctor: Actor, patient: Person) -> None:
    done(program.post("appointments", {"person_id": patient.id, "day": in_days(0)}))

    assert done(program.get("appointments/overdue"), 200)["items"] == []


def test_tasks_are_listed_and_done(program: Program, stranger: Program, doctor: Actor) -> None:
    task = add_task(title="Gọi nhắc tái khám", kind="call", due_on=clock.today(), by=doctor)

    read = program.get(f"tasks/{task.id}")
    listed = done(program.get("tasks", kind="call"), 200)["items"]
    closed = program.post(f"tasks/{task.id}/done", {"outcome": "Sẽ đến"}, if_match=read["ETag"])

    assert [row["title"] for row in listed] == ["Gọi nhắc tái khám"]
    assert done(closed, 200)["status"] == "completed"
    assert Task.objects.get().outcome == "Sẽ đến"
    assert stranger.get(f"tasks/{task.id}").status_code == 404
    assert stranger.get("tasks").json()["items"] == []
