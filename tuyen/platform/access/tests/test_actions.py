"""Who gives accounts, posts and grants, and to whom."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator

from tests.network import account_at, actor_at, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.access import actions
from tuyen.platform.access.models import AccountAct
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.changes.history import history_of

pytestmark = pytest.mark.django_db


def test_a_unit_administrator_makes_an_account_for_a_nurse_of_the_unit() -> None:
    station = node("Trạm")
    admin = actor_at(station, "unit_administrator")

    account = actions.create_account(
        username="Dieu.Duong",
        full_name="Lò Thị Mẫu",
        role="station_nurse",
        at=station,
        password=actions.first_password(),
        by=admin,
    )

    actor = actor_of(account)
    assert actor is not None
    assert (account.username, account.must_change_password) == ("dieu.duong", True)
    assert (actor.role, actor.unit_id) == ("station_nurse", station.unit_id)
    assert AccountAct.objects.get(account_id=account.id).act == "created"


def test_no_administrator_takes_over_a_privacy_officer_by_a_new_password() -> None:
    """Whoever reads out the password would sign in, enrol a second factor and open compartments."""
    station = node("Trạm")
    admin = actor_at(station, "unit_administrator")
    officer = account_at(station, "privacy_officer")

    with pytest.raises(NotPermitted, match="tuyen user reset"):
        actions.reset_password(account=officer, password="mot-mat-khau-moi", by=admin)

    Authenticator.objects.create(user=officer, type="totp", data={})
    actions.reset_password(account=officer, password="mot-mat-khau-moi", by=admin)
    officer.refresh_from_db()
    assert officer.check_password("mot-mat-khau-moi")


def test_a_unit_administrator_gives_nothing_at_another_unit() -> None:
    admin = actor_at(node("Trạm A"), "unit_administrator")

    with pytest.raises(NotPermitted):
        actions.assign_role(
            account=account_at(node("Trạm B"), "station_nurse"),
            role="station_doctor",
            at=node("Trạm C"),
            by=admin,
        )


def test_a_unit_administrator_cannot_make_a_privacy_officer() -> None:
    station = node("Trạm")
    admin = actor_at(station, "unit_administrator")

    with pytest.raises(NotPermitted):
        actions.assign_role(
            account=account_at(station, "station_nurse"),
            role="privacy_officer",
            at=station,
            by=admin,
        )


def test_a_name_taken_and_an_unknown_role_are_refused() -> None:
    station = node("Trạm")
    taken = account_at(station, "station_nurse")

    for username, role, field in (
        (taken.username, "station_nurse", "username"),
        ("x", "vua", "role"),
    ):
        with pytest.raises(Refused) as refused:
            actions.create_account(
                username=username,
                full_name="Mẫu",
                role=role,
                at=station,
                password="x" * 12,
                by=SYSTEM,
            )
        assert refused.value.field == field


def test_the_privacy_officer_grants_custody_and_takes_it_back() -> None:
    bureau = node("Cục Y tế", chain="police")
    prison = node("Trại", under=bureau, chain="police", kind="prison_clinic")
    officer = actor_at(bureau, "privacy_officer")
    doctor = account_at(prison, "prison_doctor")

    given = actions.grant(
        account=doctor, compartment="custody", reason="Bác sĩ của trại", by=officer
    )
    granted = actor_of(doctor)
    actions.withdraw(given=given, on=clock.today() - dt.timedelta(days=1), by=officer)
    after = actor_of(doctor)

    assert granted is not None
    assert after is not None
    assert (granted.sees("custody"), after.sees("custody")) == (True, False)
    assert [entry.reason for entry in history_of(given, officer)] == [
        "access.withdraw_grant",
        "access.grant",
    ]


def test_nobody_grants_outside_the_own_chain() -> None:
    officer = actor_at(node("Cục Y tế", chain="police"), "privacy_officer")

    with pytest.raises(NotPermitted):
        actions.grant(
            account=account_at(node("Trạm"), "station_doctor"),
            compartment="hiv",
            reason="Thử",
            by=officer,
        )


def test_a_reset_password_must_be_changed_at_sign_in() -> None:
    station = node("Trạm")
    admin, account = actor_at(station, "unit_administrator"), account_at(station, "station_nurse")

    actions.reset_password(account=account, password="mot-mat-khau", by=admin)

    account.refresh_from_db()
    assert account.must_change_password
    assert account.check_password("mot-mat-khau")
