"""A station that takes, a hospital above it with a laboratory, people of a village, an open round."""

import dataclasses
from collections.abc import Callable

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.domains.sampling.actions import rounds as actions
from tuyen.domains.sampling.models import SampleRound
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.persons.models import Person


@pytest.fixture
def hospital(db: None) -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital", province_code="12")


@pytest.fixture
def station(hospital: ScopeNode) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu", under=hospital, province_code="12")


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def technician(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "laboratory_technician", name="Kỹ thuật viên Mẫu")


@pytest.fixture
def verifier(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "diagnostic_doctor", name="Trưởng khoa Mẫu")


@pytest.fixture
def desk(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_doctor", name="Bác sĩ Mẫu"))


@pytest.fixture
def bench(hospital: ScopeNode) -> Client:
    return browser_of(account_at(hospital, "laboratory_technician", name="Kỹ thuật viên Mẫu"))


@pytest.fixture
def chief(hospital: ScopeNode) -> Client:
    return browser_of(account_at(hospital, "diagnostic_doctor", name="Trưởng khoa Mẫu"))


@pytest.fixture
def opening(hospital: ScopeNode) -> actions.Opening:
    return actions.Opening(
        place_kind="school",
        place="Trường Tiểu học Mẫu",
        disease="measles",
        test="measles_pcr",
        specimen_kind="throat_swab",
        reason="screening",
        laboratory_id=hospital.unit_id,
        pool_size=3,
    )


@pytest.fixture
def row(doctor: Actor, opening: actions.Opening) -> SampleRound:
    return actions.open_round(said=opening, by=doctor)


@pytest.fixture
def singles(doctor: Actor, opening: actions.Opening) -> SampleRound:
    """A round whose specimens are tested one by one."""
    said = dataclasses.replace(opening, test="measles_igm", specimen_kind="serum", pool_size=1)
    return actions.open_round(said=said, by=doctor)


@pytest.fixture
def living(doctor: Actor) -> Callable[..., Person]:
    def make(name: str, **said: object) -> Person:
        values = {"home_unit_id": doctor.unit_id, "address_line": "Tổ 1, bản Mẫu"}
        return person(doctor, name, **values | said)

    return make
