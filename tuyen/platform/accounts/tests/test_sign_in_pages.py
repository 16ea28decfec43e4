"""At the door: who gets in, what is asked first, what the page says."""

import base64
import hashlib
import hmac
import re
import time

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from tests.network import PASSWORD, account_at, browser_of, node
from tuyen.core.actor import SYSTEM
from tuyen.platform.access.actions import assign_role
from tuyen.platform.access.sign_in import POST_KEY, posts_of
from tuyen.platform.accounts import entrance

pytestmark = pytest.mark.django_db
LOGIN = "/accounts/login/"
ENGLISH = re.compile(
    r"\b(the|and|your|password|please|sign|enter|code|incorrect|username|login|invalid|required|"
    r"must|this|too|try|again|field|security|key|authenticator|remove|edit|cancel)\b",
    re.IGNORECASE,
)


@pytest.fixture
def station():
    return node("Trạm Y tế mẫu")


@pytest.fixture
def nurse(station):
    return account_at(station, "station_nurse", name="Điều dưỡng mẫu")


SECRET = base64.b32encode(b"a secret for a test!").decode()


def code_of(secret: str) -> str:
    """The six digits that an authenticator app shows now (RFC 6238)."""
    key = base64.b32decode(secret)
    digest = hmac.new(key, int(time.time() // 30).to_bytes(8, "big"), hashlib.sha1).digest()
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06d}"


def with_second_factor(account):
    Authenticator.objects.create(user=account, type="totp", data={"secret": SECRET})
    return account


def words_of(html: str) -> str:
    """What a person reads on the page, without markup, scripts and code samples."""
    html = re.sub(r"<(script|style|code)\b.*?</\1>", " ", html, flags=re.DOTALL)
    html = re.sub(r'<div id="words".*?></div>', " ", html, flags=re.DOTALL)
    return re.sub(r"<[^>]*>", " ", html)


def sign_in(client: Client, account, password: str = PASSWORD, **extra):
    return client.post(LOGIN, {"login": account.username, "password": password}, **extra)


def test_a_nurse_with_one_post_goes_straight_to_work(nurse):
    answer = sign_in(Client(), nurse)

    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_doctor_with_two_posts_is_asked_where_she_works(station, nurse):
    centre = node("Trung tâm mẫu")
    second = assign_role(account=nurse, role="station_nurse", at=centre, by=SYSTEM)
    client = Client()

    answer = sign_in(client, nurse)
    shown = client.get(answer["Location"])
    chosen = client.post("/accounts/posts/", {"post": second.pk, "next": "/"})

    assert answer["Location"].startswith("/accounts/posts/")
    assert "Trung tâm mẫu" in shown.text
    assert "Trạm Y tế mẫu" in shown.text
    assert chosen["Location"] == "/"
    assert client.session[POST_KEY] == str(second.pk)


def test_a_post_of_somebody_else_cannot_be_chosen(station, nurse):
    other = account_at(station, "station_doctor")
    client = browser_of(nurse)

    client.post("/accounts/posts/", {"post": posts_of(other)[0].pk})

    assert POST_KEY not in client.session


def test_after_choosing_a_post_nobody_is_sent_to_a_foreign_site(nurse):
    client = browser_of(nurse)

    answer = client.post(
        "/accounts/posts/", {"post": posts_of(nurse)[0].pk, "next": "https://elsewhere.example/"}
    )

    assert answer["Location"] == "/"


def test_a_wrong_password_says_so_in_vietnamese(nurse):
    answer = sign_in(Client(), nurse, "sai")

    assert "Tên đăng nhập hoặc mật khẩu không đúng" in answer.text


def test_five_wrong_passwords_close_the_door_for_a_while(nurse):
    client = Client()

    answers = [sign_in(client, nurse, "sai") for _try in range(5)]
    right = sign_in(client, nurse)

    assert answers[-1].status_code == 429
    assert "Chờ 15 phút" in right.text
    assert "_auth_user_id" not in client.session


def test_a_demo_account_signs_in_on_this_computer_only(nurse):
    nurse.is_demo = True
    nurse.save()

    near = sign_in(Client(), nurse)
    far = sign_in(Client(REMOTE_ADDR="10.0.0.7"), nurse)

    assert near.status_code == 302
    assert far.status_code == 403
    assert "chỉ đăng nhập được ngay tại máy chủ" in far.text


def test_a_role_that_asks_for_a_second_factor_gets_nothing_before_it_is_set_up(station):
    prison_doctor = account_at(station, "prison_doctor")
    client = Client()

    sign_in(client, prison_doctor)
    answer = client.get("/accounts/security/")

    assert answer["Location"].startswith("/accounts/2fa/totp/activate/")


def test_a_demo_role_is_free_of_the_second_factor_on_this_computer(station):
    prison_doctor = account_at(station, "prison_doctor")
    prison_doctor.is_demo = True
    prison_doctor.save()
    client = Client()

    sign_in(client, prison_doctor)

    assert client.get("/accounts/security/").status_code == 200


def test_with_a_second_factor_the_password_alone_opens_nothing(station):
    officer = with_second_factor(account_at(station, "privacy_officer"))
    client = Client()

    after_password = sign_in(client, officer)
    before_code = client.get("/accounts/security/")
    after_code = client.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})

    assert after_password["Location"].startswith("/accounts/2fa/authenticate/")
    assert before_code["Location"].startswith(LOGIN)
    assert after_code["Location"] == "/"
    assert client.get("/accounts/security/").status_code == 200


