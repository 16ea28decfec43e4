"""What follows from an act happens where it was done, and once, however often its bundle comes."""

import dataclasses
import datetime as dt
import types
import typing
import uuid
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from tests.sync.acts import Acts
from tests.sync.handing import Star, letter_of
from tests.sync.net import Node
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World
from tuyen.core import bus, clock
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.changes import events, incoming
from tuyen.platform.changes.models import Bundle
from tuyen.platform.outbox.deliver import run_due
from tuyen.platform.outbox.models import Delivery
from tuyen.record.models import Allergy
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db

# Told by a node of what came to it: not by the act.
OF_ARRIVAL = {events.BundlesApplied, events.StepRefused}
Heard = Counter[tuple[str, str]]  # machine, listener

PLAIN: dict[Any, Any] = {
    uuid.UUID: uuid7,
    str: lambda: "mẫu",
    int: lambda: 1,
    bool: lambda: True,
    dt.date: clock.today,
    dt.datetime: clock.now,
    Decimal: lambda: Decimal(1),
}


def filled(kind: Any) -> Any:
    """Some value of that type."""
    if kind in PLAIN:
        return PLAIN[kind]()
    parts = typing.get_args(kind)
    if typing.get_origin(kind) in (types.UnionType, typing.Union):
        return filled(parts[0])
    origin = typing.get_origin(kind) or kind
    if origin in (list, tuple, set, frozenset):
        return origin([filled(parts[0])])
    if origin is dict:
        return {}
    raise AssertionError(f"what is a {kind}?")


def example(event: Any) -> Any:
    hints = typing.get_type_hints(event)
    return event(**{each.name: filled(hints[each.name]) for each in dataclasses.fields(event)})


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    wires = first_evening("hospital", "ban")
    acts, ban = Acts(wires.world), wires.world.nodes["ban"]
    acts.do("register", ban, 0, 1)
    acts.do("visit", ban, 0)
    acts.do("refer", ban, 0)
    wires.settle()
    return wires.world


@pytest.fixture
def heard(wires: Wires, monkeypatch: pytest.MonkeyPatch) -> Heard:
    """Every listener of the program, writing down where it was called instead of what it does."""
    found: Heard = Counter()
    for listeners in bus._listeners.values():
        for name in list(listeners):

            def note(_event: Any, name: str = name) -> None:
                found[wires.world.net.here.name, name] += 1

            monkeypatch.setitem(listeners, name, note)
    return found


def everything_is_announced(wires: Wires, at: Node) -> list[str]:
    """One act that tells every event of the program; who listens to it."""
    names = []
    with wires.world.net.at(at):
        by, person = wires.world.doctor(at), Person.objects.get()
        row = Allergy(
            patient_id=person.id,
            substance="Tôm",
            noted_on=clock.today(),
        )
        with changes.apply(actor=by, reason="test.everything") as log:
            log.create(row)
            for event, listeners in bus._listeners.items():
                if event not in OF_ARRIVAL:
                    log.announce(example(event))
                    names += list(listeners)
    return names


def work_off(wires: Wires) -> None:
    for node in wires.world.nodes.values():
        with wires.world.net.at(node):
            while run_due():
                pass


@pytest.mark.capability("J1")
def test_every_listener_hears_of_an_act_once_on_the_machine_that_did_it(
    wires: Wires, heard: Heard
) -> None:
    names = everything_is_announced(wires, wires.world.nodes["ban"])

    wires.settle()
    work_off(wires)

    assert len(names) >= 10
    assert len(names) == len(set(names))
    assert heard == Counter({("ban", name): 1 for name in names})


def test_a_bundle_that_comes_again_and_again_calls_nobody(wires: Wires, heard: Heard) -> None:
    world = wires.world
    ban = world.nodes["ban"]
    star = Star(world, {name: frozenset() for name in world.nodes})
    names = everything_is_announced(wires, ban)
    for seed in (1, 2, 3):
        star.hand(ban, world.hub, mixed=seed, lost=True)
    star.settle()

    for _time in range(3):
        for node in (world.hub, world.nodes["hospital"]):
            _once_more(wires, ban, node)
        work_off(wires)

    assert heard == Counter({("ban", name): 1 for name in names})
    with world.net.at(ban):
        assert not Delivery.objects.filter(done_at=None).exists()
    with world.net.at(world.hub):
        assert Allergy.objects.filter(substance="Tôm").count() == 1


def _once_more(wires: Wires, source: Node, target: Node) -> None:
    """Everything that the source ever said, by whatever way."""
    with wires.world.net.at(source):
        letters = [letter_of(each) for each in Bundle.objects.filter(from_peer=None)]
    with wires.world.net.at(target):
        is_hub = target is wires.world.hub
        incoming.apply_batch(letters, from_peer=source.id, is_arbiter=is_hub)


def test_what_a_hub_tells_of_arrivals_is_told_by_the_hub_alone(
    wires: Wires, heard: Heard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bundles that came: one event a batch, at the node that is the first to see both sides."""
    world = wires.world
    name = "tests.heard"
    event = events.BundlesApplied
    told: list[tuple[str, list[uuid.UUID]]] = []

    def note(said: Any) -> None:
        told.append((world.net.here.name, said.bundle_ids))

    monkeypatch.setitem(bus._events, bus.name_of(event), event)
    monkeypatch.setitem(bus._listeners[event], name, note)
    acts = Acts(world)
    assert acts.do("note_allergy", world.nodes["ban"], 0, 1)
    wires.settle()
    for node in (world.hub, world.nodes["hospital"]):
        _once_more(wires, world.nodes["ban"], node)
    work_off(wires)

    assert {where for where, _ids in told} == {"hub"}
    counted = Counter(id_ for _where, ids in told for id_ in ids)
    assert {counted[id_] for id_ in acts.ledger} == {1}
    assert set(counted.values()) == {1}
