"""A choice between two values is taken back: it waits again on every machine, and is made once more."""

import pytest

from tests.sync.acts import Acts
from tests.sync.net import Node
from tests.sync.test_wired import whole
from tests.sync.wired import FirstEvening, Wires
from tests.sync.world import World
from tuyen.platform.changes.models import Conflict
from tuyen.record.actions import differences
from tuyen.record.models import Allergy

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def begun(first_evening: FirstEvening) -> World:
    wires = first_evening("hospital", "ban")
    acts, ban = Acts(wires.world), wires.world.nodes["ban"]
    acts.do("register", ban, 0, 1)
    acts.do("visit", ban, 0)
    acts.do("note_allergy", ban, 0, 0)
    acts.do("refer", ban, 0)
    wires.settle()
    acts.do("correct_allergy", ban, 0, 1)
    acts.do("correct_allergy", wires.world.nodes["hospital"], 0, 2)
    wires.settle()
    return wires.world


def everywhere(wires: Wires) -> list[Node]:
    return [wires.world.hub, *wires.talking()]


def states(wires: Wires) -> list[set[tuple[str, bool, str]]]:
    """Of each machine: the value that stands, whether it waits, how it was decided."""
    found = []
    for node in everywhere(wires):
        with wires.world.net.at(node):
            row, found_here = Allergy.objects.get(), Conflict.objects.filter(field="substance")
            found.append(
                {(row.substance, each.decided_at_ms is None, each.decision) for each in found_here}
            )
    return found


def choose(wires: Wires, name: str, choice: str) -> None:
    node = wires.world.nodes[name]
    wires.world.net.later(minutes=1)
    with wires.world.net.at(node):
        conflict, by = Conflict.objects.get(field="substance"), wires.world.doctors[name]
        if choice == "undo":
            differences.put_back(conflict=conflict, by=by)
        else:
            differences.decide(conflict=conflict, choice=choice, by=by)  # type: ignore[arg-type]


@pytest.mark.capability("J2")
@pytest.mark.parametrize("choice", ["kept", "taken"])
def test_a_choice_taken_back_waits_again_on_every_machine(wires: Wires, choice: str) -> None:
    before = states(wires)
    assert before == [{("Tôm cua", True, "")}] * 3
    choose(wires, "ban", choice)
    wires.settle()
    value = {"kept": "Tôm cua", "taken": "Aspirin"}[choice]
    assert states(wires) == [{(value, False, choice)}] * 3

    choose(wires, "ban", "undo")
    wires.settle()
    again = states(wires)
    choose(wires, "hospital", "taken")
    wires.settle()

    assert again == before
    assert states(wires) == [{("Aspirin", False, "taken")}] * 3
    wrong = whole(wires, Acts(wires.world))
    assert wrong == [], "\n".join(wrong)


def test_an_undo_that_comes_with_its_choice_leaves_it_waiting(wires: Wires) -> None:
    """The line was cut in between: the other machines hear of both at once."""
    before = states(wires)

    choose(wires, "ban", "taken")
    choose(wires, "ban", "undo")
    wires.settle()

    assert states(wires) == before
