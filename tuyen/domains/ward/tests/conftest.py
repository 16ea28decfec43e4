"""A hospital with two departments, a ward at work, and somebody who has come to stay."""

from typing import Any

import pytest
from django.test import Client

from tests.network import account_at, actor_at, browser_of, node
from tests.people import person
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.actions import admissions, beds
from tuyen.record.actions.admissions import Coming
from tuyen.record.models import Admission, Bed, Room
from tuyen.record.queries.beds import beds_of
from tuyen.registry.persons.models import Person


@pytest.fixture
def hospital() -> ScopeNode:
    return node("Bệnh viện Mẫu", kind="hospital")


@pytest.fixture
def medicine(hospital: ScopeNode) -> ScopeNode:
    return node("Khoa Nội", under=hospital, kind="department")


@pytest.fixture
def surgery(hospital: ScopeNode) -> ScopeNode:
    return node("Khoa Ngoại", under=hospital, kind="department")


@pytest.fixture
def account(hospital: ScopeNode) -> Account:
    return account_at(hospital, "hospital_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def doctor(account: Account) -> Actor:
    actor = actor_of(account)
    assert actor is not None
    return actor


@pytest.fixture
def browser(account: Account) -> Client:
    return browser_of(account)


@pytest.fixture
def nurse(hospital: ScopeNode, medicine: ScopeNode, surgery: ScopeNode) -> Actor:
    """The head nurse of the hospital; both departments are known."""
    return actor_at(hospital, "ward_nurse", name="Điều dưỡng Mẫu")


@pytest.fixture
def warden(hospital: ScopeNode) -> Actor:
    """A nurse with the grant to custody."""
    return actor_at(hospital, "ward_nurse", name="Điều dưỡng Buồng riêng", grants=("custody",))


@pytest.fixture
def room(nurse: Actor, medicine: ScopeNode) -> Room:
    return beds.add_room(name="Buồng 1", kind="ward", beds=3, unit_id=medicine.unit_id, by=nurse)


@pytest.fixture
def secure(warden: Actor, medicine: ScopeNode, nurse: Actor) -> Room:
    return beds.add_room(
        name="Buồng R1", kind="secure", beds=2, unit_id=medicine.unit_id, by=warden
    )


@pytest.fixture
def patient(doctor: Actor) -> Person:
    return person(doctor)


@pytest.fixture
def stay(patient: Person, room: Room, nurse: Actor) -> Admission:
    """Lies in bed 1 of room 1."""
    return admitted(patient, nurse, bed_in(room, nurse))


def bed_in(room: Room, who: Actor, name: str = "1") -> Bed:
    bed: Bed = beds_of(who).get(room_id=room.id, name=name)
    return bed


def admitted(who: Person, by: Actor, bed: Bed | None = None, **said: Any) -> Admission:
    coming = Coming(
        **{"reason": "Sốt cao, khó thở", "diagnosis": "Viêm phổi", "code": "J18"} | said
    )
    unit_id = bed.unit_id if bed else said.pop("unit_id", None) or by.unit_id
    return admissions.admit(person_id=who.id, coming=coming, unit_id=unit_id, bed=bed, by=by)
