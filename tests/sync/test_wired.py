"""The whole way: acts, mailboxes, signed messages over a line that breaks, and what stands in the end."""

import datetime as dt

import pytest

from tests.sync.acts import Acts
from tests.sync.bad_line import Weather
from tests.sync.handing import held
from tests.sync.net import Net
from tests.sync.wired import GRANTS, FirstEvening, Wires, whole
from tests.sync.world import World, founded, joined, twin
from tuyen.platform.access.models import CareLink
from tuyen.platform.changes.models import Bundle
from tuyen.record.models import Allergy, Referral
from tuyen.registry.persons.models import Person

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    """The network on its first evening: every machine is let in and has what it begins with."""
    return first_evening("hospital", "ban", "muong", "prison").world


@pytest.fixture
def world(begun: World, net: Net) -> World:
    return twin(net, begun)


@pytest.fixture
def wires(world: World) -> Wires:
    made = Wires(world)
    made.connect()
    return made


@pytest.mark.capability("J1", "B4", where="/sync/")
def test_a_referral_opens_the_chart_at_the_hospital_and_the_answer_comes_back(
    world: World, wires: Wires
) -> None:
    """Seen at a station, sent up, accepted, come, answered; the line is cut between any two steps."""
    acts = Acts(world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    for name in ("register", "visit", "note_allergy"):
        assert acts.do(name, ban, 0, 1)
    wires.settle()
    with world.net.at(hospital):
        assert not Person.objects.exists()

    assert acts.do("refer", ban, 0)
    wires.settle()
    with world.net.at(hospital):
        assert Allergy.objects.count() == 1
    assert acts.do("step_referral", hospital, 0, 0)  # accepted
    assert acts.do("step_referral", hospital, 0, 2)  # arrived
    assert acts.do("visit", hospital, 0, 2)
    assert acts.do("step_referral", hospital, 0, 5)  # sent back with an answer
    wires.settle()
    assert acts.do("step_referral", ban, 0, 6)  # read at the station
    wires.settle()

    for node in (ban, hospital, world.hub):
        with world.net.at(node):
            assert Referral.objects.get().status == "closed"
    with world.net.at(world.nodes["muong"]):
        assert not Person.objects.exists()
        assert not Bundle.objects.filter(patient_id__isnull=False).exists()
    assert whole(wires, acts) == []


@pytest.mark.capability("J2")
def test_two_who_answer_and_cancel_one_referral_at_once_end_alike(
    world: World, wires: Wires
) -> None:
    acts = Acts(world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    for name in ("register", "visit", "refer"):
        assert acts.do(name, ban)
    wires.settle()

    assert acts.do("step_referral", ban, 0, 3)  # cancelled
    assert acts.do("step_referral", hospital, 0, 2)  # arrived
    wires.settle()

    said = set()
    for node in (ban, hospital, world.hub):
        with world.net.at(node):
            said.add(Referral.objects.get().status)
    assert len(said) == 1


@pytest.mark.parametrize("days", [0, 3])
def test_a_referral_taken_back_is_told_to_the_hospital_that_waits(
    world: World, wires: Wires, days: int
) -> None:
    """It ends the hospital's care from the day before, and stands in the hospital's list all the same;
    also when the station's line was down for days. What is done later is not told."""
    acts = Acts(world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    for name in ("register", "visit", "refer"):
        assert acts.do(name, ban)
    wires.settle()

    assert acts.do("step_referral", ban, 0, 3)  # taken back
    world.net.later(days=days)
    wires.settle()
    world.net.later(days=3)
    assert acts.do("phone", ban, 0, 3)
    wires.settle()

    with world.net.at(hospital):
        assert Referral.objects.get().status == "cancelled"
        assert Person.objects.get().phone == ""


@pytest.mark.capability("J1", "J3")
def test_custody_leaves_no_trace_where_nobody_was_granted_it(world: World, wires: Wires) -> None:
    acts = Acts(world)
    prison = world.nodes["prison"]
    for name in ("register", "visit", "note_allergy", "refer"):
        assert acts.do(name, prison, 0, 3), name
    assert acts.do("register", world.nodes["ban"], 1, 3)
    wires.settle()

    with world.net.at(world.hub):
        assert Bundle.objects.filter(compartment="custody").exists()
        assert CareLink.objects.filter(unit_id=world.units["hospital"]).exists()
    assert GRANTS.keys() == {"prison"}
    assert whole(wires, acts) == []


BAD = Weather(kbit=16, cut_going=0.25, cut_coming=0.25, twice=0.2, old=0.2)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.capability("J1", "J2", where="tuyen sync push")
def test_a_line_that_breaks_repeats_and_brings_old_requests_loses_nothing(
    world: World, wires: Wires, seed: int
) -> None:
    acts = Acts(world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    for number in range(3):
        acts.do("register", ban, number, number)
        acts.do("visit", ban, number, number)
    for turn in range(6):
        acts.do("refer", ban, turn)
        acts.do("phone", ban, turn, turn)
        wires.talk(ban, BAD, seed=seed * 100 + turn)
        wires.talk(hospital, BAD, seed=seed * 100 + turn + 50)
        acts.do("visit", hospital, turn, turn)
        acts.do("phone", hospital, turn, turn + 1)

    wires.settle()

    assert wires.lines["ban"].counted.broke
    assert whole(wires, acts) == []


def test_a_line_that_only_carries_upwards_repeats_nothing(world: World, wires: Wires) -> None:
    acts, ban = Acts(world), world.nodes["ban"]
    acts.do("register", ban)
    for turn in range(3):
        acts.do("visit", ban, 0, turn)
        wires.talk(ban, Weather(one_way=True))

    with world.net.at(world.hub):
        assert Person.objects.count() == 1
    wires.settle()
    assert whole(wires, acts) == []


def test_a_clock_days_ahead_stops_nobody_else(net: Net) -> None:
    """Its bundles are held at the hub until a person lets them pass; the others go on."""
    world = founded(net)
    joined(world, "ban", skew=dt.timedelta(days=5))
    joined(world, "hospital")
    wires, acts = Wires(world), Acts(world)
    wires.let_in()
    acts.do("register", world.nodes["ban"])
    acts.do("register", world.nodes["hospital"], 1, 1)
    for node in wires.talking():
        wires.talk(node)

    why = held(world, world.hub)

    assert why.get("clock_ahead")
    with world.net.at(world.hub):
        assert Person.objects.count() == 1
    assert acts.do("visit", world.nodes["hospital"], 0)
