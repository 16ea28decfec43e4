import datetime as dt
from dataclasses import replace

import pytest

from tests.network import actor_at
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.areas.models import Area
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit


@pytest.fixture
def sin_ho() -> Area:
    """One commune of Lai Châu, in force."""
    Area.objects.create(
        code="12",
        level="province",
        name="Lai Châu",
        full_name="Tỉnh Lai Châu",
        search_fold="tinh lai chau",
        kind="Tỉnh",
        valid_from=dt.date(2025, 7, 1),
    )
    return Area.objects.create(
        code="03478",
        level="commune",
        name="Sìn Hồ",
        full_name="Xã Sìn Hồ",
        search_fold="xa sin ho tinh lai chau",
        kind="Xã",
        parent_code="12",
        lat=22.35,
        lon=103.25,
        valid_from=dt.date(2025, 7, 1),
    )


@pytest.fixture
def department(db: None) -> Unit:
    """The health department of a province, top of the tree in these tests."""
    return actions.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def hospital(department: Unit) -> Unit:
    return actions.create_unit(
        parent=department, kind="hospital", name="Bệnh viện đa khoa mẫu", by=SYSTEM
    )


@pytest.fixture
def station(department: Unit) -> Unit:
    return actions.create_unit(
        parent=department, kind="health_station", name="Trạm Y tế xã Đường Lâm", by=SYSTEM
    )


@pytest.fixture
def bureau(db: None) -> Unit:
    return actions.create_unit(
        parent=None, kind="health_bureau", name="Cục Y tế mẫu", chain="police", by=SYSTEM
    )


@pytest.fixture
def prison(bureau: Unit) -> Unit:
    return actions.create_unit(
        parent=bureau, kind="prison_clinic", name="Y tế Trại giam số 1", by=SYSTEM
    )


def at(unit: Unit, role: str) -> Actor:
    return actor_at(ScopeNode.objects.get(unit_id=unit.id), role)


@pytest.fixture
def officer(department: Unit) -> Actor:
    """Manages the units of the department."""
    return at(department, "department_officer")


@pytest.fixture
def police_officer(bureau: Unit) -> Actor:
    return at(bureau, "bureau_officer")


@pytest.fixture
def nurse(station: Unit) -> Actor:
    return replace(at(station, "station_nurse"), name="Điều dưỡng mẫu")
