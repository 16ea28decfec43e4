"""A person moves away and comes back: the care of a station ends, and begins again, on other machines."""

import datetime as dt

import pytest

from tests.sync.handing import held
from tests.sync.net import Node
from tests.sync.tree import TreeActs
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World
from tuyen.core import clock
from tuyen.platform import changes
from tuyen.platform.access.models import CareLink
from tuyen.record.actions.appointments import book, cancel, set_hours
from tuyen.record.actions.consents import end_link
from tuyen.record.chart import chart_of
from tuyen.record.models import Allergy, Appointment
from tuyen.registry.persons.actions import registering
from tuyen.registry.persons.drafts import Details
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.rules import Birth

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    return first_evening("hospital", "ban", "muong").world


def _lives_at(wires: Wires, at: str, by: str) -> None:
    """Whoever keeps the book of residents says so, at another machine than the stations'."""
    world = wires.world
    with world.net.at(world.nodes[by]):
        person = Person.objects.get()
        person.home_unit_id = world.units[at]
        with changes.apply(actor=world.doctors[by], reason="test.move_home") as log:
            log.change(person, ["home_unit_id"])


def _allergies(wires: Wires, at: str) -> int:
    with wires.world.net.at(wires.world.nodes[at]):
        return Allergy.objects.count()


@pytest.mark.capability("J1", "J2")
def test_a_station_hears_that_its_care_ended_and_of_all_it_missed_when_the_person_returns(
    wires: Wires,
) -> None:
    world, acts = wires.world, TreeActs(wires.world)
    with world.net.at(world.nodes["hospital"]):
        details = Details("Người Mẫu", Birth(None, "unknown"), sex="female")
        registering.register_person(details=details, by=world.doctors["hospital"])
    _lives_at(wires, "ban", by="hospital")
    wires.settle()
    assert acts.do("note_allergy", world.nodes["hospital"], 0, 0)
    wires.settle()
    assert _allergies(wires, "ban") == 1

    _lives_at(wires, "muong", by="hospital")
    wires.settle()
    world.net.later(days=2)
    with world.net.at(world.nodes["ban"]):
        assert Person.objects.get().home_unit_id == world.units["muong"]
        assert CareLink.objects.get(unit_id=world.units["ban"]).valid_to is not None
    assert acts.do("note_allergy", world.nodes["hospital"], 0, 1)
    assert acts.do("visit", world.nodes["hospital"], 0, 1)
    wires.settle()
    assert _allergies(wires, "ban") == 1

    _lives_at(wires, "ban", by="hospital")
    assert acts.do("note_allergy", world.nodes["hospital"], 0, 2)
    wires.settle()

    assert _allergies(wires, "ban") == 3
    with world.net.at(world.nodes["ban"]):
        assert CareLink.objects.get(unit_id=world.units["ban"]).valid_to is None


@pytest.mark.capability("J1", "J2")
def test_care_that_was_begun_and_ended_before_the_line_came_back_is_told_in_that_order(
    wires: Wires,
) -> None:
    world, acts = wires.world, TreeActs(wires.world)
    ban = world.nodes["ban"]
    assert acts.do("register_openly", ban, 0, 3)
    with world.net.at(ban):
        referral = acts.known["refer"]
        referral(world.doctors["ban"], 0, 0, world)
    assert acts.do("end_care", ban, 0, 4)
    wires.settle()

    for node in (world.hub, ban):
        assert held(world, node) == {}
        with world.net.at(node):
            assert CareLink.objects.get(unit_id=world.units["ban"]).valid_to is not None


def _takes_leave_of(wires: Wires, unit: str, at: str) -> None:
    """At another machine: the person takes back that unit's leave to open the chart, of every kind."""
    world = wires.world
    with world.net.at(world.nodes[at]):
        by = world.doctors[at]
        for link in CareLink.objects.filter(unit_id=world.units[unit]).order_by("kind"):
            end_link(chart=chart_of(link.patient_id, by), link=link, why="Yêu cầu", by=by)


def _cares(wires: Wires, unit: str, at: Node) -> bool:
    with wires.world.net.at(at):
        open_ones = CareLink.objects.filter(unit_id=wires.world.units[unit], valid_to=None)
        return open_ones.exclude(kind="present").exists()


@pytest.mark.capability("J1", "J2")
def test_a_station_that_missed_something_still_hears_that_its_care_ended_again(
    wires: Wires,
) -> None:
    world, acts = wires.world, TreeActs(wires.world)
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    assert acts.do("register_openly", ban, 0, 2)
    assert acts.do("visit", ban, 0)
    assert acts.do("refer", ban, 0)
    wires.settle()
    _takes_leave_of(wires, "ban", at="hospital")
    wires.settle()
    assert not _cares(wires, "ban", at=ban)
    world.net.later(days=2)
    assert acts.do("note_allergy", hospital, 0, 1)
    wires.settle()

    assert acts.do("visit", ban, 0, 1)  # while its line is cut for days
    assert _cares(wires, "ban", at=ban)
    world.net.later(hours=1)
    _takes_leave_of(wires, "ban", at="hospital")
    wires.talk(hospital)
    world.net.later(days=3)
    wires.settle()

    assert not _cares(wires, "ban", at=world.hub)
    assert not _cares(wires, "ban", at=ban)
    assert _allergies(wires, "ban") == 0
    assert held(world, ban) == {}


@pytest.mark.capability("J1", "J2")
def test_appointments_are_where_the_person_is_cared_for_also_those_made_before(
    wires: Wires,
) -> None:
    world = wires.world
    by, hospital = world.doctors["hospital"], world.nodes["hospital"]
    today = clock.today()
    with world.net.at(hospital):
        details = Details("Người Mẫu", Birth(None, "unknown"), sex="female")
        person = registering.register_person(details=details, by=by).id
        set_hours(capacity=3, closed_weekdays=frozenset(), closed_days=[], by=by)
        book(
            chart=chart_of(person, by), day=today + dt.timedelta(days=9), by=by, over_capacity=True
        )
    wires.settle()
    assert _appointments(wires, "ban") == []

    _lives_at(wires, "ban", by="hospital")
    wires.settle()
    assert _appointments(wires, "ban") == [9]
    assert _appointments(wires, "muong") == []

    with world.net.at(hospital):
        cancel(appointment=Appointment.objects.get(), by=by)
        book(
            chart=chart_of(person, by), day=today + dt.timedelta(days=20), by=by, over_capacity=True
        )
    wires.settle()
    assert _appointments(wires, "ban") == [20]


def _appointments(wires: Wires, at: str) -> list[int]:
    """In how many days each is."""
    with wires.world.net.at(wires.world.nodes[at]):
        rows = Appointment.objects.filter(status="booked").order_by("day")
        return [(each.day - clock.today()).days for each in rows]
