"""Prevention played with the station at a machine of its own, the line to the hub cut."""

from collections.abc import Iterator

import pytest

from tests.journeys import test_prevention as prevention
from tests.sync.net import Net
from tests.sync.spread import Spread, plain, spreading
from tuyen.domains.surveillance.tests.series import province
from tuyen.registry.areas.models import Area
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def spread(net: Net, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spread]:
    """Every machine has the list of communes, as a release brings it."""
    like = net.node("like")
    with net.at(like):
        province()
    made = Spread(net, net.node("hub", like=like), like, most=1)
    for name in ("person", "enqueue", "finish_visit"):
        monkeypatch.setattr(prevention, name, made.at_desk(getattr(prevention, name)))
    monkeypatch.setattr(prevention, "province", communes)
    with spreading(made, monkeypatch):
        yield made


def communes() -> list[Area]:
    return list(Area.objects.filter(level="commune").order_by("code"))


@pytest.fixture
def department(spread: Spread) -> Unit:
    """After the machine of the hub stands."""
    made: Unit = plain(prevention.department)()
    return made


@pytest.fixture
def station(department: Unit) -> Unit:
    made: Unit = plain(prevention.station)(department)
    return made


def _whole(spread: Spread) -> None:
    assert spread.faults() == []
    assert len(spread.nodes) == 1


@pytest.mark.capability("D1")
def test_an_immunisation_day_over_a_cut_line(
    spread: Spread, department: Unit, station: Unit
) -> None:
    """Doses and the reaction are the station's; the department reads them at the hub"""
    prevention.test_an_immunisation_day_from_the_door_to_the_figures_of_the_department(
        department, station
    )

    _whole(spread)


@pytest.mark.capability("D2")
def test_a_campaign_day_over_a_cut_line(spread: Spread, department: Unit, station: Unit) -> None:
    """Opened at the hub, given at the station's machine, counted again above"""
    prevention.test_a_campaign_day_from_the_plan_of_the_department_to_its_mop_up(
        department, station
    )

    _whole(spread)


@pytest.mark.capability("D8")
def test_a_treatment_area_over_a_cut_line(spread: Spread, department: Unit, station: Unit) -> None:
    """Beds, checks and calls are kept at the station's machine; the department sees the area"""
    prevention.test_a_treatment_area_from_its_order_to_the_call_after_the_stay(department, station)

    _whole(spread)


@pytest.mark.capability("D2")
def test_the_week_of_a_commune_over_a_cut_line(spread: Spread, department: Unit) -> None:
    """Signed at the station's machine, read at the hub, and what changed afterwards too"""
    prevention.test_a_week_is_signed_at_the_station_and_a_change_after_it_is_seen_above(department)

    _whole(spread)


@pytest.mark.capability("D12")
def test_a_response_plan_over_a_cut_line(spread: Spread, department: Unit, station: Unit) -> None:
    """Written and decided at the hub, its measures read at the station's machine"""
    prevention.test_a_response_plan_from_the_draft_to_the_measures_of_its_phase(department, station)

    _whole(spread)


@pytest.mark.capability("D11")
def test_health_education_over_a_cut_line(spread: Spread, department: Unit, station: Unit) -> None:
    """Planned at the hub, held and told of at the station's machine"""
    prevention.test_health_education_from_the_plan_to_its_reach(department, station)

    _whole(spread)
