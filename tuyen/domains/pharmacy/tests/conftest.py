"""A station with a store: its nurse, its pharmacist, and drugs that came with a slip."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.pharmacy.actions import items, receipts
from tuyen.domains.pharmacy.models import Item, StockDocument, StockLot
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import queue, visits
from tuyen.record.models import Prescription
from tuyen.record.sheet import Diagnosis, Line, Sheet
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.formulary import drugs

PARACETAMOL, AMOXICILLIN = "paracetamol-500-tab", "amoxicillin-500-cap"


@pytest.fixture
def station(db: None) -> ScopeNode:
    return node("Trạm Y tế xã Mẫu")


@pytest.fixture
def other_station(db: None) -> ScopeNode:
    return node("Trạm Y tế xã Bên")


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_nurse", name="Điều dưỡng Mẫu")


@pytest.fixture
def nurse(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def doctor(station: ScopeNode) -> Actor:
    return actor_at(station, "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def stranger(other_station: ScopeNode) -> Actor:
    return actor_at(other_station, "station_nurse")


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def patient(doctor: Actor) -> Person:
    return person(doctor)


def in_days(days: int) -> dt.date:
    return clock.today() + dt.timedelta(days=days)


def item(code: str, by: Actor) -> Item:
    found = items.item_with_code(code, by)
    assert found is not None
    return found


def line(by: Actor, quantity: int, lot: str = "A1", days: int = 400, **said: Any) -> receipts.Line:
    code = said.pop("code", PARACETAMOL)
    return receipts.Line(item(code, by), lot, in_days(days), quantity, **said)


def received(by: Actor, *lines: receipts.Line, source: str = "insurance") -> StockDocument:
    return receipts.receive(lines=lines, source=source, by=by, supplier="Trung tâm Y tế Mẫu")


def lot_named(number: str) -> StockLot:
    return StockLot.objects.get(lot_number=number)


def drug_line(code: str, quantity: float, dose: str = "1x2", control: str = "C") -> Line:
    """A line as the visit screen reads it."""
    drug = drugs(clock.today())[code]
    return Line(
        drug.name,
        dose,
        quantity,
        drug.unit,
        drug_code=code,
        strength=drug.strength,
        form=drug.form,
        route=drug.route,
        days=5,
        control=control,
    )


def prescribed(by: Actor, patient: Person, *lines: Line) -> Prescription:
    """Somebody has come, was seen, and goes to the counter."""
    queue.enqueue(person_id=patient.id, by=by)
    sheet = Sheet(
        occurred_at=clock.now(),
        reason="Ho, sốt",
        diagnoses=(Diagnosis("Viêm họng", "J02.9"),),
        lines=lines,
    )
    done = visits.finish_visit(person=patient.id, sheet=sheet, by=by)
    found: Prescription = Prescription.objects.get(encounter_id=done.encounter_id)  # type: ignore[assignment]
    return found
