"""Booking, coming, not coming, and what a visit says of the next one."""

import datetime as dt

import pytest

from tests.network import actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.record.actions import appointments as acts
from tuyen.record.actions import queue, visits
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Appointment, Encounter, QueueEntry, Task
from tuyen.record.queries import appointments as queries
from tuyen.record.sheet import Sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

# Seven open days a week, so that no test depends on the weekday.
EVERY_DAY: frozenset[int] = frozenset()


@pytest.fixture(autouse=True)
def always_open(doctor: Actor) -> None:
    acts.set_hours(capacity=3, closed_weekdays=EVERY_DAY, closed_days=[], by=doctor)


@pytest.fixture
def chart(entry: QueueEntry, doctor: Actor) -> Chart:
    return chart_of(entry.patient_id, doctor)


def on(days: int) -> dt.date:
    """A day so far from today that is no holiday of the solar calendar."""
    day = clock.today() + dt.timedelta(days=days)
    return day if f"{day:%m-%d}" not in {"01-01", "04-30", "05-01", "09-02"} else on(days + 1)


def booked(of: Person, by: Actor, day: dt.date) -> Appointment:
    row = acts.new_appointment(patient_id=of.id, compartment=of.compartment, day=day, by=by)
    with changes.apply(actor=by, reason="test.book") as log:
        log.create(row)
    return Appointment.objects.get(pk=row.id)


def test_a_person_is_expected_on_a_day(chart: Chart, doctor: Actor) -> None:
    acts.book(chart=chart, day=on(7), reason="Khám lại", by=doctor)

    row = queries.on_day(on(7), doctor).get()
    assert (row.patient_id, row.status, row.booked_by_name) == (
        chart.person.id,
        "booked",
        doctor.name,
    )


def test_nobody_is_booked_into_the_past_or_too_far_ahead(chart: Chart, doctor: Actor) -> None:
    for day in (clock.yesterday(), clock.today() + dt.timedelta(days=3000)):
        with pytest.raises(Refused):
            acts.book(chart=chart, day=day, by=doctor)


def test_a_closed_day_names_the_next_open_one(chart: Chart, doctor: Actor) -> None:
    acts.set_hours(capacity=3, closed_weekdays=EVERY_DAY, closed_days=[on(3)], by=doctor)

    with pytest.raises(Refused, match=f"{on(4):%d/%m/%Y}"):
        acts.book(chart=chart, day=on(3), by=doctor)


def test_a_full_day_names_the_next_with_room_and_may_be_overbooked_knowingly(
    chart: Chart, doctor: Actor
) -> None:
    for number in range(3):
        booked(person(doctor, f"Lò Văn {number}"), doctor, on(5))

    with pytest.raises(Refused, match=f"{on(6):%d/%m/%Y}") as refusal:
        acts.book(chart=chart, day=on(5), by=doctor)
    acts.book(chart=chart, day=on(5), over_capacity=True, by=doctor)

    assert refusal.value.code == "full"
    assert queries.on_day(on(5), doctor).count() == 4


def test_one_person_is_not_expected_twice_on_a_day(chart: Chart, doctor: Actor) -> None:
    acts.book(chart=chart, day=on(5), by=doctor)

    with pytest.raises(Refused):
        acts.book(chart=chart, day=on(5), by=doctor)


def test_the_dead_are_not_expected(doctor: Actor) -> None:
    dead = person(doctor, is_deceased=True)
    entry = QueueEntry(
        unit_id=doctor.unit_id, patient_id=dead.id, day=clock.today(), number=9,
        arrived_at=clock.now(),
    )  # fmt: skip
    with changes.apply(actor=doctor, reason="test.entry") as log:
        log.create(entry)

    with pytest.raises(Refused):
        acts.book(chart=chart_of(dead.id, doctor), day=on(5), by=doctor)


@pytest.mark.parametrize("days", [-20, 0, 2], ids=["missed", "today", "early"])
def test_whoever_comes_has_come_for_the_appointment(
    doctor: Actor, patient: Person, days: int
) -> None:
    expected = booked(patient, doctor, on(days) if days >= 0 else clock.today() - dt.timedelta(20))

    entry = queue.enqueue(person_id=patient.id, by=doctor)

    expected.refresh_from_db()
    assert (expected.status, expected.entry_id) == ("arrived", entry.id)


def test_an_appointment_far_ahead_is_still_waited_for(doctor: Actor, patient: Person) -> None:
    expected = booked(patient, doctor, on(30))

    queue.enqueue(person_id=patient.id, by=doctor)

    expected.refresh_from_db()
    assert expected.status == "booked"


def test_whoever_goes_home_unseen_is_expected_again_until_they_come_back(
    doctor: Actor, patient: Person
) -> None:
    expected = booked(patient, doctor, clock.today())
    entry = queue.enqueue(person_id=patient.id, by=doctor)

    queue.leave(entry=entry, by=doctor)
    expected.refresh_from_db()
    gone = expected.status
    queue.put_back(entry=entry, by=doctor)
    expected.refresh_from_db()

    assert (gone, expected.status) == ("booked", "arrived")


