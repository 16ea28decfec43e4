"""Numbers that people read: two machines of one unit, and one restored, never give one twice."""

import datetime as dt
from collections.abc import Callable
from itertools import pairwise

import pytest

from tests.network import node as unit
from tests.sync.net import Net, Node
from tests.sync.trust import Pair
from tuyen.core.actor import SYSTEM
from tuyen.core.clock import VIETNAM
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.changes.models import Node as NodeRow
from tuyen.platform.nodes import actions, numbers, rules
from tuyen.platform.nodes.models import Mark, Peer, State


@pytest.fixture
def station(net: Net) -> Pair:
    """A station on a morning in November, below its hub."""
    net.now = dt.datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
    return Pair(net).enrol()


def start(net: Net, node: Node) -> str:
    with net.at(node):
        return numbers.start("2026-")


def line(net: Net, node: Node, at: ScopeNode) -> range:
    with net.at(node):
        begin = numbers.line_start(at.unit_id)
        return range(begin + 1, numbers.line_end(begin))


def restore(pair: Pair, file: Callable[[], None] = lambda: None) -> None:
    with pair.net.at(pair.station):
        NodeRow.objects.update(epoch=2)
        Mark.objects.filter(epoch__gt=1).delete()
        Peer.objects.update(sent_counter=0)
        file()


def test_a_machine_that_works_alone_numbers_as_ever(net: Net) -> None:
    alone = net.node("alone")
    with net.at(alone):
        at = unit("Trạm Y tế xã Mẫu")

    assert start(net, alone) == "2026-"
    assert line(net, alone, at)[0] == 1


def test_a_machine_below_a_hub_puts_a_letter_before_its_numbers(station: Pair) -> None:
    assert start(station.net, station.station) == "A-2026-"
    assert start(station.net, station.hub) == "2026-"
    assert line(station.net, station.station, station.unit)[0] == 1


def test_two_machines_of_one_unit_and_their_hub_share_no_number(station: Pair) -> None:
    second = Pair(station.net, hub=station.hub, name="second").enrol()
    nodes = (station.station, second.station, station.hub)

    starts = [start(station.net, each) for each in nodes]
    lines = [line(station.net, each, station.unit) for each in nodes]

    assert starts == ["A-2026-", "B-2026-", "2026-"]
    assert all(set(one).isdisjoint(other) for one, other in pairwise(sorted(lines, key=min)))


def test_machines_of_units_that_have_nothing_in_common_have_the_same_short_letter(
    station: Pair,
) -> None:
    elsewhere = Pair(station.net, hub=station.hub, name="elsewhere")
    with station.net.at(station.hub):
        elsewhere.unit = unit("Trạm Y tế xã khác")
    elsewhere.enrol()

    assert start(station.net, elsewhere.station) == "A-2026-"
    assert line(station.net, elsewhere.station, elsewhere.unit)[0] == 1


def test_a_hub_below_a_hub_hands_its_letters_on(net: Net) -> None:
    province = Pair(net, hub=net.node("nation"), name="province")
    with net.at(province.hub):
        own = province.unit
    province.enrol(is_hub=True)
    with net.at(province.station):
        ScopeNode.objects.create(
            unit_id=own.unit_id, path=own.path, chain="moh", name=own.name, kind=own.kind
        )
        below = unit("Trạm Y tế xã Mẫu", under=own)
    station = Pair(net, hub=province.station, name="station")
    station.unit = below
    station.enrol()
    with net.at(province.hub):
        ScopeNode.objects.create(
            unit_id=below.unit_id, path=below.path, chain="moh", name=below.name, kind=below.kind
        )
    nodes = (province.hub, province.station, station.station)

    assert [start(net, each) for each in nodes] == ["2026-", "A-2026-", "AA-2026-"]
    lines = sorted((line(net, each, below) for each in nodes), key=min)
    assert all(set(one).isdisjoint(other) for one, other in pairwise(lines))


def test_a_restored_machine_never_gives_a_number_again_on_line_or_off(station: Pair) -> None:
    station.net.later(hours=2)
    restore(station)

    off_line = start(station.net, station.station)
    tickets = line(station.net, station.station, station.unit)
    station.meet()
    on_line = start(station.net, station.station)

    assert off_line[0] == "Z"
    assert len(off_line) == len("ZKQT-2026-")
    assert on_line == "B-2026-"
    assert tickets[0] == 10 * 60 + 1  # at ten o'clock; the morning's tickets are below
    assert line(station.net, station.station, station.unit) == tickets


def test_the_morning_after_a_restore_the_line_begins_with_one(station: Pair) -> None:
    restore(station)
    station.meet()

    station.net.later(days=1)

    assert line(station.net, station.station, station.unit)[0] == 1


def test_one_backup_restored_twice_on_two_machines_shares_no_number(station: Pair) -> None:
    restore(station)
    first = start(station.net, station.station)
    restore(station)

    assert start(station.net, station.station) != first


def test_an_answer_of_the_time_before_the_restore_brings_no_old_letters_back(
    station: Pair,
) -> None:
    restore(station)
    own = start(station.net, station.station)

    with station.net.at(station.station):
        numbers.take_given(epoch=1, text="A", slot=1, depth=1)

    assert start(station.net, station.station) == own


def test_a_machine_that_works_alone_needs_its_letters_in_the_year_of_the_restore_only(
    net: Net,
) -> None:
    net.now = dt.datetime(2026, 11, 23, 8, 0, tzinfo=VIETNAM)
    alone = net.node("alone")
    with net.at(alone):
        NodeRow.objects.update(epoch=2)
    assert start(net, alone)[0] == "Z"

    net.later(days=60)

    assert start(net, alone) == "2026-"
    with net.at(alone):
        assert numbers.start("", year=2026)[0] == "Z"  # a paper of December entered in January


def test_a_letter_is_not_given_again_when_its_machine_is_lost(station: Pair) -> None:
    with station.net.at(station.hub):
        actions.report_lost(peer=station.child(), why="Mất trộm", by=SYSTEM)

    after = Pair(station.net, hub=station.hub, name="after").enrol()

    assert after.child().state == State.ACTIVE
    assert start(station.net, after.station) == "B-2026-"


def test_marks_of_hubs_over_hubs_are_never_read_in_two_ways() -> None:
    own = [rules.mark_of(number) for number in range(1, 200)]
    joined = [one + other for one in own[:60] for other in own[:60]]

    assert len({*own, *joined}) == len(own) + len(joined)
    assert own[0] == "A"
    assert not any(mark.startswith(rules.OWN_MARK) for mark in own)
