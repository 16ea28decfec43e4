"""Both boards: as few statements as a page may ask, and each number is that of its own side."""

import pytest
from django.urls import reverse

from tests.statements import counted
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.domains.steering.models import Agreement
from tuyen.domains.steering.tests.conftest import browser_at
from tuyen.registry.facilities import actions, direction
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def tied(office_unit: Unit, station: Unit, other_hospital: Unit, agreement: Agreement) -> Unit:
    """The office's hospital is tied to another above it, and directs a centre with its station."""
    hospital = Unit.objects.get(pk=office_unit.parent_id)
    actions.affiliate(upper=other_hospital, lower=hospital, kind="steering", by=SYSTEM)
    return office_unit


@pytest.mark.parametrize(
    "page, most",
    # The board counts coverage against the list of techniques in force: which one, is one question more.
    [("home", 9), ("our_unit", 8), ("work", 8), ("hotline", 8), ("requests", 8)],
)
def test_a_page_of_the_office_asks_few_statements(tied: Unit, page: str, most: int) -> None:
    browser = browser_at(tied, "direction_office")
    browser.get(reverse(f"steering:{page}"))

    with counted() as statements:
        answer = browser.get(reverse(f"steering:{page}"))

    assert answer.status_code == 200
    assert len(statements) <= most, "\n".join(statements)


@pytest.mark.usefixtures("tied")
def test_the_home_of_a_station_asks_eight_statements_at_the_most(station: Unit) -> None:
    browser = browser_at(station, "station_doctor")
    browser.get(reverse("steering:our_unit"))

    with counted() as statements:
        browser.get(reverse("steering:our_unit"))

    assert len(statements) <= 8, "\n".join(statements)


def test_a_department_stands_for_its_facility_and_not_for_those_below(
    office: Actor, hospital: Unit, department: Unit, station: Unit
) -> None:
    side = direction.our_side(office, clock.today())
    us = direction.as_facility(office, side.facility)

    assert side.facility == hospital
    assert side.above == [department]
    assert direction.reaches(us, office.unit_id)
    assert not direction.reaches(us, station.id)
