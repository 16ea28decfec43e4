"""A station's disk is dead and there is no backup: a new one gets all from the hub, its own acts too."""

import dataclasses
import functools
from typing import Any

import pytest

from tests.sync import judge
from tests.sync.acts import Acts
from tests.sync.handing import held
from tests.sync.net import Node
from tests.sync.test_wired import whole
from tests.sync.wired import HUB, FirstEvening, Wires
from tests.sync.world import World
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import Refused
from tuyen.platform.changes.models import Bundle
from tuyen.platform.changes.node import this_node
from tuyen.platform.nodes import actions, enrolment, queries
from tuyen.platform.nodes.models import Peer
from tuyen.record.models import Referral

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    wires = first_evening("hospital", "ban")
    acts, ban = Acts(wires.world), wires.world.nodes["ban"]
    for turn in range(3):
        acts.do("register", ban, turn, turn + 1)
        acts.do("visit", ban, turn)
    acts.do("refer", ban, 0)
    wires.settle()
    return wires.world


def new_disk(world: World, node: Node, *, key: bytes | None) -> Node:
    """A machine on which the program was just set up; the old one is gone. key: node.key, where kept."""
    fresh = world.net.node(f"{node.name}-new")
    if key is not None:
        (fresh.home / "node.key").write_bytes(key)
    world.net.nodes.remove(node)
    node.database.close()
    world.net.template.drop(node.database)
    fresh.name = node.name
    world.nodes[node.name] = fresh
    return fresh


def hears(wires: Wires) -> Any:
    """The hub's door, as a machine that asks to be let in finds it."""
    return functools.partial(wires._heard, wires.world.hub)


def come_back(wires: Wires, fresh: Node, old: Node) -> None:
    world = wires.world
    with world.net.at(world.hub):
        said = {"unit_id": world.units[old.name], "for_node": Peer.objects.get(pk=old.id)}
        code = actions.issue_code(**said, by=SYSTEM)[1]
    with world.net.at(fresh):
        hub = enrolment.come_back(
            node_id=old.id,
            url=HUB,
            code=code,
            by=SYSTEM,
            post=hears(wires),
        )
        digits = " ".join(queries.fingerprint_of(hub))
        fresh.id = this_node().id
    with world.net.at(world.hub):
        actions.approve(peer=Peer.objects.get(pk=old.id), heard=digits, by=SYSTEM)


def numbers_of(world: World) -> list[str]:
    with world.net.at(world.hub):
        return list(Referral.objects.values_list("number", flat=True))


@pytest.mark.capability("J6", where="tuyen node rebuild")
@pytest.mark.parametrize("is_key_kept", [True, False])
def test_a_station_is_rebuilt_from_what_the_hub_holds_for_it(
    wires: Wires, is_key_kept: bool
) -> None:
    world = wires.world
    acts, old, hospital = Acts(world), world.nodes["ban"], world.nodes["hospital"]
    acts.do("note_allergy", hospital, 0, 1)
    wires.settle()
    with world.net.at(old):
        before = set(Bundle.objects.filter(origin_node=old.id).values_list("id", flat=True))
    acts.do("note_allergy", hospital, 1, 2)
    wires.talk(hospital)

    kept = (old.home / "node.key").read_bytes() if is_key_kept else None
    ban = new_disk(world, old, key=kept)
    come_back(wires, ban, old)
    wires.settle(most=30)
    acts.do("register", ban, 8, 1)
    acts.do("visit", ban, 1, 4)
    acts.do("refer", ban, 1)
    wires.settle()

    assert ban.id == old.id
    with world.net.at(ban):
        assert before <= set(Bundle.objects.values_list("id", flat=True))
    numbers = numbers_of(world)
    assert len(numbers) == len(set(numbers)) == 2
    assert held(world, ban) == held(world, world.hub) == {}
    assert judge.missing(world, acts) == judge.lacking(world, ban) == []
    wrong = whole(wires, acts)
    assert wrong == [], "\n".join(wrong)


def test_work_begins_before_all_is_there(wires: Wires) -> None:
    world = wires.world
    acts, old = Acts(world), world.nodes["ban"]

    ban = new_disk(world, old, key=None)
    come_back(wires, ban, old)
    wires.talk(ban)

    assert acts.do("register", ban, 9, 2)
    wires.settle(most=30)
    assert judge.missing(world, acts) == []


def test_a_machine_with_data_is_not_overwritten(wires: Wires) -> None:
    world = wires.world
    ban = world.nodes["ban"]

    with world.net.at(ban), pytest.raises(Refused, match="tuyen restore"):
        enrolment.come_back(
            node_id=world.hub.id,
            url=HUB,
            code="",
            by=SYSTEM,
            post=hears(wires),
        )

    with world.net.at(ban):
        assert this_node().id == ban.id


def test_a_wrong_code_leaves_the_new_machine_as_it_was(wires: Wires) -> None:
    world = wires.world
    old = dataclasses.replace(world.nodes["ban"])
    fresh = new_disk(world, world.nodes["ban"], key=None)

    with world.net.at(fresh):
        with pytest.raises(Refused):
            enrolment.come_back(
                node_id=old.id, url=HUB, code="ABCD" * 4, by=SYSTEM, post=hears(wires)
            )
        assert this_node().id == fresh.id
