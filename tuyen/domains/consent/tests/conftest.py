"""A station at work, a programme unit above it, and somebody treated at the station."""

import datetime as dt

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform import changes
from tuyen.platform.access.links import Link
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.tests.conftest import sheet
from tuyen.registry.persons.models import Person


@pytest.fixture
def station(db: None) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def patient(doctor: Actor) -> Person:
    row = person(doctor)
    enqueue(person_id=row.id, by=doctor)
    finish_visit(person=row.id, sheet=sheet(lines=()), by=doctor)
    return row


@pytest.fixture
def programme(patient: Person) -> Actor:
    """A unit that may open the chart only because of a health programme."""
    unit = node("Trung tâm chương trình mẫu", kind="hospital")
    since = clock.today() - dt.timedelta(days=90)
    with changes.apply(actor=SYSTEM, reason="test.programme") as log:
        log.add(Link(patient.id, unit.unit_id, "programme", "", since))
    return actor_at(unit, "hospital_doctor")
