"""Turns: planned by either side, decided by the giver, ended, graded by the receiver."""

import datetime as dt

import pytest

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.rotation import actions, queries, rules
from tuyen.domains.rotation.models import Kind, RotationTurn, Stage
from tuyen.domains.rotation.tests.conftest import actor, decided, said, someone
from tuyen.record.models import Task
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import Post, StaffMember

pytestmark = pytest.mark.django_db


@pytest.mark.capability("A9")
def test_overlapping_turns_of_one_person_are_refused_with_the_days(
    turn: RotationTurn, cardiologist: StaffMember, upper: Unit, lower: Unit, giver: Actor
) -> None:
    again = said(cardiologist, upper, lower, first=20, last=40)

    with pytest.raises(Refused, match="đã có đợt luân phiên từ") as refusal:
        actions.plan_turn(said=again, by=giver)

    assert refusal.value.code == "overlap"
    later = said(cardiologist, upper, lower, first=21, last=40)
    assert actions.plan_turn(said=later, by=giver).stage == Stage.PLANNED


def test_a_decided_turn_is_a_post_at_the_receiving_unit_for_its_days(
    turn: RotationTurn, lower: Unit
) -> None:
    post = Post.objects.get(pk=turn.post_id)

    assert (post.unit_id, post.staff_id, post.is_main) == (lower.id, turn.staff_id, False)
    assert (post.valid_from, post.valid_to) == (turn.starts_on, turn.ends_on)
    assert post.legal_basis == "12/QĐ-BV"


def test_both_sides_are_reminded_before_the_end(
    turn: RotationTurn, upper: Unit, lower: Unit
) -> None:
    tasks = Task.objects.filter(subject_id=turn.id)

    reminders = tasks.filter(kind=actions.TASK_ENDING)
    assert {task.unit_id for task in reminders} == {upper.id, lower.id}
    assert {task.due_on for task in reminders} == {turn.ends_on - dt.timedelta(days=14)}
    assert tasks.get(kind=actions.TASK_GRADE).unit_id == lower.id


@pytest.mark.capability("A9")
def test_an_early_end_wants_a_reason_and_frees_the_person(
    turn: RotationTurn, cardiologist: StaffMember, upper: Unit, lower: Unit, giver: Actor
) -> None:
    today = clock.today()

    with pytest.raises(Refused, match="trước hạn"):
        actions.end(turn=turn, on=today, by=giver)
    ended = actions.end(turn=turn, on=today, why="Việc gia đình", by=giver)

    assert Post.objects.get(pk=ended.post_id).valid_to == today
    open_tasks = Task.objects.filter(subject_id=turn.id, status="requested")
    assert [task.kind for task in open_tasks] == [actions.TASK_GRADE]
    soon = said(cardiologist, upper, lower, first=1, last=5)
    assert actions.plan_turn(said=soon, by=giver).id


def test_a_turn_that_has_begun_is_not_cancelled(turn: RotationTurn, giver: Actor) -> None:
    with pytest.raises(Refused, match="đã bắt đầu"):
        actions.cancel(turn=turn, by=giver, why="Đổi ý")


def test_a_cancelled_turn_leaves_no_post_in_force(
    cardiologist: StaffMember, upper: Unit, lower: Unit, giver: Actor
) -> None:
    coming = said(cardiologist, upper, lower, first=5, last=9)
    turn = decided(actions.plan_turn(said=coming, by=giver), giver)

    actions.cancel(turn=turn, by=giver, why="Hoãn")

    assert not queries.works_at(cardiologist.id, lower.id, turn.starts_on)
    assert not Task.objects.filter(subject_id=turn.id, status="requested").exists()


def test_only_the_giver_decides_and_only_the_receiver_grades(
    cardiologist: StaffMember, upper: Unit, lower: Unit, giver: Actor, taker: Actor
) -> None:
    planned = actions.plan_turn(said=said(cardiologist, upper, lower), by=taker)

    with pytest.raises(NotPermitted):
        decided(planned, taker)
    turn = decided(planned, giver)
    with pytest.raises(NotPermitted):
        actions.grade(turn=turn, grade="good", remark="", by=giver)
    graded = actions.grade(turn=turn, grade="good", remark="Tận tình", by=taker)

    assert graded.graded_by_name == taker.name
    assert not Task.objects.filter(kind=actions.TASK_GRADE, status="requested").exists()


def test_a_unit_that_is_closed_or_the_same_or_somebody_elses_person_is_refused(
    cardiologist: StaffMember, internist: StaffMember, upper: Unit, lower: Unit, giver: Actor
) -> None:
    with pytest.raises(Refused, match="khác nơi cử"):
        actions.plan_turn(said=said(cardiologist, upper, upper), by=giver)
    with pytest.raises(Refused, match="không làm việc"):
        actions.plan_turn(said=said(internist, upper, lower), by=giver)
    facilities.close_unit(unit=lower, on=clock.yesterday(), legal_basis="Giải thể", by=SYSTEM)
    lower.refresh_from_db()
    with pytest.raises(Refused, match="đã kết thúc hoạt động"):
        actions.plan_turn(said=said(cardiologist, upper, lower, first=1), by=giver)


@pytest.mark.capability("A9")
def test_an_exchange_is_two_turns_each_the_others_back_fill(
    cardiologist: StaffMember, internist: StaffMember, upper: Unit, lower: Unit, giver: Actor
) -> None:
    kind = {"kind": Kind.EXCHANGE}
    first = said(cardiologist, upper, lower, **kind)
    second = said(internist, lower, upper, **kind)

    one, other = actions.plan_exchange(first=first, second=second, by=giver)

    assert one.pair_id == other.pair_id
    assert (one.backfill_name, other.backfill_name) == (internist.name, cardiologist.name)
    partner = queries.pair_of(one)
    assert partner is not None
    assert partner.id == other.id
    with pytest.raises(Refused, match="đúng đơn vị"):
        actions.plan_exchange(first=first, second=first, by=giver)


def test_an_exchange_stands_whole_or_not_at_all(
    turn: RotationTurn,
    cardiologist: StaffMember,
    internist: StaffMember,
    upper: Unit,
    lower: Unit,
    giver: Actor,
) -> None:
    kind = {"kind": Kind.EXCHANGE}

    with pytest.raises(Refused, match="đã có đợt"):
        actions.plan_exchange(
            first=said(internist, lower, upper, **kind),
            second=said(cardiologist, upper, lower, **kind),
            by=actor(lower, "direction_office"),
        )

    assert RotationTurn.objects.count() == 1


def test_the_board_and_person_days(turn: RotationTurn, giver: Actor, taker: Actor) -> None:
    today = clock.today()
    actions.add_duty(turn=turn, duty=actions.Duty("Theo dõi điện tim"), by=giver)

    for who in (giver, taker):
        rows = queries.turns_for(who)
        assert queries.counts(rows, today, 14)["there"] == 1
        assert [row.to_name for row in queries.on_board(rows, today, 14, when="there")] == [
            "Bệnh viện tỉnh mẫu"
        ]
    period = rules.Span(dt.date(today.year, 1, 1), dt.date(today.year, 12, 31))
    assert queries.days_by_technique(queries.turns_for(giver), period) == []


def test_another_hospital_knows_nothing_of_it(turn: RotationTurn, ministry: Unit) -> None:
    stranger = facilities.create_unit(
        parent=ministry, kind="hospital", name="Bệnh viện khác", by=SYSTEM
    )
    someone(stranger, "Người lạ")

    assert queries.turn_for(actor(stranger, "direction_office"), turn.id) is None
