"""Two hospitals that exchange people, the upper one directing the lower one."""

import datetime as dt

import pytest

from tests.network import account_at, actor_at
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.rotation import actions
from tuyen.domains.rotation.models import Kind, RotationTurn
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff import actions as staff
from tuyen.registry.staff.models import StaffMember


@pytest.fixture
def ministry(db: None) -> Unit:
    return facilities.create_unit(
        parent=None, kind="ministry", name="Bộ mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def upper(ministry: Unit) -> Unit:
    return facilities.create_unit(
        parent=ministry, kind="hospital", name="Bệnh viện trung ương mẫu", by=SYSTEM
    )


@pytest.fixture
def lower(ministry: Unit, upper: Unit) -> Unit:
    unit = facilities.create_unit(
        parent=ministry, kind="hospital", name="Bệnh viện tỉnh mẫu", by=SYSTEM
    )
    facilities.affiliate(
        upper=upper, lower=unit, kind="satellite", valid_from=dt.date(2020, 1, 1), by=SYSTEM
    )
    return unit


def account(unit: Unit, role: str) -> Account:
    return account_at(ScopeNode.objects.get(pk=unit.pk), role)


def actor(unit: Unit, role: str) -> Actor:
    return actor_at(ScopeNode.objects.get(pk=unit.pk), role)


def someone(unit: Unit, name: str, profession: str = "doctor") -> StaffMember:
    return staff.add_member(
        unit=unit,
        name=name,
        position="Bác sĩ",
        profession=profession,
        works_from=dt.date(2020, 1, 1),
        by=SYSTEM,
    )


@pytest.fixture
def giver(upper: Unit) -> Actor:
    return actor(upper, "direction_office")


@pytest.fixture
def taker(lower: Unit) -> Actor:
    return actor(lower, "direction_office")


@pytest.fixture
def cardiologist(upper: Unit) -> StaffMember:
    return someone(upper, "Trần Văn Tim")


@pytest.fixture
def internist(lower: Unit) -> StaffMember:
    return someone(lower, "Lò Văn Nội")


def said(
    member: StaffMember,
    from_unit: Unit,
    to_unit: Unit,
    *,
    first: int = -10,
    last: int = 20,
    **more: object,
) -> actions.TurnSaid:
    """A turn from so many days to so many days from today."""
    today = clock.today()
    told = {
        "kind": Kind.PROJECT_1816,
        "position": "Bác sĩ tim mạch",
        "starts_on": today + dt.timedelta(days=first),
        "ends_on": today + dt.timedelta(days=last),
    } | more
    return actions.TurnSaid(member, from_unit, to_unit, **told)  # type: ignore[arg-type]


@pytest.fixture
def turn(cardiologist: StaffMember, upper: Unit, lower: Unit, giver: Actor) -> RotationTurn:
    """Decided, ten days old."""
    planned = actions.plan_turn(said=said(cardiologist, upper, lower), by=giver)
    return decided(planned, giver)


def decided(turn: RotationTurn, by: Actor) -> RotationTurn:
    told = {"number": "12/QĐ-BV", "on": clock.yesterday(), "signed_by": "Giám đốc mẫu"}
    return actions.decide(turn=turn, by=by, **told)  # type: ignore[arg-type]
