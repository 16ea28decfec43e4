"""The administrator of a unit looks after its accounts, and after no others."""

import pytest
from django.test import Client

from tests.network import PASSWORD, account_at, actor_at, browser_of, node
from tuyen.core.errors import NotPermitted, Refused
from tuyen.platform.accounts import actions, queries
from tuyen.platform.accounts.models import Account

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return node("Trung tâm mẫu", kind="health_centre")


@pytest.fixture
def station(centre):
    return node("Trạm mẫu", under=centre)


@pytest.fixture
def administrator(centre):
    return actor_at(centre, "unit_administrator")


def test_a_new_colleague_signs_in_with_the_code_and_must_set_a_password(station, administrator):
    account, code = actions.open_account(
        username="Hanh.Lo", full_name="Lò Thị Mẫu", role="station_nurse",
        unit=station, by=administrator,
    )  # fmt: skip
    client = Client()

    client.post("/accounts/login/", {"login": "hanh.lo", "password": code})
    before = client.get("/accounts/security/")
    new = {"oldpassword": code, "password1": "rung-xanh-2026", "password2": "rung-xanh-2026"}
    client.post("/accounts/password/", new)

    assert before["Location"].startswith("/accounts/password/")
    assert client.get("/accounts/security/").status_code == 200
    account.refresh_from_db()
    assert account.must_change_password is False


def test_a_forgotten_password_is_replaced_by_a_code_and_open_sessions_end(station, administrator):
    nurse = account_at(station, "station_nurse")
    browser = browser_of(nurse)

    code = actions.reset_password(account=nurse, by=administrator)

    assert browser.get("/accounts/security/").status_code == 302
    assert nurse.check_password(code)
    assert not nurse.check_password(PASSWORD)


def test_nobody_resets_the_password_of_somebody_above(centre, station):
    station_administrator = actor_at(station, "unit_administrator")
    director = account_at(centre, "station_doctor")

    with pytest.raises(NotPermitted):
        actions.reset_password(account=director, by=station_administrator)


def test_an_account_that_also_works_elsewhere_is_not_mine_to_reset(station):
    mine = actor_at(station, "unit_administrator")
    elsewhere = node("Đơn vị khác")
    colleague = account_at(station, "station_doctor")
    colleague.posts.create(unit_id=elsewhere.unit_id, role="hospital_doctor")

    assert colleague not in queries.accounts_under(mine)


def test_an_administrator_of_a_station_cannot_make_an_account_at_its_centre(centre, station):
    station_administrator = actor_at(station, "unit_administrator")

    with pytest.raises(NotPermitted):
        actions.open_account(
            username="moi", full_name="Mới", role="station_nurse",
            unit=centre, by=station_administrator,
        )  # fmt: skip


def test_a_role_that_reaches_further_than_ones_own_is_not_given(station, administrator):
    with pytest.raises(Refused, match="cấp trên"):
        actions.open_account(
            username="moi", full_name="Mới", role="privacy_officer",
            unit=station, by=administrator,
        )  # fmt: skip


def test_a_name_that_is_taken_is_refused_with_advice(station, administrator):
    taken = account_at(station, "station_nurse")

    with pytest.raises(Refused, match="thêm số"):
        actions.open_account(
            username=taken.username, full_name="Mới", role="station_nurse",
            unit=station, by=administrator,
        )  # fmt: skip


def test_a_closed_account_signs_in_no_more_and_can_be_opened_again(station, administrator):
    nurse = account_at(station, "station_nurse")
    browser = browser_of(nurse)

    actions.close_account(account=nurse, by=administrator)
    closed = browser.get("/accounts/security/")
    actions.reopen_account(account=nurse, by=administrator)
    signed_in = Client().post("/accounts/login/", {"login": nurse.username, "password": PASSWORD})

    assert closed.status_code == 302
    assert signed_in.status_code == 302
    assert signed_in["Location"] == "/"


def test_nobody_closes_the_own_account(administrator):
    own = Account.objects.get(pk=administrator.account_id)

    with pytest.raises(Refused):
        actions.close_account(account=own, by=administrator)


def test_the_page_lists_my_unit_and_below_and_shows_a_code_once(centre, station):
    client = browser_of(account_at(centre, "unit_administrator"))
    nurse = account_at(station, "station_nurse", name="Điều dưỡng của trạm")
    account_at(node("Nơi khác"), "station_nurse", name="Người nơi khác")

    listed = client.get("/accounts/people/")
    code = client.post(f"/accounts/people/{nurse.pk}/reset/")

    assert "Điều dưỡng của trạm" in listed.text
    assert "Người nơi khác" not in listed.text
    assert "Mã đăng nhập một lần" in code.text


def test_a_nurse_has_no_accounts_page(station):
    client = browser_of(account_at(station, "station_nurse"))

    assert client.get("/accounts/people/").status_code == 403
