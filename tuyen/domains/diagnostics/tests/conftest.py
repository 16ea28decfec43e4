"""A hospital with its laboratory, a clinician's patient, and a station where one doctor does it all."""

import pytest
from django.test import Client

from tests.network import account_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.orders import Wanted, place_orders
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Order, QueueEntry
from tuyen.registry.persons.models import Person


def acting(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện mẫu", kind="hospital")


@pytest.fixture
def laboratory(hospital: ScopeNode) -> ScopeNode:
    return node("Khoa Xét nghiệm mẫu", under=hospital, kind="department")


@pytest.fixture
def clinician_account(hospital: ScopeNode) -> Account:
    return account_at(hospital, "hospital_doctor", name="Bác sĩ lâm sàng mẫu")


@pytest.fixture
def clinician(clinician_account: Account) -> Actor:
    return acting(clinician_account)


@pytest.fixture
def technician_account(laboratory: ScopeNode) -> Account:
    return account_at(laboratory, "laboratory_technician", name="Kỹ thuật viên mẫu")


@pytest.fixture
def technician(technician_account: Account) -> Actor:
    return acting(technician_account)


@pytest.fixture
def pathologist_account(laboratory: ScopeNode) -> Account:
    return account_at(laboratory, "diagnostic_doctor", name="Bác sĩ xét nghiệm mẫu")


@pytest.fixture
def ward(clinician_account: Account) -> Client:
    return browser_of(clinician_account)


@pytest.fixture
def bench(technician_account: Account) -> Client:
    return browser_of(technician_account)


@pytest.fixture
def office(pathologist_account: Account) -> Client:
    return browser_of(pathologist_account)


@pytest.fixture
def patient(clinician: Actor) -> Person:
    return person(clinician)


@pytest.fixture
def entry(clinician: Actor, patient: Person) -> QueueEntry:
    return enqueue(person_id=patient.id, by=clinician, reason="Mệt")


@pytest.fixture
def sent(clinician: Actor, patient: Person, entry: QueueEntry, laboratory: ScopeNode) -> Order:
    """Electrolytes, sent to the laboratory of the hospital."""
    wanted = [Wanted("electrolytes", laboratory.unit_id)]
    [row] = place_orders(person_id=patient.id, wanted=wanted, by=clinician, reason="Phù")
    return row
