"""Vaccine asked for at one machine and shared out at another, the line cut between the two."""

import pytest

from tests.journeys import test_vaccine_supply as vaccines
from tests.sync.spread import Spread
from tuyen.core.actor import SYSTEM
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def department(spread: Spread) -> Unit:
    """After the machine of the hub stands."""
    return create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )


@pytest.fixture
def post(department: Unit) -> Unit:
    return create_unit(parent=department, kind="health_station", name="Trạm Y tế xã Mẫu", by=SYSTEM)


def test_need_request_decision_and_receipt_over_a_cut_line(
    spread: Spread, department: Unit, post: Unit
) -> None:
    vaccines.test_from_the_forecast_to_the_receipt_and_what_still_lacks(department, post)

    assert spread.faults() == []
    assert len(spread.nodes) == 2
