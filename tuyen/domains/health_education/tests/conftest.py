"""A department that leads, a station below it, a campaign about measles."""

import datetime as dt

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.health_education.actions import campaigns as actions
from tuyen.domains.health_education.actions import sessions as session_actions
from tuyen.domains.health_education.models import EducationCampaign
from tuyen.platform.access.models import ScopeNode

DAY = dt.timedelta(days=1)


@pytest.fixture
def department(db: None) -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department", province_code="12")


@pytest.fixture
def station(department: ScopeNode) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu", under=department, province_code="12")


@pytest.fixture
def leader(department: ScopeNode) -> Actor:
    return actor_at(department, "department_officer", name="Cán bộ Mẫu")


@pytest.fixture
def nurse(station: ScopeNode) -> Actor:
    return actor_at(station, "station_nurse", name="Điều dưỡng Mẫu")


@pytest.fixture
def office(department: ScopeNode) -> Client:
    return browser_of(account_at(department, "department_officer", name="Cán bộ Mẫu"))


@pytest.fixture
def browser(station: ScopeNode) -> Client:
    return browser_of(account_at(station, "station_nurse", name="Điều dưỡng Mẫu"))


def opening(**said: object) -> actions.Opening:
    today = clock.today()
    values = {
        "name": "Phòng sởi cho trẻ",
        "message": "Trẻ sốt, phát ban thì đưa ngay đến trạm; tiêm đủ hai mũi.",
        "disease": "measles",
        "target_group": "everybody",
        "starts_on": today - 20 * DAY,
        "ends_on": today + 5 * DAY,
    }
    return actions.Opening(**values | said)  # type: ignore[arg-type]


def told(**said: object) -> session_actions.Told:
    values = {
        "held_on": clock.today(),
        "channel": "meeting",
        "language": "hmong",
        "place": "Bản Mẫu",
        "held_by": "Y tế thôn bản Mẫu",
        "reached": 40,
    }
    return session_actions.Told(**values | said)  # type: ignore[arg-type]


@pytest.fixture
def campaign(leader: Actor) -> EducationCampaign:
    return actions.open_campaign(said=opening(), by=leader)
