"""A provincial hospital that directs a centre, with people on both sides; the list of techniques."""

import datetime as dt
from collections.abc import Callable

import pytest

from tests.network import account_at
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.text import fold
from tuyen.platform import changes
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account
from tuyen.record.models import Encounter
from tuyen.registry.facilities import actions
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.models import Person
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.terms.catalogue import load_catalogues

PHACO = "3.1527"
SCHEMES = ["technique", "anaesthesia"]


@pytest.fixture(scope="session")
def _techniques_once(django_db_setup, django_db_blocker) -> None:  # type: ignore[no-untyped-def]
    with django_db_blocker.unblock():
        load_catalogues(schemes=SCHEMES)


@pytest.fixture
def techniques(_techniques_once: None, db: None) -> None:
    load_catalogues(schemes=SCHEMES)


@pytest.fixture
def department(db: None) -> Unit:
    return actions.create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


def hospital_under(parent: Unit, kind: str, name: str) -> Unit:
    return actions.create_unit(parent=parent, kind=kind, name=name, by=SYSTEM)


@pytest.fixture
def hospital(department: Unit) -> Unit:
    return hospital_under(department, "hospital", "Bệnh viện đa khoa mẫu")


@pytest.fixture
def centre(hospital: Unit) -> Unit:
    return hospital_under(hospital, "district_health_centre", "Trung tâm Y tế khu vực mẫu")


@pytest.fixture
def stranger(department: Unit) -> Unit:
    """A hospital beside the line of direction."""
    return hospital_under(department, "hospital", "Bệnh viện khác")


def account_of(unit: Unit, role: str, name: str = "") -> Account:
    return account_at(ScopeNode.objects.get(pk=unit.pk), role, name=name)


def at(unit: Unit, role: str, name: str = "") -> Actor:
    actor = actor_of(account_of(unit, role, name))
    assert actor is not None
    return actor


@pytest.fixture
def surgeon_account(centre: Unit) -> Account:
    return account_of(centre, "hospital_doctor", "Bác sĩ Trung tâm")


@pytest.fixture
def surgeon(surgeon_account: Account) -> Actor:
    actor = actor_of(surgeon_account)
    assert actor is not None
    return actor


@pytest.fixture
def employed() -> Callable[[Unit, str], StaffMember]:
    """Somebody who works at a unit."""

    def employ(unit: Unit, name: str) -> StaffMember:
        member = StaffMember(unit_id=unit.id, name=name, name_fold=fold(name), name_key=fold(name))
        post = Post(
            unit_id=unit.id,
            staff_id=member.id,
            position="Bác sĩ",
            valid_from=clock.today() - dt.timedelta(days=3650),
        )
        with changes.apply(actor=SYSTEM, reason="test.staff") as log:
            log.create(member, post)
        return member

    return employ


@pytest.fixture
def patient(surgeon: Actor) -> Person:
    return person(surgeon)


def visit_of(patient: Person, unit: Unit, day: dt.date | None = None) -> Encounter:
    on = day or clock.today()
    at_ = clock.now() if day is None else clock.start_of(on) + dt.timedelta(hours=9)
    row = Encounter(
        patient_id=patient.id, unit_id=unit.id, day=on, occurred_at=at_, recorded_at=at_
    )
    with changes.apply(actor=SYSTEM, reason="test.visit") as log:
        log.create(row)
    return row


@pytest.fixture
def visit(patient: Person, centre: Unit) -> Encounter:
    return visit_of(patient, centre)
