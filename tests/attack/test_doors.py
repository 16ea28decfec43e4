"""The sign-in, the lock and the session, tried from the wrong side."""

import datetime as dt
import os
import subprocess
import sys
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.network import PASSWORD, account_at, browser_of
from tuyen.core import clock
from tuyen.core.actor import SYSTEM
from tuyen.platform.access import actions as access
from tuyen.platform.access.models import RoleAssignment, ScopeNode
from tuyen.platform.access.sign_in import actor_of
from tuyen.platform.accounts.models import Account

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/login/"


def sign_in(client: Client, account: Account, **extra: Any) -> Any:
    return client.post(SIGN_IN, {"login": account.username, "password": PASSWORD}, **extra)


@pytest.fixture
def account(station: ScopeNode) -> Account:
    return account_at(station, "station_doctor")


@pytest.fixture
def demo_account(account: Account) -> Account:
    account.is_demo = True
    account.save(update_fields=["is_demo"])
    return account


@pytest.mark.parametrize(
    "extra",
    [
        {"REMOTE_ADDR": "192.168.1.20"},
        {"REMOTE_ADDR": "192.168.1.20", "HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_FORWARDED_FOR": "127.0.0.1"},
        {"HTTP_X_REAL_IP": "127.0.0.1"},
        {"HTTP_FORWARDED": "for=127.0.0.1"},
        {"HTTP_VIA": "1.1 proxy"},
    ],
)
def test_a_demo_account_never_comes_in_through_a_proxy(
    demo_account: Account, extra: dict[str, str]
) -> None:
    client = Client()

    sign_in(client, demo_account, **extra)

    assert "_auth_user_id" not in client.session


def test_signing_in_gives_a_new_session(account: Account) -> None:
    client = Client()
    client.get(SIGN_IN)
    client.session.save()
    before = client.session.session_key

    sign_in(client, account)

    assert client.session.session_key != before


def test_a_password_set_by_a_supervisor_ends_open_sessions(
    account: Account, station: ScopeNode
) -> None:
    browser = browser_of(account)

    access.reset_password(account=account, password="mot-hai-ba-bon", by=_administrator(station))

    assert browser.get("/").status_code == 302


def _administrator(at: ScopeNode) -> Any:
    return actor_of(account_at(at, "unit_administrator"))


def test_a_closed_account_and_an_ended_post_end_the_session(
    account: Account, station: ScopeNode
) -> None:
    closed, ended = browser_of(account), browser_of(other := account_at(station, "station_doctor"))

    access.set_in_use(account=account, is_active=False, by=_administrator(station))
    post = RoleAssignment.objects.get(account_id=other.id)
    access.end_role(post=post, on=clock.yesterday(), by=_administrator(station))

    assert closed.get("/").status_code == 302
    assert ended.get("/").status_code == 302


def test_a_post_with_a_second_factor_given_during_the_session_asks_for_it(
    account: Account, station: ScopeNode
) -> None:
    browser = browser_of(account)
    post = access.assign_role(account=account, role="unit_administrator", at=station, by=SYSTEM)

    browser.post(reverse("accounts:posts"), {"post": post.id})

    answer = browser.get(reverse("web:accounts"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("mfa_activate_totp"))


def test_a_locked_screen_is_not_opened_by_guessing(account: Account) -> None:
    browser = Client()
    sign_in(browser, account)
    browser.post(reverse("accounts:lock"))

    for guess in range(settings.AXES_FAILURE_LIMIT):
        browser.post(reverse("accounts:locked"), {"password": f"doan-{guess}"})
    browser.post(reverse("accounts:locked"), {"password": PASSWORD})

    assert browser.get("/").status_code == 302


@pytest.mark.parametrize("path", ["/", "/persons/find/", "/api/v1/me", "/drafts/outbox/"])
def test_a_locked_screen_is_not_opened_by_an_address(account: Account, path: str) -> None:
    browser = browser_of(account)
    browser.post(reverse("accounts:lock"))

    answer = browser.get(path)

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("accounts:locked"))


@pytest.mark.parametrize(
    "wanted", ["//evil.example/", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_sent_to_a_foreign_site(account: Account, wanted: str) -> None:
    client = Client()

    answer = client.post(SIGN_IN, {"login": account.username, "password": PASSWORD, "next": wanted})

    assert "evil" not in answer.get("Location", "")
    assert "javascript" not in answer.get("Location", "")


def test_the_way_back_leads_to_this_site_only(account: Account) -> None:
    """A form sent from a foreign page is refused; the button under the sentence must not lead there."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(account)

    answer = client.post("/accounts/lock/", headers={"Referer": "https://evil.example/a"})

    assert answer.status_code == 403
    assert "evil.example" not in answer.content.decode()


def test_wrong_passwords_elsewhere_lock_nobody_out_here(account: Account) -> None:
    for guess in range(settings.AXES_FAILURE_LIMIT + 1):
        Client().post(
            SIGN_IN,
            {"login": account.username, "password": f"sai-{guess}"},
            REMOTE_ADDR="192.168.1.66",
        )
    client = Client()

    sign_in(client, account)

    assert "_auth_user_id" in client.session


def test_a_foreign_host_is_answered_without_a_page(client: Client) -> None:
    assert client.get(SIGN_IN, headers={"Host": "evil.example"}).status_code == 400


def test_over_tls_every_cookie_is_secure() -> None:
    """Asked in a process of its own: settings are read once."""
    asked = "s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_HSTS_SECONDS > 0"
    program = f"from django.conf import settings as s; print({asked})"
    environment = {**os.environ, "TUYEN_TLS": "1", "DJANGO_SETTINGS_MODULE": "tuyen.settings"}

    said = subprocess.run(
        [sys.executable, "-c", program],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.split() == ["True", "True", "True"]


def test_guessing_on_does_not_make_the_lock_longer(account: Account) -> None:
    for guess in range(settings.AXES_FAILURE_LIMIT):
        wrong(account, guess)
    began = clock.now() - dt.timedelta(minutes=10)
    AccessAttempt.objects.update(attempt_time=began)

    wrong(account, 9)

    assert AccessAttempt.objects.get().attempt_time == began


def wrong(account: Account, guess: int) -> None:
    Client().post(SIGN_IN, {"login": account.username, "password": f"sai-{guess}"})


@pytest.mark.parametrize(
    "path", ["/api/v1/me", "/api/v1/queue", "/persons/find/", "/drafts/outbox/"]
)
def test_nothing_that_may_name_people_stays_in_the_browser(account: Account, path: str) -> None:
    answer = browser_of(account).get(path)

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
