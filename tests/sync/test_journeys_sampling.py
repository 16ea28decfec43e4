"""A school sampled at the station's machine and tested at the hospital's, the line cut between the two."""

import pytest

from tests.journeys import test_sampling as sampling
from tests.sync.spread import Spread, plain

pytestmark = pytest.mark.django_db


@pytest.mark.capability("D6")
def test_pools_and_answers_travel_both_ways_over_a_cut_line(
    spread: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Specimens go up, answers come down, the case is made where the person lives; nothing differs after."""
    monkeypatch.setattr(sampling, "person", spread.at_desk(sampling.person))
    hospital = plain(sampling.hospital)()
    station = plain(sampling.station)(hospital)

    sampling.test_a_school_is_sampled_in_a_pool_and_its_one_case_is_found(hospital, station)

    assert spread.faults() == []
    assert len(spread.nodes) == 2
