"""A station that takes appointments every day of the week."""

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.appointments import set_hours
from tuyen.record.actions.queue import enqueue
from tuyen.registry.persons.models import Person


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
    set_hours(capacity=3, closed_weekdays=frozenset(), closed_days=[], by=actor)
    return actor


@pytest.fixture
def browser(account: Account, nurse: Actor) -> Client:
    assert nurse.account_id == account.id
    return browser_of(account)


@pytest.fixture
def patient(nurse: Actor) -> Person:
    """Somebody whose chart is open: they have come today."""
    found = person(nurse, phone="0900000000")
    enqueue(person_id=found.id, by=nurse)
    return found
