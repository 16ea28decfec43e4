"""A machine that comes back from an old backup: it hears again what it lost, and its own acts return to it.

A restore puts the files of an earlier day in place and begins a new epoch, so that numbers given since
that day are never given twice.
"""

import shutil
import uuid
from typing import Any

import pytest

from tests.sync import judge
from tests.sync.acts import Acts
from tests.sync.net import Node
from tests.sync.wired import FirstEvening, Wires, whole
from tests.sync.world import World
from tuyen.platform.changes import bundles
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.models import Node as ChangesNode
from tuyen.platform.nodes import epochs
from tuyen.platform.nodes.models import Peer

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    return first_evening("hospital", "ban").world


def kept(node: Node, world: World) -> Any:
    """What stood there this evening, put aside."""
    return world.net.template.keep(node.database)


def put_back(world: World, node: Node, backup: Any) -> None:
    """As `tuyen restore` leaves it: the earlier rows, and a new epoch; an hour has gone by."""
    world.net.later(hours=1)
    world.net.template.put_back(node.database, backup)
    with world.net.at(node):
        bundles.restart_clock()
        here = ChangesNode.objects.get()
        epochs.begin_after(here.epoch)


def ids(world: World, node: Node) -> set[uuid.UUID]:
    with world.net.at(node):
        return set(Bundle.objects.values_list("id", flat=True))


def a_day(acts: Acts, node: Node, start: int) -> None:
    for number in range(start, start + 2):
        acts.do("register", node, number, number)
        acts.do("visit", node, number, number)
        acts.do("note_allergy", node, number, number)
        acts.do("phone", node, number, number)


@pytest.mark.capability("J6", where="tuyen restore")
def test_a_station_restored_from_last_week_gets_its_own_acts_back(
    wires: Wires,
) -> None:
    world = wires.world
    acts, ban = Acts(world), world.nodes["ban"]
    a_day(acts, ban, 0)
    wires.settle()
    backup = kept(ban, world)
    a_day(acts, ban, 2)
    acts.do("refer", ban, 0)
    wires.settle()
    before = ids(world, ban)

    put_back(world, ban, backup)
    assert ids(world, ban) < before
    a_day(acts, ban, 5)
    wires.settle()

    assert before <= ids(world, ban)
    wrong = whole(wires, acts)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.capability("J6", where="tuyen restore")
def test_a_hub_restored_from_last_week_asks_its_stations_again(
    wires: Wires,
) -> None:
    world = wires.world
    acts, ban, hospital = Acts(world), world.nodes["ban"], world.nodes["hospital"]
    a_day(acts, ban, 0)
    wires.settle()
    backup = kept(world.hub, world)
    a_day(acts, ban, 2)
    acts.do("refer", ban, 0)
    wires.settle()
    acts.do("step_referral", hospital, 0, 0)
    acts.do("visit", hospital, 0, 1)
    wires.settle()
    before = ids(world, world.hub)

    put_back(world, world.hub, backup)
    assert ids(world, world.hub) < before
    a_day(acts, ban, 5)
    wires.settle(most=20)

    assert judge.missing(world, acts) == []
    assert whole(wires, acts) == []


@pytest.mark.capability("J6", where="tuyen restore")
def test_a_hub_and_a_station_restored_on_one_day_find_each_other_again(wires: Wires) -> None:
    """Both come back from backups of different evenings, and the hospital has moved on meanwhile."""
    world = wires.world
    acts, ban, hospital = Acts(world), world.nodes["ban"], world.nodes["hospital"]
    a_day(acts, ban, 0)
    wires.settle()
    of_hub = kept(world.hub, world)
    acts.do("refer", ban, 0)
    wires.settle()
    of_ban = kept(ban, world)
    a_day(acts, ban, 2)
    acts.do("step_referral", hospital, 0, 0)
    wires.settle()

    put_back(world, world.hub, of_hub)
    put_back(world, ban, of_ban)
    acts.do("visit", hospital, 0, 1)
    a_day(acts, ban, 5)
    wires.settle(most=20)

    wrong = whole_but_lost(wires, acts, ban)
    assert wrong == [], "\n".join(wrong)


def whole_but_lost(wires: Wires, acts: Acts, node: Node) -> list[str]:
    """What no machine has any more (the station's acts of the day that both lost) is not asked for."""
    left: set[uuid.UUID] = set()
    for each in wires.world.nodes.values():
        left |= ids(wires.world, each)
    acts.ledger = {id_: by for id_, by in acts.ledger.items() if by is not node or id_ in left}
    return whole(wires, acts)


@pytest.mark.capability("J2", where="/nodes/")
def test_a_disk_that_was_copied_and_runs_twice_is_stopped_with_a_sentence(wires: Wires) -> None:
    """Both copies go on writing by themselves; the hub hears neither until somebody has looked."""
    world = wires.world
    acts, ban, hospital = Acts(world), world.nodes["ban"], world.nodes["hospital"]
    a_day(acts, ban, 0)
    wires.settle()
    twin_of_ban = copied(world, ban)
    wires.connect()

    for turn in range(8):
        for node in (ban, twin_of_ban):
            world.net.later(minutes=5)
            assert acts.do("visit", node, turn, turn)
            wires.talk(node)

    with world.net.at(world.hub):
        peer = Peer.objects.get(pk=ban.id)
        assert (peer.state, peer.flagged) == (
            "suspended",
            "Nhiều lần khôi phục trong một ngày: có thể hai máy đang dùng chung một khóa.",
        )
        before = set(Bundle.objects.values_list("id", flat=True))
    assert acts.do("visit", ban, 0, 1)
    assert acts.do("register", hospital, 7, 1)
    assert wires.talk(ban) is None
    assert wires.talk(hospital) is not None
    with world.net.at(world.hub):
        new = Bundle.objects.exclude(id__in=before)
        assert set(new.values_list("origin_node", flat=True)) == {hospital.id}


def copied(world: World, node: Node) -> Node:
    """The same disk in another machine: database, key and all."""
    home = world.net.folder / "copy"
    node.database.close()
    shutil.copytree(node.home, home, ignore=shutil.ignore_patterns("*.sqlite3*"))
    database = world.net.template.copy(home, "copy", node.database)
    made = Node("copy", home, database, node.skew, node.id)
    world.net.nodes.append(made)
    world.nodes["copy"] = made
    world.units = {**world.units, "copy": world.units[node.name]}
    world.doctors = {**world.doctors, "copy": world.doctors[node.name]}
    return made
