"""Once a day is locked, a write dated that day says why."""

import datetime as dt

import pytest

from tests.network import actor_at, node
from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform import changes
from tuyen.platform.changes import history
from tuyen.record.actions.day_locks import lock_day, require_reason, unlock_day
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import amend_visit, cancel_visit, finish_visit, undo_finish
from tuyen.record.models import DayLock, Encounter
from tuyen.record.queries.day_locks import is_locked, lock_of
from tuyen.record.sheet import Sheet
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def sheet(**said: object) -> Sheet:
    return Sheet(**{"occurred_at": clock.now(), "reason": "Ho"} | said)  # type: ignore[arg-type]


def visit(patient: Person, by: Actor, **said: object) -> Encounter:
    enqueue(person_id=patient.id, by=by)
    done = finish_visit(person=patient.id, sheet=sheet(**said), by=by)
    return Encounter.objects.get(pk=done.encounter_id)


def test_a_locked_day_asks_a_new_visit_for_its_reason(patient: Person, doctor: Actor) -> None:
    lock_day(day=clock.today(), by=doctor)

    with pytest.raises(Refused) as refusal:
        visit(patient, doctor)

    assert refusal.value.code == "locked_day"
    assert not Encounter.objects.exists()


def test_with_a_reason_it_is_written_and_the_reason_stays(patient: Person, doctor: Actor) -> None:
    lock_day(day=clock.today(), by=doctor)

    late = visit(patient, doctor, late_reason="Người bệnh đến sau giờ")

    assert history.history_of(late, doctor)[0].why == "Người bệnh đến sau giờ"


def test_a_paper_typed_in_later_already_says_why(patient: Person, doctor: Actor) -> None:
    yesterday = clock.now() - dt.timedelta(days=1)
    lock_day(day=clock.day_of(yesterday), by=doctor)

    typed = visit(
        patient, doctor, occurred_at=yesterday, is_from_paper=True, paper_reason="Mất điện"
    )

    assert typed.day == clock.day_of(yesterday)


def test_another_day_is_not_touched(patient: Person, doctor: Actor) -> None:
    lock_day(day=clock.yesterday(), by=doctor)

    assert visit(patient, doctor).day == clock.today()


def test_amending_and_cancelling_say_why_anyway(patient: Person, doctor: Actor) -> None:
    first = visit(patient, doctor)
    lock_day(day=clock.today(), by=doctor)

    amended = amend_visit(encounter=first, sheet=sheet(reason="Sốt"), by=doctor, why="Ghi nhầm")
    cancel_visit(
        encounter=Encounter.objects.get(pk=amended.encounter_id), by=doctor, why="Nhầm người"
    )

    assert Encounter.objects.filter(status="entered-in-error").count() == 1


def test_a_finish_is_not_taken_back_without_a_word_once_the_day_is_locked(
    patient: Person, doctor: Actor
) -> None:
    finished = visit(patient, doctor)
    lock_day(day=clock.today(), by=doctor)

    with pytest.raises(Refused):
        undo_finish(encounter=finished, by=doctor)

    assert Encounter.objects.get().status == "finished"


def test_locked_twice_is_locked_once(doctor: Actor) -> None:
    first = lock_day(day=clock.today(), by=doctor)
    second = lock_day(day=clock.today(), by=doctor)

    assert (first.id, DayLock.objects.count()) == (second.id, 1)


def test_a_day_that_has_not_come_cannot_be_locked(doctor: Actor) -> None:
    with pytest.raises(Refused):
        lock_day(day=clock.today() + dt.timedelta(days=1), by=doctor)


def test_unlocked_with_a_reason_and_locked_again(patient: Person, doctor: Actor) -> None:
    lock = lock_day(day=clock.today(), by=doctor)
    with pytest.raises(Refused):
        unlock_day(lock=lock, why=" ", by=doctor)
    unlock_day(lock=lock, why="Nhập bù phiếu giấy", by=doctor)

    visit(patient, doctor)
    again = lock_day(day=clock.today(), by=doctor)

    assert (again.id, again.unlock_reason) == (lock.id, "Nhập bù phiếu giấy")
    assert is_locked(doctor.unit_id, clock.today())
    assert [each.reason for each in history.history_of(again, doctor)][:3] == [
        "day.lock",
        "day.unlock",
        "day.lock",
    ]


def test_a_nurse_locks_and_does_not_unlock(doctor: Actor) -> None:
    station = node("Trạm khác")
    nurse = actor_at(station, "station_nurse")
    lock = lock_day(day=clock.today(), by=nurse)

    with pytest.raises(NotPermitted):
        unlock_day(lock=lock, why="Nhập bù", by=nurse)
    with pytest.raises(Refused):
        unlock_day(lock=lock, why="Nhập bù", by=doctor)


def test_a_pharmacist_does_not_lock() -> None:
    with pytest.raises(NotPermitted):
        lock_day(day=clock.today(), by=actor_at(node("Trạm khác"), "station_pharmacist"))


def test_other_rooms_ask_by_name(doctor: Actor) -> None:
    lock_day(day=clock.today(), by=doctor)

    asked = facts.ask("books.is_locked", unit_id=doctor.unit_id, day=clock.today())

    assert asked is True
    assert lock_of(doctor.unit_id, clock.yesterday()) is None
    require_reason(doctor.unit_id, clock.today(), "Cấp bù")
    with pytest.raises(Refused), changes.apply(actor=doctor, reason="test.dated") as log:
        log.check(lambda: require_reason(doctor.unit_id, clock.today(), ""))
