"""Arriving, being called, leaving."""

import pytest

from tests.network import actor_at, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.record.actions import queue
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import QueueEntry
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


def test_people_are_numbered_as_they_come(doctor: Actor, patient: Person) -> None:
    first = queue.enqueue(person_id=patient.id, by=doctor)
    second = queue.enqueue(person_id=person(doctor, "Lò Văn Mẫu").id, by=doctor)

    assert (first.number, second.number) == (1, 2)


def test_whoever_waits_keeps_their_place(doctor: Actor, patient: Person) -> None:
    first = queue.enqueue(person_id=patient.id, by=doctor)

    assert queue.enqueue(person_id=patient.id, by=doctor).id == first.id
    assert QueueEntry.objects.count() == 1


def test_each_unit_numbers_its_own_people(doctor: Actor, patient: Person) -> None:
    other = actor_at(node("Trạm khác"), "station_doctor")
    queue.enqueue(person_id=patient.id, by=doctor)

    assert queue.enqueue(person_id=patient.id, by=other).number == 1


def test_coming_in_person_opens_the_chart_for_the_day(doctor: Actor, patient: Person) -> None:
    with pytest.raises(ChartClosed):
        chart_of(patient.id, doctor)

    queue.enqueue(person_id=patient.id, by=doctor)

    assert chart_of(patient.id, doctor).person.id == patient.id


def test_a_person_who_left_may_come_back(doctor: Actor, entry: QueueEntry) -> None:
    queue.leave(entry=entry, by=doctor, why="Về đón con")
    queue.put_back(entry=entry, by=doctor)

    assert QueueEntry.objects.get(pk=entry.pk).status == "waiting"


def test_a_colleague_cannot_send_away_whom_another_sees(
    doctor: Actor, nurse: Actor, entry: QueueEntry
) -> None:
    queue.start(entry=entry, by=doctor)

    with pytest.raises(Refused, match="Bác sĩ Mẫu đang khám"):
        queue.leave(entry=entry, by=nurse)


def test_starting_twice_is_starting_once(doctor: Actor, entry: QueueEntry) -> None:
    queue.start(entry=entry, by=doctor)
    since = entry.started_at

    queue.start(entry=entry, by=doctor)

    assert entry.started_at == since
