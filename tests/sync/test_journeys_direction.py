"""Direction, each desk on its own machine, the line cut between any two who talk (see test_journeys_care).

The longer ones are played with TUYEN_SYNC_JOURNEYS=1. What needs no replay, because it stays inside one
machine: a unit's own registers (its equipment, its rooms, its staff), which only travel upwards.

An exchange of people is not played, because it does not work yet over the line: the decision writes the
guest's post at the receiving unit, which the hub holds as not the sender's to write; a task for the guest's
account at the receiving machine is not closed when the other side ends the turn; and only a unit that directs
the other has the list of its people.
"""

import pytest
from django.test import Client

from tests.journeys import test_direction_asked_and_answered as asked
from tests.journeys import test_directives as directives
from tests.journeys import test_supervision as supervision
from tests.journeys import test_survey_to_effect as surveys
from tests.journeys import test_technique_transfer as techniques
from tests.journeys import test_training_and_rotation as training
from tests.sync.spread import Spread, long_journey, plain
from tuyen.core.actor import SYSTEM
from tuyen.registry.facilities.actions import create_unit
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def hospital(request: pytest.FixtureRequest) -> Unit:
    """After the machine of the hub stands."""
    request.getfixturevalue("listed" if "listed" in request.fixturenames else "spread")
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    return create_unit(parent=top, kind="hospital", name="Bệnh viện tỉnh mẫu", by=SYSTEM)


@pytest.fixture
def station(hospital: Unit) -> Unit:
    said = {"name": "Trạm Mẫu", "phone": "0213 3777 001"}
    return create_unit(parent=hospital, kind="health_station", by=SYSTEM, **said)


@pytest.mark.capability("J1")
def test_a_call_becomes_a_request_and_is_closed_by_who_asked(
    spread: Spread, hospital: Unit, station: Unit
) -> None:
    asked.test_a_call_becomes_a_request_that_is_answered_and_closed_by_who_asked(hospital, station)

    assert spread.faults() == []
    assert len(spread.nodes) == 2


def test_a_technique_is_handed_over_case_by_case(
    listed: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The giver's machine has its lower units' cases (it is their hub); the receiver's has the experts."""
    listed.are_hubs = True

    techniques.test_phaco_from_the_request_to_the_certificate_and_lapsed_without_cases(
        plain(techniques.sides)(), monkeypatch
    )

    assert listed.faults() == []


def test_a_course_leads_to_a_certificate_at_the_station(
    spread: Spread, hospital: Unit, station: Unit, client: Client
) -> None:
    training.test_from_a_programme_to_a_certificate_that_verifies_and_counts(
        hospital, station, client
    )

    assert spread.faults() == []


@long_journey
def test_an_agreement_carries_work_until_it_ends(
    spread: Spread, hospital: Unit, station: Unit
) -> None:
    asked.test_an_agreement_carries_work_until_it_ends_and_nothing_after(hospital, station)

    assert spread.faults() == []


@long_journey
def test_a_plan_of_both_sides_is_followed(spread: Spread, hospital: Unit, station: Unit) -> None:
    asked.test_a_plan_of_both_sides_is_followed_and_the_sum_shows_who_got_too_little(
        hospital, station
    )

    assert spread.faults() == []


@long_journey
def test_a_directive_is_read_reported_on_and_withdrawn(spread: Spread, hospital: Unit) -> None:
    directives.test_a_directive_is_read_by_eleven_of_twelve_units_and_the_twelfth_is_reminded(
        hospital
    )

    assert spread.faults() == []


@long_journey
def test_a_finding_is_mended_late_and_closed(
    spread: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    upper = plain(supervision.hospital)()

    supervision.test_a_finding_is_closed_late_and_shown_late(
        upper, plain(supervision.centre)(upper), monkeypatch
    )

    assert spread.faults() == []


@long_journey
def test_a_gap_found_by_the_survey_is_closed_in_the_next(
    spread: Spread, hospital: Unit, station: Unit
) -> None:
    learner = plain(surveys.learner)(station)

    surveys.test_a_gap_found_by_the_survey_is_closed_in_the_next(hospital, station, learner)

    assert spread.faults() == []
