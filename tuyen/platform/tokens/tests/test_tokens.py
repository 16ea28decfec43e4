"""A program with a key is its account at its post, until any of them ends."""

import datetime as dt
from typing import Any

import pytest
from django.test import RequestFactory

from tests.network import account_at, actor_at, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access import actions as access
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.access.sign_in import posts_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.tokens import actions
from tuyen.platform.tokens.bearer import actor_of_program
from tuyen.platform.tokens.models import ApiToken

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Account:
    return account_at(node("Trạm Y tế xã Mẫu"), "station_nurse", grants=("custody",))


@pytest.fixture
def post(account: Account) -> RoleAssignment:
    return posts_of(account)[0]


def issued(post: RoleAssignment, days: int = 90) -> tuple[ApiToken, str]:
    return actions.issue(post=post, name="Phần mềm của trạm", days=days, by=SYSTEM)


def who(authorization: str, method: str = "GET") -> Actor | None:
    request: Any = RequestFactory().generic(method, "/", headers={"Authorization": authorization})
    request.actor = None
    return actor_of_program(request)


def test_a_key_stands_for_the_account_at_its_post(account: Account, post: RoleAssignment) -> None:
    _token, key = issued(post)

    actor = who(f"Bearer {key}")

    assert actor is not None
    assert (actor.account_id, actor.post_id, actor.role) == (account.id, post.id, "station_nurse")
    assert actor.sees("custody")
    assert ApiToken.objects.get().used_at is not None


def test_the_key_itself_is_kept_nowhere(post: RoleAssignment) -> None:
    _token, key = issued(post)

    assert key not in str(ApiToken.objects.values().get())


@pytest.mark.parametrize(
    "said", ["", "Bearer", "Bearer tuyen_x", "Basic dHV5ZW46eA==", "Bearer x y", "tuyen_x"]
)
def test_anything_else_is_nobody(post: RoleAssignment, said: str) -> None:
    issued(post)

    assert who(said) is None


def test_a_key_ends_on_its_day(post: RoleAssignment) -> None:
    _token, key = issued(post, days=1)

    with clock.stopped(clock.now() + dt.timedelta(days=2)):
        assert who(f"Bearer {key}") is None


def test_a_key_that_was_taken_back_opens_nothing(post: RoleAssignment) -> None:
    token, key = issued(post)

    actions.revoke(token=token, by=SYSTEM)

    assert who(f"Bearer {key}") is None


def test_a_key_dies_with_the_account(account: Account, post: RoleAssignment) -> None:
    _token, key = issued(post)
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert who(f"Bearer {key}") is None


def test_a_key_does_not_move_to_another_post_of_the_account(
    account: Account, post: RoleAssignment
) -> None:
    _token, key = issued(post)
    access.assign_role(
        account=account, role="station_nurse", at=node("Trạm Y tế xã khác"), by=SYSTEM
    )
    access.end_role(post=post, on=clock.today() - dt.timedelta(days=1), by=SYSTEM)

    assert who(f"Bearer {key}") is None


def test_only_who_manages_accounts_of_the_unit_gives_keys(post: RoleAssignment) -> None:
    stranger = actor_at(node("Trạm Y tế xã khác"), "node_administrator")

    with pytest.raises(NotPermitted):
        actions.issue(post=post, name="x", days=1, by=stranger)


@pytest.mark.parametrize("days", [0, 367])
def test_a_key_without_a_sensible_end_is_refused(post: RoleAssignment, days: int) -> None:
    with pytest.raises(Refused):
        issued(post, days)


def test_a_key_that_only_reads_does_not_write(post: RoleAssignment) -> None:
    _token, key = actions.issue(post=post, name="Bảng số liệu", days=9, only_reads=True, by=SYSTEM)

    assert who(f"Bearer {key}") is not None
    with pytest.raises(NotPermitted, match="chỉ được đọc"):
        who(f"Bearer {key}", "POST")


def test_a_reset_by_the_supervisor_ends_every_key(account: Account, post: RoleAssignment) -> None:
    _token, key = issued(post)

    access.reset_password(account=account, password="mat-khau-moi-2026", by=SYSTEM)

    assert who(f"Bearer {key}") is None


def test_an_account_that_was_closed_and_opened_again_has_no_keys(
    account: Account, post: RoleAssignment
) -> None:
    _token, key = issued(post)

    access.set_in_use(account=account, is_active=False, by=SYSTEM)
    access.set_in_use(account=account, is_active=True, by=SYSTEM)

    assert who(f"Bearer {key}") is None


def test_a_new_password_of_ones_own_leaves_the_keys(account: Account, post: RoleAssignment) -> None:
    _token, key = issued(post)

    account.set_password("mat-khau-cua-toi-2026")
    account.save()

    assert who(f"Bearer {key}") is not None
