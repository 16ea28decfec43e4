"""A health department with two stations, and an infirmary of the other chain."""

import datetime as dt

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.vaccine_supply.actions import sheets
from tuyen.domains.vaccine_supply.models import NeedSheet
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit


def unit_of(kind: str, name: str, under: Unit | None = None, chain: str = "moh") -> Unit:
    told = {"parent": under, "kind": kind, "name": name, "by": SYSTEM}
    return facilities.create_unit(**told, **({} if under else {"chain": chain}))


@pytest.fixture
def department(db: None) -> Unit:
    return unit_of("health_department", "Sở Y tế mẫu")


@pytest.fixture
def station(department: Unit) -> Unit:
    return unit_of("health_station", "Trạm Y tế xã Mẫu", department)


@pytest.fixture
def neighbour(department: Unit) -> Unit:
    return unit_of("health_station", "Trạm Y tế xã Bên", department)


def node_of(unit: Unit) -> ScopeNode:
    return ScopeNode.objects.get(unit_id=unit.id)


@pytest.fixture
def nurse(station: Unit) -> Actor:
    return actor_at(node_of(station), "station_nurse")


@pytest.fixture
def stranger(neighbour: Unit) -> Actor:
    return actor_at(node_of(neighbour), "station_doctor")


@pytest.fixture
def officer(department: Unit) -> Actor:
    return actor_at(node_of(department), "department_officer")


@pytest.fixture
def browser(station: Unit) -> Client:
    return browser_of(account_at(node_of(station), "station_nurse"))


@pytest.fixture
def office(department: Unit) -> Client:
    return browser_of(account_at(node_of(department), "department_officer"))


def sheet_by(who: Actor, title: str = "Sởi quý IV") -> NeedSheet:
    today = clock.today()
    return sheets.draw_up(
        title=title,
        vaccine="mr",
        starts_on=today,
        ends_on=today + dt.timedelta(days=90),
        by=who,
    )


@pytest.fixture
def sheet(nurse: Actor) -> NeedSheet:
    return sheet_by(nurse)
