"""Direction, each desk on its own machine, the line cut between any two who talk (see test_journeys_care).

The longer ones are played with TUYEN_SYNC_JOURNEYS=1. What needs no replay, because it stays inside one
machine: a unit's own registers (its equipment, its rooms, its staff), which only travel upwards.

Who proposes an exchange picks the other side's person from a list, which only a unit that directs the other
has: without a line of direction the two sides write two turns.
"""

import datetime as dt
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from tests.journeys import test_direction_asked_and_answered as asked
from tests.journeys import test_directives as directives
from tests.journeys import test_supervision as supervision
from tests.journeys import test_survey_to_effect as surveys
from tests.journeys import test_technique_transfer as techniques
from tests.journeys import test_training_and_rotation as training
from tests.sync.spread import Spread, long_journey, plain
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.domains.rotation.models import RotationTurn
from tuyen.domains.steering.models import SupportRequest
from tuyen.record.models import Task
from tuyen.registry.facilities.actions import affiliate, create_unit
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import Post

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


def test_a_technique_is_handed_over_by_a_hospital_that_is_not_above(
    listed: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither side's machine gets the charts of the other: the cases are told without their patients."""
    techniques.test_phaco_from_the_request_to_the_certificate_and_lapsed_without_cases(
        _sides_beside_each_other(), monkeypatch
    )

    assert listed.faults() == []
    assert len(listed.nodes) == 2


def _sides_beside_each_other() -> techniques.Sides:
    """A hospital that directs a centre which does not stand below it."""
    top = create_unit(
        parent=None, kind="health_department", name="Sở Y tế mẫu", chain="moh", by=SYSTEM
    )
    hospital = create_unit(parent=top, kind="hospital", name="Bệnh viện tỉnh mẫu", by=SYSTEM)
    centre = create_unit(
        parent=top, kind="district_health_centre", name="Trung tâm Y tế mẫu", by=SYSTEM
    )
    since = dt.date(2020, 1, 1)
    affiliate(upper=hospital, lower=centre, kind="satellite", valid_from=since, by=SYSTEM)
    return techniques.sides_at(hospital, centre)


def test_a_course_leads_to_a_certificate_at_the_station(
    spread: Spread, hospital: Unit, station: Unit, client: Client
) -> None:
    training.test_from_a_programme_to_a_certificate_that_verifies_and_counts(
        hospital, station, client
    )

    assert spread.faults() == []


@pytest.mark.capability("J1")
def test_an_urgent_request_stands_marked_on_the_other_machine(
    spread: Spread, hospital: Unit, station: Unit
) -> None:
    """The board of whoever is asked shows and marks it, until it is answered; the asking unit's page too."""
    nurse = asked.browser_at(station, "station_nurse")
    office = asked.browser_at(hospital, "direction_office")
    requests = reverse("steering:requests")
    of_station = reverse("steering:unit", args=[station.id])
    assert "Chưa thở máy được" not in office.get(requests).text

    typed = {"to": str(hospital.id), "urgency": "urgent", "topic": "outbreak"}
    typed |= {"title": "Chưa thở máy được", "question": "Cần người xuống ngay"}
    nurse.post(reverse("steering:ask"), typed)

    listed_row = office.get(requests).text
    row = SupportRequest.objects.get()
    assert "Chưa thở máy được" in listed_row
    assert "Khẩn" in listed_row
    assert "Chưa thở máy được" in office.get(of_station).text
    office.post(reverse("steering:answer", args=[row.id]), {"answer": "Tổ 3 người đang đi"})
    assert "Tổ 3 người đang đi" in nurse.get(reverse("steering:request", args=[row.id])).text
    assert not Task.objects.filter(subject_id=row.id, unit_id=hospital.id, status="requested")
    assert spread.faults() == []


@pytest.mark.capability("J1")
def test_two_hospitals_of_one_hub_exchange_people(listed: Spread) -> None:
    """The hub's own department has them below it; the upper one directs the lower one."""
    department = plain(training.department)(None)
    central, hospital = plain(training.central)(department), plain(training.hospital)(department)
    affiliate(
        upper=central,
        lower=hospital,
        kind="satellite",
        valid_from=dt.date(2020, 1, 1),
        by=SYSTEM,
    )

    training.test_a_cardiologist_exchanged_one_for_one_and_what_it_yielded(central, hospital)

    assert listed.faults() == []
    assert posts_of(listed, central) == posts_of(listed, hospital) == {1}


@pytest.mark.capability("J1")
def test_a_doctor_of_the_hospital_goes_to_a_station_and_comes_back_early(
    spread: Spread, hospital: Unit, station: Unit
) -> None:
    """The station says yes and has nobody with an account for the guest; the hospital takes them back."""
    doctor = training.someone(hospital, "Trần Văn Tim")
    upper = training.browser_at(hospital, "direction_office")
    nurse = training.browser_at(station, "station_doctor")
    upper.post(
        reverse("rotation:new"),
        {"staff": str(doctor.id), "to_unit": str(station.id), "kind": "secondment",
         "starts_on": training.day(-5), "ends_on": training.day(30), "position": "Bác sĩ"},
    )  # fmt: skip
    turn = RotationTurn.objects.get(staff_id=doctor.id)
    signed = {"number": "7/QĐ", "on": training.day(-6), "signed_by": "Giám đốc mẫu"}
    upper.post(reverse("rotation:decide", args=[turn.id]), signed)
    nurse.post(reverse("rotation:take", args=[turn.id]))
    at_the_station = tasks_of(spread, station)
    decided = posts_at(spread, station)
    upper.post(
        reverse("rotation:end", args=[turn.id]), {"on": training.day(0), "why": "Việc gấp ở nhà"}
    )

    assert spread.faults() == []
    assert "rotation_account" in at_the_station
    assert tasks_of(spread, station) == {"rotation_grade"}
    assert decided == [(doctor.id, clock.today() + dt.timedelta(days=30))]
    assert posts_at(spread, station) == [(doctor.id, clock.today())]


def tasks_of(spread: Spread, unit: Unit) -> set[str]:
    """Kinds of task about turns that are still open at the machine of the unit."""
    spread.catch_up()
    with spread.net.at(spread.nodes[unit.id]):
        rows = Task.objects.filter(kind__startswith="rotation_", status="requested")
        return set(rows.values_list("kind", flat=True))


def posts_at(spread: Spread, unit: Unit) -> list[tuple[uuid.UUID, dt.date | None]]:
    """Guests at the unit as its own machine has them: who, until when."""
    spread.catch_up()
    with spread.net.at(spread.nodes[unit.id]):
        rows = Post.objects.filter(unit_id=unit.id, is_main=False)
        return list(rows.values_list("staff_id", "valid_to"))


def posts_of(spread: Spread, unit: Unit) -> set[int]:
    """How many guests stand in the posts of the unit: one, known to its machine and to the hub."""
    found = set()
    for node in (spread.hub, spread.nodes[unit.id]):
        with spread.net.at(node):
            found.add(Post.objects.filter(unit_id=unit.id, is_main=False).count())
    return found


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
