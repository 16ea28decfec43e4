"""A guest opens the host's charts for the days of the turn, and on no other day."""

import datetime as dt

import pytest
from django.urls import reverse

from tests.network import browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.domains.rotation import actions, host_account, jobs
from tuyen.domains.rotation.models import RotationTurn
from tuyen.domains.rotation.tests.conftest import account, actor, decided, said, someone
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.access.sign_in import actor_of, posts_of
from tuyen.platform.accounts.models import Account
from tuyen.record.models import Task
from tuyen.registry.facilities import actions as facilities
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

pytestmark = pytest.mark.django_db


def account_for(member: StaffMember, unit: Unit) -> Account:
    found = account(unit, "hospital_doctor")
    found.staff_id = member.id
    found.save(update_fields=["staff_id"])
    return found


def units_of(key: Account) -> set[object]:
    return {post.unit_id for post in posts_of(key)}


def on(day: dt.date, patch: pytest.MonkeyPatch) -> None:
    patch.setattr(clock, "today", lambda: day)


@pytest.fixture
def key(cardiologist: StaffMember, upper: Unit) -> Account:
    return account_for(cardiologist, upper)


@pytest.fixture
def coming(
    key: Account, cardiologist: StaffMember, upper: Unit, lower: Unit, giver: Actor
) -> RotationTurn:
    """Decided by the sender, begins in five days and lasts five."""
    planned = actions.plan_turn(said=said(cardiologist, upper, lower, first=5, last=9), by=giver)
    return decided(planned, giver)


