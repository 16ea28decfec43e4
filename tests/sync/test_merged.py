"""One person registered twice, on two machines: found on arrival, merged by a person, and from then on the
two records travel together."""

import pytest

from tests.sync import judge
from tests.sync.acts import Acts
from tests.sync.handing import letter_of
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World
from tuyen.platform.changes import incoming
from tuyen.platform.changes.models import Bundle
from tuyen.record.models import Allergy, Task
from tuyen.registry.persons.models import Person, PersonLink

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    return first_evening("hospital", "ban", "muong").world


def _twice(wires: Wires) -> Acts:
    """At the station with one allergy, at the hospital with another; then the station sends the person."""
    acts = Acts(wires.world)
    ban, hospital = wires.world.nodes["ban"], wires.world.nodes["hospital"]
    for node, substance in ((ban, 0), (hospital, 1)):
        assert acts.do("register", node, 0, 0)
        assert acts.do("visit", node)
        assert acts.do("note_allergy", node, 0, substance)
    wires.settle()
    return acts


def _substances(wires: Wires, name: str) -> list[str]:
    with wires.world.net.at(wires.world.nodes[name]):
        return sorted(Allergy.objects.values_list("substance", flat=True))


@pytest.mark.capability("J1", "J2")
def test_one_number_on_two_machines_is_found_where_both_arrive(wires: Wires) -> None:
    _twice(wires)

    with wires.world.net.at(wires.world.hub):
        assert Task.objects.filter(kind="possible_duplicate").count() >= 1
    assert _substances(wires, "ban") == ["Penicillin"]


@pytest.mark.capability("J1", "J2")
def test_records_merged_at_one_machine_travel_together_from_then_on(wires: Wires) -> None:
    acts, world = _twice(wires), wires.world
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    assert acts.do("refer", ban)
    wires.settle()
    assert acts.do("merge", hospital, 0, 0)
    wires.settle()

    assert _substances(wires, "ban") == ["Aspirin", "Penicillin"]
    assert acts.do("note_allergy", hospital, 1, 2)
    wires.settle()

    assert _substances(wires, "ban") == ["Aspirin", "Penicillin", "Tôm cua"]
    with world.net.at(ban):
        assert len(set(Person.objects.values_list("canonical_id", flat=True))) == 1
    with world.net.at(world.nodes["muong"]):
        assert not Person.objects.exists()
    assert judge.verdict(world, acts, [world.hub, ban, hospital]) == []


@pytest.mark.capability("J1", "J2")
def test_records_parted_again_are_two_people_everywhere(wires: Wires) -> None:
    acts, world = _twice(wires), wires.world
    ban, hospital = world.nodes["ban"], world.nodes["hospital"]
    acts.do("refer", ban)
    wires.settle()
    acts.do("merge", hospital, 0, 0)
    wires.settle()

    assert acts.do("unmerge", hospital)
    wires.settle()

    for node in (world.hub, ban, hospital):
        with world.net.at(node):
            assert set(Person.objects.values_list("canonical_id", flat=True)) == {None}
    assert judge.verdict(world, acts, [world.hub, ban, hospital]) == []


def test_a_merge_that_overtakes_the_record_kept_is_drawn_when_that_comes(wires: Wires) -> None:
    acts, world = Acts(wires.world), wires.world
    hospital, muong = world.nodes["hospital"], world.nodes["muong"]
    for number in (0, 1):
        assert acts.do("register", hospital, number, 1)
    assert acts.do("merge", hospital, 0, 0)
    with world.net.at(hospital):
        kept = PersonLink.objects.get().survivor_id
        rows = Bundle.objects.filter(patient_id__isnull=False).order_by("hlc", "id")
        letters = [(row.patient_id == kept, letter_of(row)) for row in rows]

    with world.net.at(muong):
        for comes_later in (False, True):
            batch = [letter for is_kept, letter in letters if is_kept == comes_later]
            incoming.apply_batch(batch, from_peer=hospital.id)
        assert Person.objects.get(pk=kept).canonical_id == kept
    assert judge.miscounted(world, muong) == []