def test_a_recovery_code_opens_the_door_once(station):
    officer = with_second_factor(account_at(station, "privacy_officer"))
    first = Client()
    sign_in(first, officer)
    first.post("/accounts/2fa/authenticate/", {"code": code_of(SECRET)})
    first.post("/accounts/reauthenticate/", {"password": PASSWORD})
    first.post(reverse("mfa_generate_recovery_codes"))
    listed = first.get(reverse("mfa_view_recovery_codes")).text
    codes = Authenticator.objects.get(user=officer, type="recovery_codes").wrap().get_unused_codes()

    without_phone, again = Client(), Client()
    for client in (without_phone, again):
        sign_in(client, officer)
        client.post("/accounts/2fa/authenticate/", {"code": codes[0]})

    assert len(codes) >= 8
    assert all(code in listed for code in codes)
    assert without_phone.get("/accounts/security/").status_code == 200
    assert again.get("/accounts/security/")["Location"].startswith(LOGIN)


@pytest.mark.django_db(transaction=True)
def test_setting_up_the_second_factor_opens_the_rest(station):
    officer = account_at(station, "privacy_officer")
    client = Client()
    sign_in(client, officer)

    page = client.get("/accounts/2fa/totp/activate/")
    secret = client.session["mfa.totp.secret"]
    client.post("/accounts/2fa/totp/activate/", {"code": code_of(secret)})

    assert page.status_code == 200
    assert Authenticator.objects.filter(user=officer, type="totp").exists()
    assert client.get("/accounts/security/").status_code == 200


def test_a_locked_screen_opens_nothing_but_the_lock(nurse):
    client = browser_of(nurse)

    client.post("/accounts/lock/")
    page = client.get("/accounts/security/")
    part = client.get("/accounts/security/", headers={"HX-Request": "true"})

    assert page["Location"].startswith("/accounts/locked/")
    assert part.status_code == 401
    assert part["HX-Redirect"] == "/accounts/locked/"


def test_the_password_opens_a_locked_screen_where_one_was(nurse):
    client = browser_of(nurse)
    client.post("/accounts/lock/")

    wrong = client.post("/accounts/locked/", {"password": "sai"})
    right = client.post("/accounts/locked/", {"password": PASSWORD, "next": "/accounts/security/"})

    assert wrong.status_code == 422
    assert "Mật khẩu không đúng" in wrong.text
    assert right["Location"] == "/accounts/security/"
    assert client.get("/accounts/security/").status_code == 200


def test_a_colleague_at_the_same_computer_is_one_click_away(station, nurse):
    colleague = account_at(station, "station_doctor", name="Bác sĩ mẫu")
    client = Client()
    sign_in(client, colleague)
    client.post("/accounts/logout/")
    sign_in(client, nurse)
    client.post("/accounts/lock/")

    page = client.get("/accounts/locked/")

    assert "Bác sĩ mẫu" in page.text
    assert f"as={colleague.username}" in page.text


def test_a_name_handed_over_is_filled_in(nurse):
    page = Client().get(LOGIN, {"as": nurse.username})

    assert f'value="{nurse.username}"' in page.text


def test_a_station_stays_vietnamese_whatever_its_browser_prefers(nurse):
    page = Client(headers={"Accept-Language": "en-US,en"}).get(LOGIN)

    assert '<html lang="vi">' in page.text


