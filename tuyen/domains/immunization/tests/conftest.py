"""A station with a nurse and a child of ten months whom it follows."""

import datetime as dt

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.registry.persons.models import Person

DAY = dt.timedelta(days=1)


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_nurse", name="Điều dưỡng Mẫu")


@pytest.fixture
def nurse(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def child(nurse: Actor) -> Person:
    return child_of(nurse, "Giàng A Bé", days=304)


def child_of(by: Actor, name: str, *, days: int, village: str = "Bản Mẫu 1") -> Person:
    """A child whom the station of `by` follows."""
    born = clock.today() - days * DAY
    return person(by, name, birth_date=born, home_unit_id=by.unit_id, address_line=village)
