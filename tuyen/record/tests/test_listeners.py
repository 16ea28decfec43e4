"""What persons announce becomes a task of the unit that can do it."""

import datetime as dt

import pytest

from tests.network import actor_at, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.outbox import deliver
from tuyen.record.models import Task
from tuyen.registry.persons import actions
from tuyen.registry.persons.drafts import Details, Number

pytestmark = pytest.mark.django_db

NUMBER = [Number("citizen_id", "001079077777")]


@pytest.fixture
def nurse() -> Actor:
    return actor_at(node("Trạm Mẫu"), "station_nurse")


@pytest.fixture
def prison_doctor() -> Actor:
    prison = node("Trại Mẫu", chain="security", kind="prison_clinic")
    return actor_at(prison, "prison_doctor", grants=("custody",))


def test_the_commune_is_told_of_an_unknown_person_within_two_days(nurse: Actor) -> None:
    person = actions.register_unknown(details=Details("", sex="male"), by=nurse)

    deliver.run_due()

    task = Task.objects.get()
    assert (task.kind, task.unit_id, task.patient_id) == (
        "unknown_person",
        nurse.unit_id,
        person.id,
    )
    assert task.due_on == clock.today() + dt.timedelta(days=2)


def test_a_shared_number_is_judged_where_both_records_may_be_seen(
    nurse: Actor, prison_doctor: Actor
) -> None:
    details = Details("Lò Văn Kín", compartment="custody")
    hidden = actions.register_person(details=details, numbers=NUMBER, by=prison_doctor)
    twin = actions.register_person(details=Details("Lò Văn Kín"), numbers=NUMBER, by=nurse)

    deliver.run_due()

    task = Task.objects.get()
    assert (task.kind, task.compartment) == ("possible_duplicate", "custody")
    assert (task.unit_id, task.patient_id) == (prison_doctor.unit_id, hidden.id)
    assert task.subject_id == twin.id


def test_a_task_is_made_once_however_often_it_is_delivered(nurse: Actor) -> None:
    from tuyen.record.listeners import tell_the_commune
    from tuyen.registry.persons.events import PersonRegistered

    person = actions.register_unknown(details=Details("", sex="male"), by=nurse)
    event = PersonRegistered(person.id, nurse.unit_id, "unknown", "", clock.today())

    for _turn in range(2):
        tell_the_commune(event)
    deliver.run_due()

    assert Task.objects.count() == 1
