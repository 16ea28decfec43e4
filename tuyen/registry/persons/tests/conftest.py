"""A province with two communes, a hospital and a prison clinic; people enter through the actions."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from tests.network import actor_at, node
from tuyen.core.actor import Actor
from tuyen.core.text import fold
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.areas.models import Area
from tuyen.registry.persons import actions
from tuyen.registry.persons.drafts import Details, Number
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.rules import Birth

NEAR, FAR = "00123", "00456"


def born(year: int, month: int = 0, day: int = 0) -> Birth:
    precision = "day" if day else "month" if month else "year"
    return Birth(dt.date(year, month or 1, day or 1), precision)


@pytest.fixture
def areas(db: None) -> None:
    since = dt.date(2025, 7, 1)
    Area.objects.create(
        code="01", level="province", name="Mẫu", full_name="Tỉnh Mẫu", valid_from=since
    )
    for code, name in ((NEAR, "Xã Gần"), (FAR, "Xã Xa")):
        Area.objects.create(
            code=code,
            level="commune",
            name=name,
            full_name=name,
            search_fold=f" {fold(name)} tinh mau",
            parent_code="01",
            valid_from=since,
        )


@pytest.fixture
def province(areas: None) -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department", province_code="01")


@pytest.fixture
def station(province: ScopeNode) -> ScopeNode:
    return node("Trạm Gần", under=province, commune_code=NEAR, province_code="01")


@pytest.fixture
def other_station(province: ScopeNode) -> ScopeNode:
    return node("Trạm Xa", under=province, commune_code=FAR, province_code="01")


@pytest.fixture
def hospital(province: ScopeNode) -> ScopeNode:
    return node("Bệnh viện Mẫu", under=province, kind="provincial_hospital", province_code="01")


@pytest.fixture
def prison(areas: None) -> ScopeNode:
    return node("Bệnh xá trại Mẫu", chain="security", kind="prison_clinic", province_code="01")


@pytest.fixture
def nurse(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor")


@pytest.fixture
def far_nurse(other_station: ScopeNode) -> Actor:
    return actor_at(other_station, "station_doctor")


@pytest.fixture
def doctor(hospital: ScopeNode) -> Actor:
    return actor_at(hospital, "hospital_doctor")


@pytest.fixture
def prison_doctor(prison: ScopeNode) -> Actor:
    return actor_at(prison, "prison_doctor", grants=("custody",))


Enter = Callable[..., Person]


@pytest.fixture
def enter(nurse: Actor) -> Enter:
    """`enter("Đặng Thị Hòa", 1979, number="001179012345", commune=NEAR)`"""

    def registered(
        name: str,
        year: int = 1979,
        *,
        number: str = "",
        commune: str = NEAR,
        by: Actor | None = None,
        **more: Any,
    ) -> Person:
        birth = more.pop("birth", born(year))
        details = Details(name=name, birth=birth, commune_code=commune, **more)
        numbers = [Number("citizen_id", number)] if number else []
        return actions.register_person(details=details, numbers=numbers, by=by or nurse)

    return registered
