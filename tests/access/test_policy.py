"""Every page that some role can open keeps to its own policy: nothing inline, nothing from elsewhere.

The guide's tests look at the pages of a journey in a browser. Here the pages without a row in their
address; those with one are looked at where their scope is asked (test_scope.py, test_belongings.py).
"""

import pytest
from django.test import Client

from tests.access import test_belongings as rows
from tests.access.addresses import every_address
from tests.access.policy import faults_in, faults_of
from tests.access.test_scope import answered
from tests.network import account_at, browser_of, node

pytestmark = pytest.mark.django_db


@pytest.mark.engine_free
def test_no_page_of_the_menu_breaks_its_policy() -> None:
    _things, whoever = rows.asked_in("own")
    addresses = [a for a in rows.walked() if not a.arguments and a.name != "accounts:lock"]

    wrong = [
        fault
        for address in addresses
        for fault in faults_of(address.name, answered(whoever.before(address), address.url()))
    ]

    assert len(addresses) > 150
    assert not wrong


@pytest.mark.engine_free
def test_no_page_of_the_sign_in_breaks_its_policy() -> None:
    """Pages of the package that guards the door, and ours that are open to all: a visitor, a nurse."""
    nurse = browser_of(account_at(node("Trạm"), "station_nurse"))
    addresses = [
        a
        for a in every_address()
        if a.open_because or (a.module.startswith("allauth") and not a.arguments)
    ]

    wrong = []
    for browser in (Client(raise_request_exception=False), nurse):
        for address in addresses:
            wrong += faults_of(address.name, answered(browser, address.url()))

    assert len(addresses) > 20
    assert not wrong


@pytest.mark.parametrize(
    "page",
    [
        "<script>go()</script>",
        "<style>p { color: red }</style>",
        '<p style="color: red">',
        '<button onclick="go()">',
        '<a href="javascript:go()">',
        '<script src="https://elsewhere.vn/a.js"></script>',
        '<link rel="stylesheet" href="//elsewhere.vn/a.css">',
        '<img src="http://elsewhere.vn/a.png">',
        '<form action="https://elsewhere.vn/">',
    ],
)
def test_the_walk_sees_what_the_policy_would_stop(page: str) -> None:
    assert len(faults_in(page)) == 1


def test_the_walk_lets_pass_what_the_policy_lets_pass() -> None:
    page = (
        '<script src="/static/app.js"></script><img src="data:image/png;base64,AA==">'
        '<script type="application/json" id="words">{}</script><a href="https://moh.gov.vn/">'
    )

    assert faults_in(page) == []
