"""Rubbish at every address: endless digits, wrong types, foreign signs. Refused, never broken."""

import re
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from tests.access.addresses import Address, every_address
from tests.access.test_doors import may_enter
from tests.network import account_at, browser_of, node
from tuyen.core.text import whole_number
from tuyen.domains.teleconsult import polling
from tuyen.record.rules import consults

pytestmark = pytest.mark.django_db

ENDLESS = "9" * 5000  # Python refuses to make a number of it
HALF = "\ud83d"
# What a form may carry under every name at once, and what a program may send instead of an object.
TYPED = {"endless": ENDLESS, "strange": "²٣-1e999{{7*7}}‮<script>"}
SENT = [
    b"null",
    b"[[]]",
    b'{"a": 1e999}',
    b"[" * 5000,
    b"\xff\xfe",
    b'{"has": 7, "line": {"a": []}}',
]
_NAME = re.compile(r'(?:GET|POST|said|data|told|asked)\.get(?:list)?\(\s*"(\w+)"')
_LEFT_OUT = {"accounts:lock", "accounts:language", "ops:metrics"}


@cache
def names_asked_for() -> list[str]:
    """Every name under which the program looks into a form or an address."""
    found: set[str] = set()
    for file in Path(settings.CHECKOUT, "tuyen").rglob("*.py"):
        if "tests" not in file.parts:
            found |= set(_NAME.findall(file.read_text(encoding="utf-8")))
    return sorted(found - {"repeat", "late_reason"})


def by_role() -> dict[str, list[Address]]:
    """The fewest roles that reach every address."""
    doors, left = may_enter(), {}
    for each in every_address():
        if each.name in doors and each.name not in _LEFT_OUT:
            left[each.name] = each
    found: dict[str, list[Address]] = defaultdict(list)
    while left:
        reach: dict[str, list[str]] = defaultdict(list)
        for name in left:
            for role in doors[name]:
                reach[role].append(name)
        role = max(sorted(reach), key=lambda each: len(reach[each]))
        found[role] = [left.pop(name) for name in reach[role]]
    return found


def _answers(browser: Client, address: Address) -> dict[str, int]:
    url = address.url()
    codes: dict[str, int] = {}
    for kind, text in TYPED.items():
        said = dict.fromkeys(names_asked_for(), text)
        codes[f"GET {kind}"] = browser.get(url, said).status_code
        codes[f"POST {kind}"] = browser.post(url, said).status_code
    body = SENT[len(address.name) % len(SENT)]
    sent = browser.post(url, body, content_type="application/json")
    codes[f"POST {body[:20]!r}"] = sent.status_code
    return {what: code for what, code in codes.items() if code >= 500}


def test_rubbish_breaks_no_page() -> None:
    hospital = node("Bệnh viện Mẫu", kind="hospital", commune_code="03040", province_code="12")
    broken = {}
    for role, addresses in by_role().items():
        browser = browser_of(account_at(hospital, role))
        browser.raise_request_exception = False
        for address in addresses:
            if codes := _answers(browser, address):
                broken[address.name] = codes

    assert not broken


@pytest.mark.parametrize("text", [ENDLESS, "10000", "-1", "²", "1.5", "", " 1", "1e3", HALF])
def test_what_is_no_small_number_is_none(text: str) -> None:
    assert whole_number(text) is None


def test_digits_of_any_script_are_a_number() -> None:
    assert (whole_number("٣٤"), whole_number("9999"), whole_number("91", 90)) == (34, 9999, None)


@pytest.mark.parametrize(
    "token",
    ["é", "a.é", "a.1.2.é", ".", "a" * 100_000, "%00.%00", "1.2.3.4"],
)
def test_a_poll_with_a_token_of_nobody_is_refused(client: Client, token: str) -> None:
    """Asked before session and page: nothing behind it would catch a fault."""
    answer = client.get(polling.PATH, {"t": token})

    assert answer.status_code == polling.NOT_OURS


@pytest.mark.parametrize("point", ["d0", "d999999999", f"d{ENDLESS}", "d", "d-1", "discharged"])
def test_a_follow_up_of_an_impossible_day_is_no_point(point: str) -> None:
    assert not consults.is_point(point)
