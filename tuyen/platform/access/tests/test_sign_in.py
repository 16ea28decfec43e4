"""From a browser to an Actor: one statement, valid only while account, post and session are."""

import datetime as dt
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings

from tests.network import PASSWORD, account_at, actor_at, browser_of, node
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.core.ids import uuid7
from tuyen.platform.access.actions import assign_role, end_role
from tuyen.platform.access.chart_access import break_glass
from tuyen.platform.access.sign_in import POST_KEY, actor_for, actor_of, posts_of
from tuyen.platform.accounts.models import Account
from tuyen.platform.accounts.sessions import SessionStore

pytestmark = pytest.mark.django_db


def request_of(account: Account) -> Any:
    cookie = browser_of(account).cookies[settings.SESSION_COOKIE_NAME].value
    return SimpleNamespace(session=SessionStore(cookie))


def test_session_account_post_and_grants_take_one_statement(django_assert_num_queries: Any) -> None:
    station = node("Trạm Y tế xã Mẫu", commune_code="03040")
    account = account_at(station, "station_doctor", grants=("custody", "hiv"))
    request = request_of(account)

    with django_assert_num_queries(1):
        actor = actor_for(request)
        remembered = request.session.get("_auth_user_id")

    assert actor is not None
    assert (actor.unit_id, actor.commune_code) == (station.unit_id, "03040")
    assert actor.compartments == {"custody", "hiv"}
    assert actor.may("prescribe.common")
    assert remembered == str(account.pk)
    assert request._cached_user.full_name == account.full_name


def test_a_visitor_is_nobody(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        assert actor_for(SimpleNamespace(session=SessionStore(None))) is None


def test_an_account_put_out_of_use_is_nobody() -> None:
    account = account_at(node("Trạm"), "station_nurse")
    request = request_of(account)
    Account.objects.filter(pk=account.pk).update(is_active=False)

    assert actor_for(request) is None


def test_a_changed_password_ends_earlier_sessions() -> None:
    account = account_at(node("Trạm"), "station_nurse")
    request = request_of(account)
    account.set_password(PASSWORD + "-moi")
    account.save()

    assert actor_for(request) is None


def test_a_post_that_ended_yesterday_gives_nothing() -> None:
    account = account_at(node("Trạm"), "station_nurse")
    [post] = posts_of(account)
    end_role(post=post, on=clock.today() - dt.timedelta(days=1), by=SYSTEM)

    assert actor_of(account) is None


def test_the_post_chosen_at_sign_in_is_the_one_in_force() -> None:
    station, hospital = node("Trạm"), node("Bệnh viện", kind="hospital")
    account = account_at(station, "station_doctor")
    second = assign_role(account=account, role="hospital_doctor", at=hospital, by=SYSTEM)
    browser = browser_of(account)
    session = browser.session
    session[POST_KEY] = str(second.id)
    session.save()

    actor = actor_for(SimpleNamespace(session=SessionStore(session.session_key)))

    assert actor is not None
    assert (actor.role, actor.unit_name) == ("hospital_doctor", "Bệnh viện")


def test_a_leave_by_break_glass_is_in_hand_until_it_ends() -> None:
    doctor_account = account_at(node("Trạm"), "station_doctor")
    doctor = actor_of(doctor_account)
    assert doctor is not None
    patient_id = uuid7()
    leave = break_glass(
        patient_id=patient_id, reason="Cấp cứu, hôn mê, không có người nhà", by=doctor
    )

    again = actor_of(doctor_account)

    assert again is not None
    assert again.opened == {patient_id: leave.expires_at}


def test_an_actor_covers_units_below_its_own() -> None:
    hospital = node("Bệnh viện", kind="hospital")
    department = node("Khoa Nội", under=hospital, kind="department")

    director = actor_at(hospital, "hospital_director")

    assert director.covers(department.path)
    assert not actor_at(department, "hospital_doctor").covers(hospital.path)
