"""A small direction network: a provincial hospital with two centres, a central hospital tied to it."""

import datetime as dt

import pytest

from tests.network import account_at, actor_at, browser_of
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.steering.actions import agreements
from tuyen.domains.steering.actions.agreements import Signed
from tuyen.domains.steering.models import Agreement
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit

TODAY = dt.date(2026, 6, 15)


def unit(name: str, kind: str, under: Unit | None = None, **more: object) -> Unit:
    return actions.create_unit(parent=under, kind=kind, name=name, by=SYSTEM, **more)


def at(place: Unit, role: str, name: str = "") -> Actor:
    return actor_at(ScopeNode.objects.get(unit_id=place.id), role, name=name)


def browser_at(place: Unit, role: str):
    return browser_of(account_at(ScopeNode.objects.get(unit_id=place.id), role))


@pytest.fixture
def department(db: None) -> Unit:
    return unit("Sở Y tế mẫu", "health_department", chain="moh")


@pytest.fixture
def hospital(department: Unit) -> Unit:
    return unit("Bệnh viện đa khoa tỉnh mẫu", "hospital", department, phone="0213 3870 100")


@pytest.fixture
def office_unit(hospital: Unit) -> Unit:
    return unit("Phòng Chỉ đạo tuyến", "department", hospital)


@pytest.fixture
def centre(hospital: Unit) -> Unit:
    return unit("Trung tâm Y tế A", "district_health_centre", hospital, phone="0213.3871.222")


@pytest.fixture
def station(centre: Unit) -> Unit:
    return unit("Trạm Y tế xã Mẫu", "health_station", centre)


@pytest.fixture
def other_hospital(db: None) -> Unit:
    other = unit("Sở Y tế khác", "health_department", chain="moh")
    return unit("Bệnh viện trung ương mẫu", "hospital", other)


@pytest.fixture
def office(office_unit: Unit) -> Actor:
    return at(office_unit, "direction_office", "Cán bộ chỉ đạo")


@pytest.fixture
def doctor(station: Unit) -> Actor:
    return at(station, "station_doctor", "Bác sĩ trạm")


@pytest.fixture
def agreement(office: Actor, other_hospital: Unit) -> Agreement:
    said = signed(other=other_hospital, purposes=("teleconsult", "technique_transfer"))
    return agreements.sign(said=said, by=office)


def signed(**more: object) -> Signed:
    given: dict = {
        "kind": "comprehensive",
        "number": "12/HTTD",
        "title": "Hợp tác toàn diện",
        "signed_on": dt.date(2024, 1, 5),
        "valid_from": dt.date(2024, 1, 10),
        "valid_to": dt.date(2028, 1, 9),
    }
    return Signed(**{**given, **more})
