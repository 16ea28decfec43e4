"""A hospital that directs a centre: its office supervises, the centre mends."""

import datetime as dt
from typing import Any

import pytest

from tests.network import actor_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.supervision.actions import checklists, rounds
from tuyen.domains.supervision.models import SupervisionRound
from tuyen.platform import forms
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities import actions as network
from tuyen.registry.facilities.models import Unit

CODE = "supervision_station"


@pytest.fixture
def hospital(db: None) -> Unit:
    department = network.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", by=SYSTEM, chain="moh"
    )
    return network.create_unit(parent=department, kind="hospital", name="Bệnh viện mẫu", by=SYSTEM)


@pytest.fixture
def centre(hospital: Unit) -> Unit:
    unit = network.create_unit(
        parent=hospital.parent, kind="district_health_centre", name="Trung tâm mẫu", by=SYSTEM
    )
    day = dt.date(2024, 1, 1)
    network.affiliate(upper=hospital, lower=unit, kind="steering", valid_from=day, by=SYSTEM)
    return unit


def at(unit: Unit, role: str) -> Actor:
    return actor_at(ScopeNode.objects.get(pk=unit.pk), role)


@pytest.fixture
def office(hospital: Unit, centre: Unit) -> Actor:
    return at(hospital, "direction_office")


@pytest.fixture
def theirs(centre: Unit) -> Actor:
    return at(centre, "station_doctor")


def wanted(unit: Unit, day: dt.date | None = None, **said: Any) -> rounds.Wanted:
    on = day or clock.today()
    usual: dict[str, Any] = {
        "to_unit_id": unit.id,
        "starts_on": on,
        "ends_on": on,
        "purpose": "Giám sát quý",
        "form_code": CODE,
        "leader_name": "Trưởng đoàn mẫu",
    }
    return rounds.Wanted(**usual | said)


def all_met(**said: Any) -> dict[str, Any]:
    met: dict[str, Any] = {
        item.link: "met"
        for item in forms.find(CODE).questions()
        if item.is_required and item.kind == "choice"
    }
    return met | {"emergency_oxygen": True, "drugs_expired": False} | said


@pytest.fixture
def begun(office: Actor, centre: Unit) -> SupervisionRound:
    """The checklist was handed in; the oxygen was missing and waste was half sorted."""
    row = rounds.plan_round(wanted=wanted(centre), by=office)
    checklists.fill(
        round_=row,
        form=forms.find(CODE),
        answers=all_met(emergency_oxygen=False, infection_waste="partly"),
        is_complete=True,
        by=office,
    )
    return row


@pytest.fixture
def concluded(begun: SupervisionRound, office: Actor) -> SupervisionRound:
    return checklists.conclude(
        round_=begun, conclusion="Cơ bản đạt.", unit_said="", number="12/BB", by=office
    )
