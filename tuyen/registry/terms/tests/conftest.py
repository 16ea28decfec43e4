"""The code lists, loaded once for the run outside any test's transaction."""

import datetime as dt

import pytest

from tests.network import actor_at, node
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.terms.catalogue import load_catalogues

SCHEMES = ["icd10", "icd10_block", "icd10_chapter", "visit_kind", "gender", "insurance_card_group"]


@pytest.fixture(scope="session")
def _lists_once(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        load_catalogues(schemes=SCHEMES)


@pytest.fixture
def lists(_lists_once, db):
    """Three statements when they are still there; a test that flushes the tables costs a second."""
    load_catalogues(schemes=SCHEMES)


@pytest.fixture
def today() -> dt.date:
    return dt.date(2026, 11, 21)


@pytest.fixture
def department(db) -> ScopeNode:
    return node("Sở Y tế mẫu", kind="health_department")


@pytest.fixture
def station(department) -> ScopeNode:
    return node("Trạm Y tế xã mẫu", under=department)


@pytest.fixture
def other_station(department) -> ScopeNode:
    return node("Trạm Y tế xã khác", under=department)


@pytest.fixture
def doctor(station) -> Actor:
    """Manages the lists of the station."""
    return actor_at(station, "station_doctor", name="Bác sĩ mẫu")


@pytest.fixture
def nurse(station) -> Actor:
    return actor_at(station, "station_nurse")


@pytest.fixture
def officer(department) -> Actor:
    """Manages lists for the whole department."""
    return actor_at(department, "department_officer", name="Chuyên viên mẫu")
