"""The administrator of a unit keeps its accounts; nobody else's."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tuyen.platform.access.models import CompartmentGrant
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account

pytestmark = pytest.mark.django_db


def test_a_new_account_is_made_and_its_first_password_shown_once() -> None:
    station = node("Trạm Y tế xã Mẫu")
    admin = browser_of(account_at(station, "unit_administrator"))
    said = {
        "full_name": "Lò Thị Mẫu",
        "username": "lo.thi.mau",
        "role": "station_nurse",
        "unit": str(station.unit_id),
    }

    answer = admin.post(reverse("web:new_account"), said)

    account = Account.objects.get(username="lo.thi.mau")
    assert account.check_password(answer.context["password"])
    assert answer["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "said, sentence",
    [
        pytest.param({"username": "tên có dấu"}, "Chỉ dùng chữ không dấu", id="accents"),
        pytest.param({"full_name": ""}, "Họ và tên", id="no-name"),
        pytest.param({"role": "privacy_officer"}, "cấp trên giao", id="guarded-role"),
    ],
)
def test_a_faulty_form_comes_back_with_what_was_typed(said: dict[str, str], sentence: str) -> None:
    station = node("Trạm Y tế xã Mẫu")
    admin = browser_of(account_at(station, "unit_administrator"))
    good = {
        "full_name": "Lò Thị Mẫu",
        "username": "lo.thi.mau",
        "role": "station_nurse",
        "unit": str(station.unit_id),
    }

    answer = admin.post(reverse("web:new_account"), good | said)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert not Account.objects.filter(username="lo.thi.mau").exists()


def test_the_list_shows_accounts_of_my_units_only_in_few_statements(
    django_assert_max_num_queries: object,
) -> None:
    station = node("Trạm A")
    admin = browser_of(account_at(station, "unit_administrator"))
    for number in range(5):
        account_at(station, "station_nurse", name=f"Người {number}")
    account_at(node("Trạm B"), "station_nurse", name="Người khác")

    with django_assert_max_num_queries(6):  # type: ignore[operator]
        answer = admin.get(reverse("web:accounts"))

    assert "Người 4" in answer.text
    assert "Người khác" not in answer.text


def test_another_units_account_does_not_exist_for_me() -> None:
    admin = browser_of(account_at(node("Trạm A"), "unit_administrator"))
    other = account_at(node("Trạm B"), "station_nurse")

    for name in ("web:account", "web:reset", "web:set_in_use"):
        url = reverse(name, args=[other.pk])
        answer = admin.get(url) if name == "web:account" else admin.post(url)
        assert answer.status_code == 404


def test_a_locked_account_is_out_at_once() -> None:
    station = node("Trạm")
    nurse = account_at(station, "station_nurse")
    admin = browser_of(account_at(station, "unit_administrator"))

    admin.post(reverse("web:set_in_use", args=[nurse.pk]), {"in_use": "0"})

    nurse.refresh_from_db()
    assert not nurse.is_active


def test_posts_are_given_and_ended() -> None:
    station = node("Trạm")
    nurse = account_at(station, "station_nurse")
    admin = browser_of(account_at(station, "unit_administrator"))

    admin.post(
        reverse("web:add_post", args=[nurse.pk]),
        {"role": "station_pharmacist", "unit": str(station.unit_id)},
    )
    page = admin.get(reverse("web:account", args=[nurse.pk]))

    assert {row.post.role for row in page.context["posts"]} == {
        "station_nurse",
        "station_pharmacist",
    }
    post = page.context["posts"][0].post
    admin.post(reverse("web:end_post", args=[nurse.pk, post.pk]))
    post.refresh_from_db()
    assert post.valid_to is not None


def test_the_privacy_officer_gives_and_withdraws_a_grant() -> None:
    bureau = node("Cục Y tế", chain="police", kind="health_bureau")
    doctor = account_at(node("Trại", under=bureau, chain="police"), "prison_doctor")
    officer = browser_of(account_at(bureau, "privacy_officer"))

    officer.post(
        reverse("web:add_grant", args=[doctor.pk]),
        {"compartment": "custody", "reason": "Bác sĩ của trại"},
    )
    granted = actor_of(doctor)
    given = CompartmentGrant.objects.get(account_id=doctor.pk)
    officer.post(reverse("web:withdraw_grant", args=[doctor.pk, given.pk]))
    after = actor_of(doctor)

    assert granted is not None
    assert after is not None
    assert (granted.sees("custody"), after.sees("custody")) == (True, False)


def test_a_nurse_has_no_such_page() -> None:
    nurse = browser_of(account_at(node("Trạm"), "station_nurse"))

    assert nurse.get(reverse("web:accounts")).status_code == 403
    assert Client().get(reverse("web:accounts")).status_code == 302
