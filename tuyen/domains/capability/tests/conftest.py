"""A department with two stations, a hospital of another province, and a survey sent to the stations."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import pytest

from tests.network import account_at, actor_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.capability.actions import surveys as actions
from tuyen.domains.capability.models import SurveyCampaign, UnitSurvey
from tuyen.domains.capability.queries import surveys as queries
from tuyen.platform import forms
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit

FORM = "capability_station"
POPULATION = {"population": 5000}


def made(parent: Unit | None, kind: str, name: str) -> Unit:
    return facilities.create_unit(parent=parent, kind=kind, name=name, chain="moh", by=SYSTEM)


@pytest.fixture
def department(db: None) -> Unit:
    return made(None, "health_department", "Sở Y tế mẫu")


@pytest.fixture
def station(department: Unit) -> Unit:
    return made(department, "health_station", "Trạm Y tế xã Mẫu")


@pytest.fixture
def neighbour(department: Unit) -> Unit:
    return made(department, "health_station", "Trạm Y tế xã Bên")


@pytest.fixture
def elsewhere(db: None) -> Unit:
    return made(made(None, "health_department", "Sở Y tế tỉnh khác"), "health_station", "Trạm xa")


def at(unit: Unit, role: str) -> Actor:
    return actor_at(ScopeNode.objects.get(unit_id=unit.id), role)


def browser_at(unit: Unit, role: str) -> Any:
    return browser_of(account_at(ScopeNode.objects.get(unit_id=unit.id), role))


@pytest.fixture
def officer(department: Unit) -> Actor:
    return at(department, "department_officer")


@pytest.fixture
def doctor(station: Unit) -> Actor:
    return at(station, "station_doctor")


@pytest.fixture
def stranger(elsewhere: Unit) -> Actor:
    return at(elsewhere, "station_doctor")


def sent(by: Actor, year: int, kind: str = "health_station") -> SurveyCampaign:
    campaign = actions.draw_up(
        title=f"Khảo sát năng lực trạm y tế {year}",
        year=year,
        form_code=FORM,
        unit_kind=kind,
        due_on=clock.today() + dt.timedelta(days=30),
        by=by,
    )
    actions.send(campaign=campaign, units=queries.units_to_ask(by, kind), by=by)
    return campaign


def survey_of(unit: Unit, year: int) -> UnitSurvey:
    found = UnitSurvey.objects.select_related("campaign").get(to_unit_id=unit.id, year=year)
    assert isinstance(found, UnitSurvey)
    return found


def answers(**said: Any) -> Mapping[str, Any]:
    """A station that has everything, but for what is said."""
    full: dict[str, Any] = {}
    for item in forms.find(FORM).questions():
        if item.kind == "integer":
            full[item.link] = (
                int(item.bands[-1][0]) if item.bands else POPULATION.get(item.link, 10)
            )
        elif item.kind == "boolean":
            full[item.link] = True
    return full | said


@pytest.fixture
def campaign(officer: Actor, station: Unit, neighbour: Unit) -> SurveyCampaign:
    return sent(officer, 2026)


@pytest.fixture
def survey(campaign: SurveyCampaign, station: Unit) -> UnitSurvey:
    return survey_of(station, 2026)
