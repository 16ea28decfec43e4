"""The code lists, loaded once for the run outside any test's transaction."""

import datetime as dt

import pytest

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
