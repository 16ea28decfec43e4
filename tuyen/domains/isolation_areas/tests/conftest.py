"""A station, its doctor, and an area opened from a template."""

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.isolation_areas.actions import areas as actions
from tuyen.domains.isolation_areas.models import IsolationArea
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account


@pytest.fixture
def station() -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu", grants=("custody",))


@pytest.fixture
def doctor(account: Account) -> Actor:
    who = actor_of(account)
    assert who is not None
    return who


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


def opening(**said: object) -> actions.Opening:
    values = {
        "template": "treatment_30",
        "name": "Khu điều trị sởi",
        "place": "Trường học cũ, bản Mẫu",
        "opening_order": "12/QĐ-UBND",
        "opened_on": clock.today(),
        "disease": "measles",
    } | said
    return actions.Opening(**values)  # type: ignore[arg-type]


@pytest.fixture
def area(doctor: Actor) -> IsolationArea:
    return actions.open_area(said=opening(), by=doctor)
