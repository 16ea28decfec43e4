"""A station's clock ran three days ahead and was set right: it writes again, in an order that all share."""

import datetime as dt

import pytest

from tests.sync.acts import Acts
from tests.sync.handing import held
from tests.sync.test_wired import whole
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.platform.changes import bundles, hlc
from tuyen.platform.changes.models import Bundle, Held
from tuyen.platform.nodes import actions
from tuyen.record.models import Allergy

pytestmark = pytest.mark.django_db
AHEAD = dt.timedelta(hours=20)


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    wires = first_evening("ban")
    acts, ban = Acts(wires.world), wires.world.nodes["ban"]
    acts.do("register", ban, 0, 1)
    acts.do("register", ban, 1, 2)
    wires.settle()
    return wires.world


def put_right(world: World) -> None:
    with world.net.at(world.nodes["ban"]):
        actions.put_clock_right(why="Pin bo mạch hỏng", by=SYSTEM)


@pytest.mark.parametrize("ahead", [AHEAD, dt.timedelta(days=3)])
def test_a_clock_put_right_writes_again_in_the_true_time(wires: Wires, ahead: dt.timedelta) -> None:
    world = wires.world
    acts, ban = Acts(world), world.nodes["ban"]
    ban.skew = ahead
    acts.do("note_allergy", ban, 0, 0)
    ban.skew = dt.timedelta()

    stuck = acts.do("visit", ban, 1, 3)
    put_right(world)
    went_on = acts.do("visit", ban, 1, 3)

    assert (stuck, went_on) == (False, True)
    with world.net.at(ban):
        last = Bundle.objects.filter(origin_node=ban.id).latest("origin_seq")
        here_ms = int(clock.now().timestamp() * 1000)
        assert abs(hlc.ms_of(last.hlc) - here_ms) < 60_000


def test_a_change_of_a_row_from_the_wrong_days_is_still_later_than_it(wires: Wires) -> None:
    world = wires.world
    acts, ban = Acts(world), world.nodes["ban"]
    ban.skew = AHEAD
    acts.do("note_allergy", ban, 0, 0)
    ban.skew = dt.timedelta()
    put_right(world)

    acts.do("correct_allergy", ban, 0, 2)
    acts.do("visit", ban, 1, 3)
    wires.settle()

    assert held(world, world.hub) == {}
    with world.net.at(world.hub):
        made, corrected = Bundle.objects.filter(reason__startswith="allerg").order_by("origin_seq")
        visit = Bundle.objects.filter(origin_node=ban.id).latest("origin_seq")
        assert visit.hlc < made.hlc < corrected.hlc
        assert Allergy.objects.get().criticality == "high"
    wrong = whole(wires, acts)
    assert wrong == [], "\n".join(wrong)


def test_only_what_was_written_days_ahead_waits_for_a_person_at_the_hub(wires: Wires) -> None:
    world = wires.world
    acts, ban = Acts(world), world.nodes["ban"]
    ban.skew = dt.timedelta(days=3)
    acts.do("note_allergy", ban, 0, 0)
    ban.skew = dt.timedelta()
    put_right(world)
    acts.do("visit", ban, 1, 3)
    wires.settle()

    with world.net.at(world.hub):
        assert set(Held.objects.filter(state="held").values_list("why", flat=True)) == {
            "clock_ahead"
        }
        assert {r.partition(".")[0] for r in Held.objects.values_list("reason", flat=True)} == {
            "allergy"
        }


def test_another_process_of_the_machine_goes_on_without_a_restart(wires: Wires) -> None:
    world = wires.world
    ban = world.nodes["ban"]
    with world.net.at(ban):
        server = hlc.HybridClock(bundles._clock_of_log)
        ban.skew = AHEAD
    acts = Acts(world)
    acts.do("note_allergy", ban, 0, 0)
    with world.net.at(ban):
        server.start(*bundles._clock_of_log())
    ban.skew = dt.timedelta()
    put_right(world)

    with world.net.at(ban):
        assert abs(hlc.ms_of(server.tick()) - hlc.now_ms()) < 1000


def test_a_clock_that_is_right_is_left_alone(wires: Wires) -> None:
    with wires.world.net.at(wires.world.nodes["ban"]):
        assert bundles.put_clock_right() == 0
