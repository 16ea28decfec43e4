"""From the alarm to the vaccine: station, ministry and province each at a machine, the line cut."""

from collections.abc import Iterator

import pytest

from tests.journeys import test_measles_to_vaccine as measles
from tests.sync.net import Net
from tests.sync.spread import Spread, spreading
from tuyen.domains.surveillance.tests.series import province
from tuyen.registry.areas.models import Area

pytestmark = pytest.mark.django_db


@pytest.fixture
def spread(net: Net, monkeypatch: pytest.MonkeyPatch) -> Iterator[Spread]:
    """Every machine has the list of communes, as a release brings it."""
    like = net.node("like")
    with net.at(like):
        province()
    made = Spread(net, net.node("hub", like=like), like, most=2)
    with spreading(made, monkeypatch):
        yield made


@pytest.mark.capability("D5")
@pytest.mark.capability("D9")
def test_alarm_forecast_need_order_and_receipt_over_a_cut_line(
    spread: Spread, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The station tells at its machine and the ministry decides at its own; the province is the hub."""
    monkeypatch.setattr(measles, "told_of", spread.at_desk(measles.told_of))

    measles.test_from_the_alarm_to_the_vaccine_and_what_lacks(list(areas()))

    assert spread.faults() == []
    assert len(spread.nodes) == 2


def areas() -> Iterator[Area]:
    """As they stand at the hub: the communes in the order of their codes."""
    yield from Area.objects.filter(level="commune").order_by("code")
