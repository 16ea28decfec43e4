"""An outbreak kept at the station's machine, helped from the centre's, the line cut between the two."""

from typing import Any

import pytest

from tests.journeys import test_outbreak as outbreak
from tests.sync.spread import Spread, plain
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre(spread: Spread) -> Unit:
    """After the machine of the hub stands."""
    made: Unit = plain(outbreak.centre)()
    return made


@pytest.fixture
def station(centre: Unit) -> Unit:
    made: Unit = plain(outbreak.station)(centre)
    return made


@pytest.mark.capability("J1")
def test_from_a_suspected_case_to_a_closed_outbreak_over_a_cut_line(
    spread: Spread, centre: Unit, station: Unit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cases, contacts and orders are the station's, a measure the centre's; each sees the other's."""
    for name in ("person", "enqueue", "finish_visit"):
        act: Any = getattr(outbreak, name)
        monkeypatch.setattr(outbreak, name, spread.at_desk(act))

    outbreak.test_from_a_suspected_case_to_an_outbreak_closed_after_the_days_of_the_rule(
        centre, station
    )

    assert spread.faults() == []
    assert len(spread.nodes) == 2
