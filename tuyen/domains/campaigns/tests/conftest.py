"""A department that leads, a station below it with people of three ages, and a campaign with one group."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.campaigns.actions import campaigns as actions
from tuyen.domains.campaigns.models import Campaign
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.accounts.models import Account
from tuyen.registry.persons.models import Person

DAY = dt.timedelta(days=1)


@pytest.fixture
def centre(db: None) -> ScopeNode:
    return node("Sở Y tế Mẫu", kind="health_department", province_code="12")


@pytest.fixture
def station(centre: ScopeNode) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu", under=centre, province_code="12")


@pytest.fixture
def leader(centre: ScopeNode) -> Actor:
    return actor_at(centre, "department_officer", name="Cán bộ Mẫu")


@pytest.fixture
def nurse_account(station: ScopeNode) -> Account:
    return account_at(station, "station_nurse", name="Điều dưỡng Mẫu")


@pytest.fixture
def nurse(station: ScopeNode) -> Actor:
    return actor_at(station, "station_nurse", name="Điều dưỡng Mẫu")


def opening(**said: object) -> actions.Opening:
    today = clock.today()
    values = {
        "name": "Tiêm bổ sung sởi",
        "kind": "supplementary",
        "vaccine": "mr",
        "basis": "12/KH-SYT",
        "starts_on": today - 2 * DAY,
        "ends_on": today + 5 * DAY,
        "target_percent": 95,
    }
    return actions.Opening(**values | said)  # type: ignore[arg-type]


@pytest.fixture
def campaign(leader: Actor) -> Campaign:
    return actions.open_campaign(said=opening(), by=leader)


@pytest.fixture
def living(nurse: Actor) -> Callable[..., Person]:
    """Somebody whom the station keeps, so many months old on the first day of the campaign."""

    def make(name: str, months: int, **said: object) -> Person:
        born = clock.today() - 2 * DAY - dt.timedelta(days=round(months * 30.44) + 3)
        values = {"birth_date": born, "home_unit_id": nurse.unit_id, "address_line": "bản Mẫu"}
        return person(nurse, name, **values | said)

    return make


@pytest.fixture
def browser(nurse_account: Account):  # type: ignore[no-untyped-def]
    return browser_of(nurse_account)
