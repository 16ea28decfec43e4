"""The administrator of a unit looks after its accounts, and after no others."""

import re

import pytest
from django.test import Client

from tests.network import PASSWORD, account_at, actor_at, browser_of, node
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.actions import assign_role
from tuyen.platform.accounts import queries
from tuyen.platform.accounts.forms import AccountForm

pytestmark = pytest.mark.django_db


@pytest.fixture
def centre():
    return node("Trung tâm mẫu", kind="health_centre")


@pytest.fixture
def station(centre):
    return node("Trạm mẫu", under=centre)


def test_a_new_colleague_signs_in_with_the_code_and_must_set_a_password(centre, station):
    client = browser_of(account_at(centre, "unit_administrator"))
    told = client.post(
        "/accounts/people/",
        {
            "full_name": "Lò Thị Mẫu",
            "username": "hanh.lo",
            "role": "station_nurse",
            "unit_id": station.unit_id,
        },
    )
    code = re.search(r'code-big">([^<]+)<', told.text)[1]
    colleague = Client()

    colleague.post("/accounts/login/", {"login": "Hanh.Lo", "password": code})
    before = colleague.get("/accounts/security/")
    new = {"oldpassword": code, "password1": "rung-xanh-2026", "password2": "rung-xanh-2026"}
    colleague.post("/accounts/password/", new)

    assert before["Location"].startswith("/accounts/password/")
    assert colleague.get("/accounts/security/").status_code == 200


def test_a_forgotten_password_is_replaced_by_a_code_and_open_sessions_end(centre, station):
    client = browser_of(account_at(centre, "unit_administrator"))
    nurse = account_at(station, "station_nurse")
    browser = browser_of(nurse)

    told = client.post(f"/accounts/people/{nurse.pk}/reset/")
    code = re.search(r'code-big">([^<]+)<', told.text)[1]

    nurse.refresh_from_db()
    assert browser.get("/accounts/security/").status_code == 302
    assert nurse.check_password(code)
    assert not nurse.check_password(PASSWORD)


def test_an_account_above_is_not_even_seen(centre, station):
    client = browser_of(account_at(station, "unit_administrator"))
    director = account_at(centre, "station_doctor")

    assert client.post(f"/accounts/people/{director.pk}/reset/").status_code == 404


def test_an_account_that_also_works_elsewhere_is_not_mine_to_reset(station):
    mine = actor_at(station, "unit_administrator")
    colleague = account_at(station, "station_doctor")
    assign_role(account=colleague, role="hospital_doctor", at=node("Đơn vị khác"), by=SYSTEM)

    assert colleague not in queries.accounts_under(mine)


def test_only_units_and_roles_within_reach_are_offered(centre, station):
    form = AccountForm(actor_at(station, "unit_administrator"))

    assert [name for _, name in form.fields["unit_id"].choices] == ["Trạm mẫu"]
    assert "privacy_officer" not in dict(form.fields["role"].choices)


def test_a_name_that_is_taken_is_refused_beside_its_box(centre, station):
    client = browser_of(account_at(centre, "unit_administrator"))
    taken = account_at(station, "station_nurse")

    answer = client.post(
        "/accounts/people/",
        {
            "full_name": "Mới",
            "username": taken.username.replace("_", "-"),
            "role": "station_nurse",
            "unit_id": station.unit_id,
        },
    )
    again = client.post(
        "/accounts/people/",
        {
            "full_name": "Mới",
            "username": taken.username.replace("_", "-"),
            "role": "station_nurse",
            "unit_id": station.unit_id,
        },
    )

    assert answer.status_code == 200
    assert again.status_code == 422
    assert "Tên đăng nhập này đã có" in again.text


def test_a_closed_account_signs_in_no_more_and_can_be_opened_again(centre, station):
    client = browser_of(account_at(centre, "unit_administrator"))
    nurse = account_at(station, "station_nurse")
    browser = browser_of(nurse)

    client.post(f"/accounts/people/{nurse.pk}/close/")
    closed = browser.get("/accounts/security/")
    client.post(f"/accounts/people/{nurse.pk}/reopen/")
    signed_in = Client().post("/accounts/login/", {"login": nurse.username, "password": PASSWORD})

    assert closed.status_code == 302
    assert signed_in["Location"] == "/"


def test_nobody_closes_the_own_account(centre):
    own = account_at(centre, "unit_administrator")

    answer = browser_of(own).post(f"/accounts/people/{own.pk}/close/")

    assert answer.status_code == 422
    assert "Không tự khoá" in answer.text


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
