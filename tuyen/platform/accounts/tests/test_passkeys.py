"""A passkey from its making to signing in, in a browser whose device confirms by itself."""

from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.urls import reverse

from tests.network import PASSWORD, account_at, node
from tuyen.platform.accounts.models import Account

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def account() -> Account:
    return account_at(node("Trạm Y tế xã Mẫu"), "station_doctor", name="Bác sĩ Mẫu")


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    """A browser with a device that holds passkeys; the address is a name, as passkeys ask."""
    context = chromium.new_context(base_url=live_server.url.replace("127.0.0.1", "localhost"))
    context.set_default_timeout(45_000)
    found = context.new_page()
    device = context.new_cdp_session(found)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    faults: list[str] = []
    found.on("pageerror", lambda error: faults.append(str(error)))
    yield found
    context.close()
    assert not faults


def signed_in(page: Any, account: Account) -> None:
    page.goto(reverse("account_login"))
    page.fill("[name=login]", account.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/" not in address)


def with_passkey(page: Any, account: Account) -> None:
    signed_in(page, account)
    page.goto(reverse("mfa_add_webauthn"))
    page.fill("[name=password]", PASSWORD)  # asked again: this touches the account's safety
    page.press("[name=password]", "Enter")
    page.fill("[name=name]", "Máy bàn phòng khám")
    page.check("[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url(lambda address: "/add/" not in address)


@pytest.mark.capability("J3", where="/accounts/2fa/keys/")
def test_a_passkey_is_made_and_opens_the_door_without_a_password(
    page: Any, account: Account
) -> None:
    with_passkey(page, account)
    page.context.clear_cookies()

    page.goto(reverse("account_login"))
    page.click("#passkey_login")
    page.wait_for_url(lambda address: "/accounts/" not in address)

    assert Authenticator.objects.filter(user=account, type="webauthn").count() == 1
    assert account.full_name in page.content()


def test_a_passkey_confirms_a_password_at_the_second_step(page: Any, account: Account) -> None:
    with_passkey(page, account)
    page.context.clear_cookies()

    page.goto(reverse("account_login"))
    page.fill("[name=login]", account.username)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url("**" + reverse("mfa_authenticate") + "*")
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda address: "/accounts/" not in address)

    assert account.full_name in page.content()
