"""Appointment and Task: of the chart and of the unit."""

import datetime as dt

import pytest

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.fhir_check import faults
from tuyen.edge.fhir.tests.conftest import Program
from tuyen.platform import changes
from tuyen.record.actions.appointments import new_appointment
from tuyen.record.actions.tasks import add_task
from tuyen.record.models import Appointment
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def missed(doctor: Actor, patient: Person) -> Appointment:
    rows = [
        new_appointment(
            patient_id=patient.id,
            compartment="",
            day=clock.today() + dt.timedelta(days=days),
            hour=dt.time(8, 30),
            reason="Khám lại",
            by=doctor,
        )
        for days in (-9, 9)
    ]
    with changes.apply(actor=doctor, reason="test.book") as log:
        log.create(*rows)
    return rows[0]


def test_a_missed_appointment_is_a_no_show(
    program: Program, patient: Person, missed: Appointment
) -> None:
    one = program.get(f"Appointment/{missed.id}").json()
    found = program.get("Appointment", patient=str(patient.id), status="noshow").json()
    coming = program.get("Appointment", patient=str(patient.id), status="booked").json()

    assert not faults(one)
    assert one["status"] == "noshow"
    assert one["description"] == "Khám lại"
    assert [entry["resource"]["id"] for entry in found["entry"]] == [str(missed.id)]
    assert coming["total"] == 1


def test_a_stranger_finds_no_appointment(
    stranger: Program, patient: Person, missed: Appointment
) -> None:
    assert stranger.get(f"Appointment/{missed.id}").status_code == 404


def test_tasks_of_the_unit(
    program: Program, stranger: Program, doctor: Actor, patient: Person
) -> None:
    task = add_task(
        title="Gọi nhắc", kind="call", due_on=clock.today(), patient_id=patient.id, by=doctor
    )

    one = program.get(f"Task/{task.id}").json()
    found = program.get("Task", status="requested", code="call").json()
    none = program.get("Task", status="completed").json()

    assert not faults(one)
    assert one["for"]["reference"] == f"Patient/{patient.id}"
    assert found["total"] == 1
    assert none["total"] == 0
    assert stranger.get(f"Task/{task.id}").status_code == 404
    assert stranger.get("Task").json()["total"] == 0