def test_english_is_chosen_and_kept_in_the_browser(nurse):
    client = browser_of(nurse)

    client.post("/accounts/language/", {"language": "en", "next": "/accounts/security/"})

    assert '<html lang="en">' in client.get("/accounts/security/").text


def test_english_is_kept_on_the_account_for_the_next_browser(nurse):
    browser_of(nurse).post("/accounts/language/", {"language": "en"})
    elsewhere = Client()

    sign_in(elsewhere, nurse)

    assert '<html lang="en">' in elsewhere.get("/accounts/security/").text


def test_the_english_of_one_colleague_does_not_stay_for_the_next(station, nurse):
    foreign = account_at(station, "station_nurse")
    shared = Client()
    sign_in(shared, foreign)
    shared.post("/accounts/language/", {"language": "en"})
    shared.post("/accounts/logout/")

    sign_in(shared, nurse)

    assert '<html lang="vi">' in shared.get("/accounts/security/").text


def test_a_language_that_nobody_translated_is_not_taken(nurse):
    client = browser_of(nurse)

    client.post("/accounts/language/", {"language": "de"})

    assert '<html lang="vi">' in client.get("/accounts/security/").text


def test_a_locked_screen_shows_no_unit_and_no_key(nurse):
    client = browser_of(nurse)
    client.post("/accounts/lock/")

    page = client.get("/accounts/locked/")

    assert nurse.full_name in page.text
    assert "Trạm Y tế mẫu" not in page.text
    assert "tuyen-outbox" not in page.text


def test_a_forged_list_of_seats_shows_nobody(nurse):
    client = browser_of(nurse)
    client.cookies[entrance.SEATS_COOKIE] = "forged"
    client.post("/accounts/lock/")

    assert client.get("/accounts/locked/").status_code == 200


OPEN_PAGES = [LOGIN, "/accounts/inactive/"]
OWN_PAGES = [
    "account_logout", "account_reauthenticate", "account_change_password", "mfa_index",
    "mfa_activate_totp", "mfa_list_webauthn", "mfa_add_webauthn", "mfa_generate_recovery_codes",
    "mfa_deactivate_totp", "mfa_view_recovery_codes", "accounts:posts", "accounts:security",
]  # fmt: skip


@pytest.mark.parametrize("address", OPEN_PAGES)
def test_every_page_before_sign_in_is_vietnamese(address):
    page = Client().get(address)

    assert page.status_code == 200
    assert ENGLISH.findall(words_of(page.text)) == []
    assert "style=" not in page.text


@pytest.mark.parametrize("name", OWN_PAGES)
@pytest.mark.parametrize("has_factor", [False, True])
def test_every_page_of_ones_own_security_is_vietnamese(nurse, name, has_factor):
    if has_factor:
        with_second_factor(nurse)
    client = browser_of(nurse)
    client.post("/accounts/reauthenticate/", {"password": PASSWORD})

    page = client.get(reverse(name), follow=True)

    assert page.status_code in (200, 404)
    assert ENGLISH.findall(words_of(page.text)) == []
    assert "style=" not in page.text


@pytest.mark.parametrize(
    "name, sent",
    [
        ("account_login", {}),
        ("account_login", {"login": "ai", "password": "sai"}),
        ("account_reauthenticate", {}),
        ("account_reauthenticate", {"password": "sai"}),
        ("account_change_password", {}),
        ("account_change_password", {"oldpassword": "x", "password1": "abc", "password2": "abd"}),
        ("account_change_password", {"oldpassword": PASSWORD, "password1": "1", "password2": "1"}),
        (
            "account_change_password",
            {"oldpassword": PASSWORD, "password1": "password123", "password2": "password123"},
        ),
        ("mfa_activate_totp", {"code": "000000"}),
        ("mfa_activate_totp", {}),
        ("accounts:locked", {}),
    ],
)
def test_every_error_at_the_door_is_vietnamese(nurse, name, sent):
    client = Client() if name == "account_login" else browser_of(nurse)
    if name == "mfa_activate_totp":
        client.post("/accounts/reauthenticate/", {"password": PASSWORD})
        client.get(reverse(name))
    if name == "accounts:locked":
        client.post("/accounts/lock/")

    page = client.post(reverse(name), sent)

    assert page.status_code in (200, 422)
    assert ENGLISH.findall(words_of(page.text)) == []
