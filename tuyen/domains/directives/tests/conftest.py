"""A department, its hospital, stations under it; desks of each side."""

from collections.abc import Callable
from typing import NamedTuple

import pytest
from django.test import Client

from tests.network import account_at, browser_of
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit


class Desk(NamedTuple):
    """Somebody at work: the browser, and the same person as an actor."""

    browser: Client
    who: Actor


DeskAt = Callable[..., Desk]


def desk_at(unit: Unit, role: str, name: str = "") -> Desk:
    account = account_at(ScopeNode.objects.get(pk=unit.pk), role, name=name)
    who = actor_of(account)
    assert who is not None
    return Desk(browser_of(account), who)


@pytest.fixture
def department(db: None) -> Unit:
    return create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def hospital(department: Unit) -> Unit:
    return create_unit(parent=department, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


def stations_under(parent: Unit, count: int) -> list[Unit]:
    return [
        create_unit(
            parent=parent, kind="health_station", name=f"Trạm Y tế xã Mẫu {n:02d}", by=SYSTEM
        )
        for n in range(1, count + 1)
    ]


@pytest.fixture
def stations(hospital: Unit) -> list[Unit]:
    return stations_under(hospital, 3)


@pytest.fixture
def office(hospital: Unit) -> Desk:
    return desk_at(hospital, "direction_office", "Chuyên viên chỉ đạo tuyến")


@pytest.fixture
def director(hospital: Unit) -> Desk:
    return desk_at(hospital, "hospital_director", "Giám đốc mẫu")


@pytest.fixture
def doctor(stations: list[Unit]) -> Desk:
    return desk_at(stations[0], "station_doctor", "Bác sĩ trạm mẫu")


@pytest.fixture
def stranger(department: Unit) -> Desk:
    """A station beside: under the department, not under the hospital."""
    other = create_unit(
        parent=department, kind="health_station", name="Trạm Y tế xã Khác", by=SYSTEM
    )
    return desk_at(other, "station_doctor")