def finished(chart: Chart, by: Actor, next_visit_on: dt.date | None) -> Encounter:
    sheet = Sheet(occurred_at=clock.now(), reason="Ho", next_visit_on=next_visit_on)
    done = visits.finish_visit(person=chart, sheet=sheet, by=by)
    return Encounter.objects.get(pk=done.encounter_id)


def test_the_next_visit_of_a_visit_is_an_appointment(chart: Chart, doctor: Actor) -> None:
    visit = finished(chart, doctor, on(28))

    made = chart.of(Appointment).get()
    assert (made.day, made.encounter_id, made.status) == (on(28), visit.id, "booked")


def test_a_correction_moves_it_and_taking_back_cancels_it(chart: Chart, doctor: Actor) -> None:
    visit = finished(chart, doctor, on(28))
    sheet = Sheet(occurred_at=visit.occurred_at, reason="Ho", next_visit_on=on(14))

    done = visits.amend_visit(encounter=visit, sheet=sheet, by=doctor, why="Hẹn sớm hơn")
    moved = chart.of(Appointment).get().day
    amended = Encounter.objects.get(pk=done.encounter_id)
    visits.cancel_visit(encounter=amended, by=doctor, why="Nhầm người")

    assert moved == on(14)
    assert chart.of(Appointment).get().status == "cancelled"


def test_a_correction_may_add_what_was_forgotten(chart: Chart, doctor: Actor) -> None:
    visit = finished(chart, doctor, None)
    sheet = Sheet(occurred_at=visit.occurred_at, reason="Ho", next_visit_on=on(14))

    visits.amend_visit(encounter=visit, sheet=sheet, by=doctor, why="Quên ghi hẹn")

    assert chart.of(Appointment).get().day == on(14)


def test_calls_in_one_tap(doctor: Actor) -> None:
    late = clock.today() - dt.timedelta(days=9)
    rows = {
        result: booked(person(doctor, f"Lò Văn {result}"), doctor, late)
        for result in ("agreed", "later", "moved", "died", "no_answer")
    }

    for result, row in rows.items():
        acts.call(appointment=row, result=result, by=doctor)

    said = {each.last_result: each for each in Appointment.objects.all()}
    assert said["agreed"].day > clock.today()
    assert said["agreed"].day_before == late
    assert said["later"].call_again_on == clock.today() + dt.timedelta(days=3)
    assert (said["moved"].status, said["died"].status) == ("lost", "lost")
    assert Task.objects.get().kind == "reported_death"
    assert not queries.to_call(doctor, clock.today()).exists()
    assert set(queries.overdue(doctor, clock.today())) == {said["later"], said["no_answer"]}


def test_a_call_is_taken_back(doctor: Actor, patient: Person) -> None:
    late = clock.today() - dt.timedelta(days=9)
    row = booked(patient, doctor, late)

    acts.call(appointment=row, result="agreed", by=doctor)
    acts.undo(appointment=row, by=doctor)
    agreed = (row.day, row.calls, row.last_result)
    acts.call(appointment=row, result="moved", by=doctor)
    acts.undo(appointment=row, by=doctor)

    assert agreed == (late, 0, "")
    assert (row.status, row.day, row.calls) == ("booked", late, 0)


def test_what_is_no_result_of_a_call_is_refused(doctor: Actor, patient: Person) -> None:
    row = booked(patient, doctor, clock.yesterday())

    with pytest.raises(Refused):
        acts.call(appointment=row, result="nonsense", by=doctor)


def test_whoever_came_is_neither_called_nor_moved_nor_cancelled(
    doctor: Actor, patient: Person
) -> None:
    row = booked(patient, doctor, clock.today())
    queue.enqueue(person_id=patient.id, by=doctor)
    row.refresh_from_db()

    for act in (
        lambda: acts.call(appointment=row, result="later", by=doctor),
        lambda: acts.move(appointment=row, day=on(9), by=doctor),
        lambda: acts.cancel(appointment=row, by=doctor),
        lambda: acts.remind(appointment=row, by=doctor),
        lambda: acts.undo(appointment=row, by=doctor),
    ):
        with pytest.raises(Refused):
            act()


def test_another_unit_does_not_touch_it(doctor: Actor, patient: Person) -> None:
    row = booked(patient, doctor, on(5))
    stranger = actor_at(node("Trạm khác"), "station_nurse")

    with pytest.raises(NotPermitted):
        acts.cancel(appointment=row, by=stranger)


@pytest.mark.parametrize("capacity", [0, -4, 100_000])
def test_a_capacity_out_of_reason_is_refused(doctor: Actor, capacity: int) -> None:
    with pytest.raises(Refused):
        acts.set_hours(capacity=capacity, closed_weekdays=EVERY_DAY, closed_days=[], by=doctor)


def test_a_station_open_on_no_day_is_refused(doctor: Actor) -> None:
    never = frozenset(range(7))

    with pytest.raises(Refused):
        acts.set_hours(capacity=3, closed_weekdays=never, closed_days=[], by=doctor)
