"""Two desks at one moment, on both engines: one bed takes one, one dose is given once."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from tests.people import person
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.custody.models import NoContact
from tuyen.domains.ward import actions, bedside, rules
from tuyen.domains.ward.models import CareAct
from tuyen.domains.ward.tests.conftest import admitted, bed_in
from tuyen.platform import changes
from tuyen.record.models import Admission, BedStay, Room
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db(transaction=True)


def together(*jobs: Callable[[], object]) -> list[object]:
    """All at one moment, each with a connection of its own; what each gave back or raised."""
    gate, results = threading.Barrier(len(jobs)), [None] * len(jobs)

    def run(at: int) -> None:
        gate.wait()
        try:
            results[at] = jobs[at]()  # type: ignore[call-overload]
        except Exception as fault:
            results[at] = fault  # type: ignore[call-overload]
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(results)


def test_two_admitted_to_one_bed_at_once_are_one(room: Room, nurse: Actor) -> None:
    first, second, bed = person(nurse, "Một"), person(nurse, "Hai"), bed_in(room, nurse)

    results = together(lambda: admitted(first, nurse, bed), lambda: admitted(second, nurse, bed))

    assert sum(isinstance(each, Admission) for each in results) == 1, results
    assert sum(isinstance(each, Refused) for each in results) == 1, results
    assert Admission.objects.count() == BedStay.objects.count() == 1


def test_one_person_admitted_at_two_desks_lies_once(
    room: Room, nurse: Actor, patient: Person
) -> None:
    one, other = bed_in(room, nurse, "1"), bed_in(room, nurse, "2")

    results = together(
        lambda: admitted(patient, nurse, one), lambda: admitted(patient, nurse, other)
    )

    assert sum(isinstance(each, Admission) for each in results) == 1, results
    assert Admission.objects.count() == 1


def test_two_who_must_not_meet_placed_at_once_never_share_a_room(
    secure: Room, warden: Actor
) -> None:
    one, other = person(warden, "Một"), person(warden, "Hai")
    first, second = sorted([one.id, other.id])
    pair = NoContact(id=uuid7(), unit_id=warden.unit_id, patient_id=first, other_id=second)
    with changes.apply(actor=warden, reason="test.pair") as log:
        log.create(pair)
    beds = [bed_in(secure, warden, name) for name in ("1", "2")]

    results = together(
        lambda: admitted(one, warden, beds[0], in_custody=True),
        lambda: admitted(other, warden, beds[1], in_custody=True),
    )

    assert sum(isinstance(each, Admission) for each in results) == 1, results
    assert Admission.objects.count() == 1


def test_one_dose_given_by_two_nurses_at_once_is_written_once(
    room: Room, nurse: Actor, doctor: Actor, patient: Person
) -> None:
    stay = admitted(patient, nurse, bed_in(room, nurse))
    order = actions.order_care(admission=stay, title="Thay băng", by=nurse)
    [task] = bedside.tasks_of_shift(nurse, rules.shift_at(order.due_at))

    together(
        lambda: actions.do_care(admission=stay, due=task.due, by=nurse),
        lambda: actions.do_care(admission=stay, due=task.due, by=doctor),
    )

    assert CareAct.objects.count() == 1
