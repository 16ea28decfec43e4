"""A case whose units work at machines of their own: it moves where all of them are known."""

import pytest

from tuyen.core.ids import uuid7
from tuyen.domains.directives import jobs
from tuyen.domains.directives.actions import difficulties as actions
from tuyen.domains.directives.models import CaseStep, Difficulty, TopicCase
from tuyen.domains.directives.tests.conftest import Desk, desk_at
from tuyen.domains.directives.tests.test_difficulties import grouped, raised
from tuyen.platform.nodes.models import Peer, Role, State
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def answered(stations: list[Unit], office: Desk) -> list[Desk]:
    desks = [desk_at(unit, "station_doctor", f"Bác sĩ {unit.name}") for unit in stations[:2]]
    case = grouped(office.who, *(raised(each.who) for each in desks))
    actions.answer(case=case, said=actions.Answer("Đã cấp máy"), by=office.who)
    return desks


@pytest.fixture
def hub(answered: list[Desk]) -> Peer:
    """What follows is done at a machine that has another one above it."""
    return Peer.objects.create(
        id=uuid7(),
        role=Role.UPSTREAM,
        state=State.ACTIVE,
        name="Máy trung tâm",
        public_key=b"k" * 32,
    )


def mine(desk: Desk) -> Difficulty:
    return Difficulty.objects.get(unit_id=desk.who.unit_id)


@pytest.mark.parametrize("settled, status", [(1, "answered"), (2, "closed")])
def test_the_case_closes_with_the_last_of_all_units(
    answered: list[Desk], hub: Peer, settled: int, status: str
) -> None:
    for desk in answered[:settled]:
        actions.settle(difficulty=mine(desk), note="Đã nhận", by=desk.who)
    there = jobs.follow_the_settled()
    assert TopicCase.objects.get().status == "answered", "a machine of one unit knows one answer"

    hub.delete()  # the same rows at the topmost machine
    moved = jobs.follow_the_settled()

    assert (there, moved) == (0, settled - 1)
    assert TopicCase.objects.get().status == status
    assert jobs.follow_the_settled() == 0


def test_who_is_not_helped_gives_the_case_back_to_whoever_answered(
    answered: list[Desk], hub: Peer, office: Desk
) -> None:
    actions.reopen(difficulty=mine(answered[0]), why="Máy chưa về", by=answered[0].who)
    hub.delete()

    assert jobs.follow_the_settled() == 1

    step = CaseStep.objects.get(kind="reopened")
    assert (step.note, step.by_name) == ("Máy chưa về", answered[0].who.name)
    assert step.by_unit_name == answered[0].who.unit_name
    task = Task.objects.get(kind="difficulty_case", status="requested")
    assert task.unit_id == office.who.unit_id
    actions.answer(case=TopicCase.objects.get(), said=actions.Answer("Mai máy về"), by=office.who)
