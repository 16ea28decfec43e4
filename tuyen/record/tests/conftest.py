"""A station with two people at work, and somebody who has come to be seen."""

from typing import Any

import pytest

from tests.network import actor_at, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import QueueEntry
from tuyen.record.sheet import Diagnosis, Line, Reading, Sheet
from tuyen.registry.persons.models import Person


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def nurse(station: ScopeNode) -> Actor:
    return actor_at(station, "station_nurse", name="Điều dưỡng Mẫu")


@pytest.fixture
def patient(doctor: Actor) -> Person:
    return person(doctor)


@pytest.fixture
def entry(doctor: Actor, patient: Person) -> QueueEntry:
    return enqueue(person_id=patient.id, by=doctor, reason="Ho, sốt")


PAIN = Line("Paracetamol 500 mg", "1x3", 15, "viên", drug_code="paracetamol-500-mg-tab", days=5)


def sheet(**said: Any) -> Sheet:
    ordinary: dict[str, Any] = {
        "occurred_at": clock.now(),
        "reason": "Ho, sốt",
        "readings": (
            Reading("systolic", 132, "mm[Hg]"),
            Reading("diastolic", 84, "mm[Hg]"),
            Reading("temperature", 38.2, "Cel"),
        ),
        "diagnoses": (Diagnosis("Nhiễm khuẩn hô hấp trên cấp", "J06.9"),),
        "lines": (PAIN,),
    }
    return Sheet(**ordinary | said)
