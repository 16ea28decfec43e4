"""A bundle whose clock ran days ahead was let pass: the node that wrote it hears as what it counts."""

import datetime as dt

import pytest

from tests.sync import judge
from tests.sync.acts import Acts
from tests.sync.handing import held
from tests.sync.net import Node
from tests.sync.test_wired import whole
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World
from tuyen.core.actor import SYSTEM
from tuyen.edge.sync.pages import letting
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes.models import Bundle, Conflict, Held
from tuyen.platform.mailbox import instructions
from tuyen.record.models import Allergy
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db
AHEAD = dt.timedelta(hours=60)


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    wires = first_evening("hospital", "ban")
    acts, ban = Acts(wires.world), wires.world.nodes["ban"]
    acts.do("register", ban, 0, 1)
    acts.do("note_allergy", ban, 0, 0)
    acts.do("visit", ban, 0, 1)
    acts.do("refer", ban, 0)
    wires.settle()
    return wires.world


def let_pass(wires: Wires, *, newest_first: bool = False) -> int:
    """By a person at the hub, one by one, until nothing waits."""
    with wires.world.net.at(wires.world.hub):
        rows = Held.objects.filter(state="held", why="clock_ahead").order_by("hlc")
        found = list(rows.reverse() if newest_first else rows)
        for each in found:
            letting.release(each, by=SYSTEM)
    return len(found)


def settled(wires: Wires, acts: Acts) -> None:
    wires.settle()
    while let_pass(wires):
        wires.settle()
    wrong = whole(wires, acts)
    assert wrong == [], "\n".join(wrong)


def phone_at(wires: Wires, node: Node) -> str:
    with wires.world.net.at(node):
        return str(Person.objects.get().phone)


def phones(wires: Wires) -> set[str]:
    return {phone_at(wires, node) for node in (wires.world.hub, *wires.talking())}


def test_a_correction_made_elsewhere_since_stands_at_the_origin_too(wires: Wires) -> None:
    world, acts = wires.world, Acts(wires.world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    ban.skew = AHEAD
    acts.do("phone", ban, 0, 1)
    wires.settle()
    assert let_pass(wires) == 1
    wires.settle()

    acts.do("phone", hospital, 0, 2)
    settled(wires, acts)

    assert phones(wires) == {"0912000002"}
    with world.net.at(ban):
        assert not Conflict.objects.exists()


def test_what_came_before_the_word_of_the_hub_is_judged_anew(wires: Wires) -> None:
    """The correction is younger than the hour at which the act counts, and older than its own clock."""
    world, acts = wires.world, Acts(wires.world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    ban.skew = AHEAD
    acts.do("phone", ban, 0, 1)
    assert wires.talk(ban) is not None
    let_pass(wires)
    world.net.later(minutes=5)
    acts.do("phone", hospital, 0, 2)

    settled(wires, acts)

    assert len(phones(wires)) == 1
    with world.net.at(ban):
        told = set(Conflict.objects.values_list("loser_hlc", "loser_node8", "decided_at_ms"))
    with world.net.at(world.hub):
        meant = set(Conflict.objects.values_list("loser_hlc", "loser_node8", "decided_at_ms"))
    assert {each[:2] for each in told} == {each[:2] for each in meant}


def test_its_next_acts_count_whatever_time_has_passed(wires: Wires) -> None:
    """Fifty hours later the next change of the row is no longer far ahead, and names the old clock."""
    world, acts = wires.world, Acts(wires.world)
    ban = world.nodes["ban"]
    ban.skew = AHEAD
    acts.do("phone", ban, 0, 1)
    assert wires.talk(ban) is not None
    let_pass(wires)
    ban.skew = dt.timedelta(hours=20)
    world.net.later(hours=41)
    acts.do("phone", ban, 0, 2)

    settled(wires, acts)

    assert phones(wires) == {"0912000002"}


def test_acts_are_let_pass_in_whatever_order_a_person_presses(wires: Wires) -> None:
    world, acts = wires.world, Acts(wires.world)
    ban = world.nodes["ban"]
    ban.skew = AHEAD
    for number in (1, 2, 3):
        acts.do("phone", ban, 0, number)
    assert wires.talk(ban) is not None

    let_pass(wires, newest_first=True)
    settled(wires, acts)

    assert phones(wires) == {"0912000003"}
    assert held(world, world.hub) == {}


def test_who_cares_for_a_person_is_asked_by_the_true_clock(wires: Wires) -> None:
    """A move home of the wrong days, undone at the hospital since."""
    world, acts = wires.world, Acts(wires.world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    ban.skew = AHEAD
    acts.do("move_home", ban, 0, 1)
    assert wires.talk(ban) is not None
    let_pass(wires)
    world.net.later(minutes=5)
    acts.do("move_home", hospital, 0, 0)

    settled(wires, acts)

    with world.net.at(ban):
        mine = set(CareLink.objects.values_list("unit_id", "kind", "valid_to", "said_hlc"))
    with world.net.at(world.hub):
        units = {world.units["ban"]}
        assert {row for row in mine if row[0] in units} <= set(
            CareLink.objects.values_list("unit_id", "kind", "valid_to", "said_hlc")
        )


def test_only_the_hub_may_say_as_what_a_bundle_counts(wires: Wires) -> None:
    world, acts = wires.world, Acts(wires.world)
    ban = world.nodes["ban"]
    acts.do("correct_allergy", ban, 0, 2)
    wires.settle()
    with world.net.at(ban):
        last = Bundle.objects.filter(reason__startswith="allerg", from_peer=None).latest("hlc")
        before = Allergy.objects.get().clocks
    words = f'{{"bundle_id": "{last.id}", "clamp_hlc": {last.hlc - 1}}}'.encode()

    with world.net.at(world.hub):
        assert not instructions.follow(ban.id, "clamped", words)
        assert Bundle.objects.get(pk=last.id).clamp_hlc is None
    with world.net.at(ban):
        for wrong in (b"{}", b"[1", words.replace(b"clamp_hlc", b"hlc"), words[:-1] + b'9"}'):
            assert not instructions.follow(world.hub.id, "clamped", wrong)
        later = words.replace(str(last.hlc - 1).encode(), str(last.hlc + 1).encode())
        assert not instructions.follow(world.hub.id, "clamped", later)
        assert bytes(Allergy.objects.get().clocks) == bytes(before)
        assert instructions.follow(world.hub.id, "clamped", words)
        assert not instructions.follow(world.hub.id, "clamped", words)
        assert bytes(Allergy.objects.get().clocks) != bytes(before)
    assert judge.broken(world, ban) == []
