"""A station with a register under a health department, a neighbour, and a prison of the other chain."""

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.equipment import actions
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit


@pytest.fixture
def department(db: None) -> Unit:
    return facilities.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def station(department: Unit) -> Unit:
    return facilities.create_unit(
        parent=department, kind="health_station", name="Trạm Y tế xã Mẫu", by=SYSTEM
    )


@pytest.fixture
def neighbour(department: Unit) -> Unit:
    return facilities.create_unit(
        parent=department, kind="health_station", name="Trạm Y tế xã Bên", by=SYSTEM
    )


def at(unit: Unit, role: str) -> Actor:
    return actor_at(ScopeNode.objects.get(unit_id=unit.id), role)


@pytest.fixture
def doctor(station: Unit) -> Actor:
    return at(station, "station_doctor")


@pytest.fixture
def nurse(station: Unit) -> Actor:
    return at(station, "station_nurse")


@pytest.fixture
def officer(department: Unit) -> Actor:
    return at(department, "department_officer")


@pytest.fixture
def stranger(neighbour: Unit) -> Actor:
    return at(neighbour, "station_doctor")


@pytest.fixture
def browser(station: Unit) -> Client:
    node = ScopeNode.objects.get(unit_id=station.id)
    return browser_of(account_at(node, "station_doctor"))


@pytest.fixture
def ultrasound(station: Unit, doctor: Actor) -> EquipmentItem:
    return actions.add_item(
        unit=station, by=doctor, kind="ultrasound", name="Siêu âm đen trắng", serial="SA-001"
    )
