"""`kill -9` of a station, a hospital or the hub while they write, send, answer and apply (rulings 37).

Two processes work and talk; one dies at a named place or after some milliseconds. The next round is its next
start. Nothing that was acknowledged is lost, nothing half is left, and the nodes end alike.
TUYEN_SYNC_KILL_ROUNDS=1000 lengthens the run.
"""

import os
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tests.sync.acts import Acts
from tests.sync.engines import Template
from tests.sync.killing import PLACES, Killing, ended_at, rounds
from tests.sync.net import Net, Node
from tests.sync.wired import Wires, whole
from tests.sync.world import World, founded, joined, twin
from tuyen.platform.mailbox import post
from tuyen.platform.mailbox.models import Forgotten
from tuyen.platform.mailbox.rules import NORMAL
from tuyen.record.models import Condition, Encounter, Referral
from tuyen.registry.persons.models import Person

# Every place is come to on PostgreSQL too, where a start and a new database cost more.
_USUAL = "50" if os.environ.get("TUYEN_TEST_DATABASE_URL") else "200"
ROUNDS = int(os.environ.get("TUYEN_SYNC_KILL_ROUNDS", _USUAL))
A_NETWORK = 25  # rounds
LEAVES = ("ban", "hospital")

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def begun(
    template: Template, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[World]:
    """Two machines that know a few people, one of them on the way from the one to the other."""
    with django_db_blocker.unblock():
        made = founded(Net(template, tmp_path_factory.mktemp("killed")))
        joined(made, *LEAVES)
        wires, acts = Wires(made), Acts(made)
        wires.let_in()
        for name, number in (("ban", 0), ("ban", 1), ("hospital", 2)):
            acts.do("register", made.nodes[name], number, number)
            acts.do("visit", made.nodes[name], number, number)
        acts.do("refer", made.nodes["ban"], 0)
        wires.settle()
        yield made
        made.net.close()


@pytest.mark.parametrize("start", range(0, ROUNDS, A_NETWORK))
@pytest.mark.capability("J2")
def test_station_and_hub_killed_anywhere_lose_nothing_and_end_alike(
    begun: World, net: Net, start: int
) -> None:
    world = twin(net, begun)
    wires, acts = Wires(world), Acts(world)
    wires.connect()
    killing = Killing(world, acts)

    for number, each in enumerate(rounds(ROUNDS, LEAVES)[start : start + A_NETWORK], start):
        killing.run(each, number)
    wires.settle()

    assert killing.survived == []
    assert killing.wrong == []
    assert len(acts.ledger) > A_NETWORK
    wrong = whole(wires, acts)
    assert wrong == [], "\n".join(wrong)


def test_the_rounds_of_every_run_come_to_every_place() -> None:
    come_to = {(each.dies, each.place) for each in rounds(ROUNDS, LEAVES)}

    assert int(_USUAL) <= ROUNDS
    assert come_to >= {(kind, place) for kind, places in PLACES.items() for place in places}
    assert {("leaf", ""), ("hub", "")} <= come_to


def test_an_order_to_forget_is_followed_whole_or_not_at_all(begun: World, net: Net) -> None:
    """The hospital wrote nothing of the person who is on the way to it."""
    world = twin(net, begun)
    wires, hospital = Wires(world), world.nodes["hospital"]
    wires.connect()
    with net.at(world.hub), transaction.atomic():
        patient_id = Referral.objects.get().patient_id
        words = {"patient_id": str(patient_id), "why": "no_care"}
        post.tell(hospital.id, NORMAL, "forget", words)
    before = _rows_about(world, hospital, patient_id)

    killed = ended_at("mailbox.forgetting", world, lambda: wires.talk(hospital))
    left = _rows_about(world, hospital, patient_id)
    wires.settle()

    assert killed
    assert left == before > 0
    assert _rows_about(world, hospital, patient_id) == 0
    with net.at(hospital):
        assert Forgotten.objects.count() == 1


def _rows_about(world: World, node: Node, patient_id: UUID) -> int:
    with world.net.at(node):
        theirs = [m.objects.filter(patient_id=patient_id) for m in (Referral, Encounter, Condition)]
        return sum(rows.count() for rows in [Person.objects.filter(pk=patient_id), *theirs])
