import datetime as dt

import pytest

from tests.network import actor_at
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions
from tuyen.registry.staff.models import StaffMember


@pytest.fixture
def department(db: None) -> Unit:
    return network.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def station(department: Unit) -> Unit:
    return network.create_unit(
        parent=department, kind="health_station", name="Trạm Y tế mẫu", by=SYSTEM
    )


@pytest.fixture
def hospital(department: Unit) -> Unit:
    return network.create_unit(parent=department, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


def at(unit: Unit, role: str) -> Actor:
    return actor_at(ScopeNode.objects.get(unit_id=unit.id), role)


@pytest.fixture
def officer(department: Unit) -> Actor:
    return at(department, "department_officer")


@pytest.fixture
def administrator(station: Unit) -> Actor:
    return at(station, "unit_administrator")


@pytest.fixture
def nurse(station: Unit) -> Actor:
    return at(station, "station_nurse")


@pytest.fixture
def member(station: Unit, officer: Actor) -> StaffMember:
    return actions.add_member(
        unit=station,
        name="Đặng Thị Mẫu",
        birth_year=1985,
        sex="female",
        profession="doctor",
        position="Trưởng trạm",
        works_from=dt.date(2020, 1, 1),
        by=officer,
    )
