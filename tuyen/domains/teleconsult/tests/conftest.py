"""A station under a centre under a hospital, and a central hospital elsewhere that agreed to help."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.test import Client

from tests.agreements import agreed
from tests.network import account_at, browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.consults import ask
from tuyen.record.actions.queue import enqueue
from tuyen.record.actions.visits import finish_visit
from tuyen.record.consulting import Question
from tuyen.record.models import Consult
from tuyen.record.sheet import Diagnosis, Reading, Sheet
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person


@dataclass(frozen=True)
class Network:
    province: Unit
    cardiology: Unit
    centre: Unit
    station: Unit
    central: Unit


def unit_under(parent: Unit, kind: str, name: str) -> Unit:
    return actions.create_unit(parent=parent, kind=kind, name=name, by=SYSTEM, province_code="12")


@pytest.fixture
def network(db: None) -> Network:
    ministry = actions.create_unit(
        parent=None, kind="ministry", name="Bộ Y tế mẫu", chain="moh", by=SYSTEM
    )
    department = unit_under(ministry, "health_department", "Sở Y tế mẫu")
    province = unit_under(department, "hospital", "Bệnh viện tỉnh mẫu")
    cardiology = unit_under(province, "department", "Khoa Tim mạch mẫu")
    centre = unit_under(province, "district_health_centre", "Trung tâm Y tế mẫu")
    station = unit_under(centre, "health_station", "Trạm Y tế xã Mẫu")
    central = unit_under(ministry, "hospital", "Bệnh viện trung ương mẫu")
    agreed(station.id, centre.id, number="01/TT")
    agreed(centre.id, province.id, number="02/TT")
    agreed(province.id, central.id, number="03/TT")
    return Network(province, cardiology, centre, station, central)


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
def centre_account(network: Network) -> Account:
    return account_in(network.centre, "hospital_doctor", name="Bác sĩ Trung tâm Mẫu")


@pytest.fixture
def asker(station_account: Account) -> Actor:
    return acting(station_account)


@pytest.fixture
def expert(centre_account: Account) -> Actor:
    return acting(centre_account)


@pytest.fixture
def second(network: Network) -> Actor:
    """A further expert of the centre."""
    return acting(account_in(network.centre, "hospital_doctor", name="Bác sĩ Hai Mẫu"))


@pytest.fixture
def professor(network: Network) -> Actor:
    return acting(account_in(network.central, "hospital_doctor", name="Giáo sư Mẫu"))


@pytest.fixture
def at_station(station_account: Account) -> Client:
    return browser_of(station_account)


@pytest.fixture
def at_centre(centre_account: Account) -> Client:
    return browser_of(centre_account)


@pytest.fixture
def patient(asker: Actor) -> Person:
    return person(asker)


CHEST_PAIN = Sheet(
    occurred_at=dt.datetime(2000, 1, 1, tzinfo=dt.UTC),
    reason="Đau ngực",
    note="Đau ngực trái từ sáng, lan lên vai.",
    readings=(Reading("systolic", 168, "mm[Hg]"), Reading("diastolic", 98, "mm[Hg]")),
    diagnoses=(Diagnosis("Cơn đau thắt ngực", "I20.9"),),
    lines=(),
)


@pytest.fixture
def visit_id(asker: Actor, patient: Person) -> Any:
    enqueue(person_id=patient.id, by=asker)
    sheet = replace(CHEST_PAIN, occurred_at=clock.now())
    return finish_visit(person=patient.id, sheet=sheet, by=asker).encounter_id


@pytest.fixture
def question(network: Network) -> Question:
    return Question(
        to_unit_id=network.centre.id,
        specialty="cardiology",
        urgency="urgent",
        question="Có cần chuyển ngay không?",
        diagnosis="Cơn đau thắt ngực",
        diagnosis_code="I20.9",
        is_informed=True,
    )


@pytest.fixture
def consult(asker: Actor, patient: Person, visit_id: Any, question: Question) -> Consult:
    return ask(person=patient.id, question=question, by=asker, encounter_id=visit_id)