@pytest.mark.capability("A9")
def test_the_sender_alone_opens_nobodys_charts(
    coming: RotationTurn, key: Account, lower: Unit, giver: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    on(coming.starts_on, monkeypatch)

    assert jobs.open_roles() == 0
    assert lower.id not in units_of(key)
    asked = Task.objects.get(subject_id=coming.id, kind=host_account.TASK_TAKE)
    assert (asked.unit_id, asked.due_on) == (lower.id, coming.starts_on)
    with pytest.raises(NotPermitted, match="Đơn vị nhận"):
        host_account.take(turn=coming, by=giver)


@pytest.mark.capability("A9")
def test_a_guest_has_the_role_of_the_host_from_the_first_day_to_the_last(
    coming: RotationTurn, key: Account, lower: Unit, taker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    host_account.take(turn=coming, by=taker)
    given = RoleAssignment.objects.get(pk=coming.role_id)

    held = []
    for day in (coming.starts_on, coming.ends_on):
        on(day, monkeypatch)
        guest = actor_of(key, given.id)
        assert guest is not None
        held.append((guest.unit_id, guest.role))
    outside = []
    for day in (coming.starts_on - dt.timedelta(days=1), coming.ends_on + dt.timedelta(days=1)):
        on(day, monkeypatch)
        outside.append(lower.id in units_of(key))

    assert held == [(lower.id, "hospital_doctor")] * 2
    assert outside == [False, False]
    assert not Task.objects.filter(kind=host_account.TASK_TAKE, status="requested").exists()


def test_an_office_above_does_not_say_yes_for_the_unit_below(
    upper: Unit, giver: Actor, cardiologist: StaffMember
) -> None:
    centre = facilities.create_unit(
        parent=upper, kind="district_health_centre", name="Trung tâm mẫu", by=SYSTEM
    )
    turn = actions.plan_turn(said=said(cardiologist, upper, centre), by=giver)

    assert turn.taken_on is None
    with pytest.raises(NotPermitted):
        host_account.take(turn=turn, by=giver)
    assert host_account.take(turn=turn, by=actor(centre, "hospital_director")).taken_on


def test_an_early_end_takes_the_role_back(
    turn: RotationTurn, key: Account, lower: Unit, taker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    host_account.take(turn=turn, by=taker)
    assert lower.id in units_of(key)

    actions.end(turn=turn, on=clock.today(), why="Việc gấp ở nhà", by=taker)

    on(clock.today() + dt.timedelta(days=1), monkeypatch)
    assert lower.id not in units_of(key)


def test_a_cancelled_turn_opens_nothing(
    coming: RotationTurn, key: Account, lower: Unit, taker: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    host_account.take(turn=coming, by=taker)

    actions.cancel(turn=coming, by=taker, why="Hoãn")

    on(coming.starts_on, monkeypatch)
    assert lower.id not in units_of(key)


def test_in_an_exchange_each_signature_takes_the_other_one_in(
    key: Account,
    cardiologist: StaffMember,
    internist: StaffMember,
    upper: Unit,
    lower: Unit,
    giver: Actor,
    taker: Actor,
) -> None:
    first, second = actions.plan_exchange(
        first=said(cardiologist, upper, lower), second=said(internist, lower, upper), by=giver
    )
    waiting = Task.objects.filter(kind=actions.TASK_DECIDE, status="requested")
    assert {task.unit_id for task in waiting} == {lower.id}
    decided(first, giver)
    assert lower.id not in units_of(key)

    decided(second, taker)

    first.refresh_from_db()
    assert not waiting.all().exists()
    assert (first.taken_by_name, first.taken_on) == (taker.name, clock.today())
    assert lower.id in units_of(key)


@pytest.mark.capability("A9")
def test_without_an_account_the_hosts_administrator_makes_one_for_the_days_of_the_turn(
    turn: RotationTurn, upper: Unit, lower: Unit, taker: Actor
) -> None:
    administrator = account(lower, "node_administrator")
    host_account.take(turn=turn, by=taker)
    task = Task.objects.get(subject_id=turn.id, kind=host_account.TASK_ACCOUNT)
    address = reverse("rotation:account", args=[turn.id])

    stranger = browser_of(account(upper, "node_administrator")).get(address)
    shown = browser_of(administrator).get(address)
    made = browser_of(administrator).post(address, {"username": "tran.van.tim"})

    assert (task.unit_id, task.role) == (lower.id, "node_administrator")
    assert "Bác sĩ bệnh viện" in shown.text
    assert "Mật khẩu đầu tiên" in made.text
    assert stranger.status_code == 403
    guest = Account.objects.get(username="tran.van.tim")
    post = RoleAssignment.objects.get(account_id=guest.id)
    assert guest.staff_id == turn.staff_id
    assert (post.valid_from, post.valid_to) == (turn.starts_on, turn.ends_on)
    task.refresh_from_db()
    assert task.status == "completed"


def test_an_account_that_comes_later_gets_its_role_by_itself(
    turn: RotationTurn, cardiologist: StaffMember, upper: Unit, lower: Unit, taker: Actor
) -> None:
    host_account.take(turn=turn, by=taker)

    late = account_for(cardiologist, upper)

    assert jobs.open_roles() == 1
    assert jobs.open_roles() == 0
    assert lower.id in units_of(late)


def test_a_profession_without_a_row_is_left_to_the_administrator(
    upper: Unit, lower: Unit, giver: Actor, taker: Actor
) -> None:
    clerk = someone(upper, "Lò Thị Sổ", profession="administration")
    account_for(clerk, upper)
    turn = decided(actions.plan_turn(said=said(clerk, upper, lower), by=giver), giver)

    host_account.take(turn=turn, by=taker)

    assert turn.role_id is None
    with pytest.raises(Refused, match="đã có tài khoản"):
        host_account.create_account(
            turn=turn, username="lo.so", by=actor(lower, "node_administrator")
        )


def test_no_role_of_the_table_may_manage_accounts_or_grants() -> None:
    from tuyen.core import rulebook
    from tuyen.platform.access.actions import GUARDED, role_permissions

    rows = rulebook.on(host_account.ROLES, clock.today()).rows

    assert all(not role_permissions(row["role"]) & GUARDED for row in rows)
