"""A station under a hospital, both at work, and somebody who was seen at the station."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client

from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.referrals import refer
from tuyen.record.actions.visits import finish_visit
from tuyen.record.models import Referral
from tuyen.record.sheet import Diagnosis, Line, Reading, Sheet
from tuyen.record.transfer import Transfer
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Facility, Unit
from tuyen.registry.persons.models import Person


@dataclass(frozen=True)
class Network:
    department: Unit
    hospital: Unit
    other_hospital: Unit
    station: Unit


@pytest.fixture
def network(db: None) -> Network:
    department = actions.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    hospital = unit_under(department, "hospital", "Bệnh viện Đa khoa mẫu")
    other = unit_under(department, "hospital", "Bệnh viện Tim mạch mẫu")
    unit_under(other, "department", "Khoa Tim mạch can thiệp")
    station = unit_under(hospital, "health_station", "Trạm Y tế xã Mẫu")
    levels = [(hospital, "basic"), (other, "basic"), (station, "primary")]
    with changes.apply(actor=SYSTEM, reason="test.ratings") as log:
        log.create(*(Facility(unit=unit, care_level=level) for unit, level in levels))
    return Network(department, hospital, other, station)


def unit_under(parent: Unit, kind: str, name: str) -> Unit:
    return actions.create_unit(parent=parent, kind=kind, name=name, by=SYSTEM, province_code="12")


def account_in(unit: Unit, role: str, **said: Any) -> Account:
    return account_at(ScopeNode.objects.get(unit_id=unit.id), role, **said)


def acting(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def station_account(network: Network) -> Account:
    return account_in(network.station, "station_doctor", name="Bác sĩ Trạm Mẫu")


@pytest.fixture
def hospital_account(network: Network) -> Account:
    return account_in(network.hospital, "hospital_doctor", name="Bác sĩ Viện Mẫu")


@pytest.fixture
def sender(station_account: Account) -> Actor:
    return acting(station_account)


@pytest.fixture
def receiver(hospital_account: Account) -> Actor:
    return acting(hospital_account)


@pytest.fixture
def stranger(network: Network) -> Actor:
    return acting(account_in(network.other_hospital, "hospital_doctor"))


@pytest.fixture
def at_station(station_account: Account) -> Client:
    return browser_of(station_account)


@pytest.fixture
def at_hospital(hospital_account: Account) -> Client:
    return browser_of(hospital_account)


@pytest.fixture
def patient(sender: Actor) -> Person:
    return person(sender)


CHEST_PAIN = Sheet(
    occurred_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
    reason="Đau ngực",
    note="Đau ngực trái từ sáng, lan lên vai.",
    readings=(Reading("systolic", 168, "mm[Hg]"), Reading("diastolic", 98, "mm[Hg]")),
    diagnoses=(Diagnosis("Cơn đau thắt ngực", "I20.9"), Diagnosis("Tăng huyết áp", "I10")),
    lines=(
        Line(
            "Amlodipin", "1 viên, sáng", 7, "viên",
            drug_code="amlodipine-5-tab", strength="5 mg", days=7,
        ),
    ),
)  # fmt: skip


@pytest.fixture
def visit_id(sender: Actor, patient: Person) -> Any:
    enqueue(person_id=patient.id, by=sender)
    sheet = replace(CHEST_PAIN, occurred_at=clock.now())
    return finish_visit(person=patient.id, sheet=sheet, by=sender).encounter_id


@pytest.fixture
def transfer(network: Network) -> Transfer:
    return Transfer(
        to_unit_id=network.hospital.id,
        urgency="urgent",
        reason_code="1",
        diagnosis="Cơn đau thắt ngực",
        diagnosis_code="I20.9",
        signs="Đau ngực trái",
        transport="ambulance",
    )


@pytest.fixture
def referral(sender: Actor, patient: Person, visit_id: Any, transfer: Transfer) -> Referral:
    return refer(person=patient.id, transfer=transfer, by=sender, encounter_id=visit_id)
