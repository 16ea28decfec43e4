"""Nodes of two releases on one wire: each reads what it can, holds the rest whole, and catches up later."""

from typing import Any

import pytest

from tests.sync import releases
from tests.sync.acts import Acts
from tests.sync.handing import held
from tests.sync.net import Net, Node
from tests.sync.releases import CHANGES
from tests.sync.test_wired import whole
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World, twin
from tuyen.edge.sync import waking
from tuyen.platform.changes import codec
from tuyen.platform.changes.models import Bundle
from tuyen.platform.nodes.models import Peer
from tuyen.record.models import Allergy

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    wires = first_evening("hospital", "ban")
    acts, ban = Acts(wires.world), wires.world.nodes["ban"]
    acts.do("register", ban, 0, 0)
    acts.do("visit", ban, 0)
    acts.do("refer", ban, 0)
    wires.settle()
    return wires.world


@pytest.fixture
def wires(begun: World, net: Net, monkeypatch: pytest.MonkeyPatch) -> Wires:
    releases.speak_own_words(monkeypatch)
    made = Wires(twin(net, begun))
    made.connect()
    return made


def upgrade(world: World, node: Node, release: Any) -> None:
    node.release = release
    world.net.later(minutes=20)
    with world.net.at(node):
        waking.look_again()


def speak(acts: Acts, node: Node) -> None:
    """An allergy noted, made more precise, and ended: every kind of change meets one of these."""
    acts.do("note_allergy", node, 0, 1)
    acts.do("correct_allergy", node, 0, 2)
    acts.do("end_allergy", node, 0, 0)


@pytest.mark.capability("J6")
@pytest.mark.parametrize("change", CHANGES)
def test_a_station_of_the_release_before_catches_up_when_it_is_upgraded(
    wires: Wires, change: str
) -> None:
    world = wires.world
    older, newer = CHANGES[change]
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    ban.release, hospital.release, world.hub.release = older, newer, newer
    acts = Acts(world)

    acts.do("note_allergy", ban, 0, 0)
    wires.settle()
    speak(acts, hospital)
    wires.settle()
    acts.do("visit", ban, 0, 7)
    acts.do("note_allergy", ban, 0, 2)
    wires.settle()
    waits_there = held(world, ban)
    upgrade(world, ban, newer)
    wires.settle()

    assert set(waits_there) == (set() if change == "removed column" else {"newer_schema"})
    assert held(world, ban) == held(world, hospital) == held(world, world.hub) == {}
    wrong = whole(wires, acts)
    assert wrong == [], "\n".join(wrong)


@pytest.mark.capability("J6")
@pytest.mark.parametrize("change", ["added column", "new model"])
def test_what_a_newer_station_says_waits_at_the_hub_until_that_is_upgraded(
    wires: Wires, change: str
) -> None:
    world = wires.world
    older, newer = CHANGES[change]
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    ban.release, hospital.release, world.hub.release = newer, older, older
    acts = Acts(world)

    speak(acts, ban)
    acts.do("visit", ban, 0, 9)
    wires.settle()
    waits_there = held(world, world.hub)
    upgrade(world, world.hub, newer)
    upgrade(world, hospital, newer)
    wires.settle()

    assert set(waits_there) == {"newer_schema"}
    assert held(world, world.hub) == held(world, hospital) == {}
    wrong = whole(wires, acts)
    assert wrong == [], "\n".join(wrong)


def test_what_both_releases_know_goes_on_meanwhile(wires: Wires) -> None:
    world = wires.world
    older, newer = CHANGES["added column"]
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    ban.release, hospital.release, world.hub.release = older, newer, newer
    acts = Acts(world)

    acts.do("note_allergy", hospital, 0, 1)
    acts.do("visit", hospital, 0, 3)
    wires.settle()

    assert held(world, ban) == {}
    with world.net.at(ban):
        assert Allergy.objects.count() == 1


def test_the_log_keeps_an_older_node_s_words(wires: Wires) -> None:
    world = wires.world
    older, newer = CHANGES["renamed column"]
    ban = world.nodes["ban"]
    ban.release, world.hub.release = older, newer
    acts = Acts(world)

    acts.do("note_allergy", ban, 0, 1)
    wires.settle()

    with world.net.at(world.hub):
        row = Allergy.objects.get()
        bundle = Bundle.objects.filter(reason__startswith="allergy").latest("hlc")
        assert b'"agent":"Aspirin"' in codec.raw_of(bytes(bundle.body))
        assert codec.ops_of(bundle)[0][2]["substance"] == row.substance == "Aspirin"
        assert Peer.objects.get(pk=ban.id).schema_ver == 2
