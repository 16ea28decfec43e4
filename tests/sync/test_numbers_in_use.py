"""The rooms that count use the letters of their machine."""

import datetime as dt
import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.network import actor_at
from tests.network import node as unit
from tests.people import person
from tests.sync.net import Net
from tests.sync.trust import Pair
from tuyen.core.actor import Actor
from tuyen.core.clock import VIETNAM
from tuyen.platform.changes.models import Node as NodeRow
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import QueueEntry


@pytest.fixture
def morning(net: Net) -> Net:
    net.now = dt.datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
    return net


def _nurse(pair: Pair) -> Actor:
    with pair.net.at(pair.station):
        at = unit("Trạm Y tế xã Mẫu")
        return actor_at(at, "station_nurse", name="Lò Thị Mẫu")


def _wait(pair: Pair, nurse: Actor, name: str) -> int:
    with pair.net.at(pair.station):
        return int(enqueue(person_id=person(nurse, name).id, reason="Sốt", by=nurse).number)


def test_the_line_of_a_station_goes_on_from_one_and_after_a_restore_from_the_clock(
    morning: Net,
) -> None:
    pair = Pair(morning).enrol()
    nurse = _nurse(pair)

    before = [_wait(pair, nurse, name) for name in ("Vàng A Một", "Vàng A Hai")]
    morning.later(hours=1)
    with morning.at(pair.station):
        NodeRow.objects.update(epoch=2)
    after = [_wait(pair, nurse, name) for name in ("Vàng A Ba", "Vàng A Bốn")]

    assert before == [1, 2]
    assert after == [9 * 60 + 1, 9 * 60 + 2]
    with morning.at(pair.station):
        assert QueueEntry.objects.count() == 4


_COUNTS = re.compile(
    r"""Max\("(number|serial)"\)|order_by\("-(number|serial)"\)|count(\(\))? \+ 1\}"""
)


def test_whoever_counts_numbers_asks_for_the_letters() -> None:
    """A new room that makes its next number from the highest so far would give it on two machines."""
    root = Path(settings.CHECKOUT) / "tuyen"
    files = [*root.rglob("actions/*.py"), *root.rglob("actions.py")]
    counting = [path for path in files if _COUNTS.search(path.read_text(encoding="utf-8"))]

    silent = [path.name for path in counting if "numbers." not in path.read_text(encoding="utf-8")]

    assert len(counting) >= 5
    assert silent == []
