"""Rubbish at every address: endless digits, wrong types, foreign signs. Refused, never broken."""

import re
import sys
from collections import defaultdict
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from tests.access.addresses import Address, every_address
from tests.access.test_doors import may_enter
from tests.network import account_at, browser_of
from tuyen.core.actor import SYSTEM
from tuyen.core.text import nfc, whole_number
from tuyen.domains.teleconsult import polling
from tuyen.platform.access.models import ScopeNode
from tuyen.record.rules import consults
from tuyen.registry.facilities.actions import create_unit

pytestmark = pytest.mark.django_db

ENDLESS = "9" * 4500  # Python refuses to make a number of it
HALF = "\ud83d"
# What a form may carry under every name at once, and what a program may send instead of an object.
TYPED = {"endless": ENDLESS, "strange": "²٣-1e999{{7*7}}\u202e<script>"}
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
def names_asked_for(module: str) -> list[str]:
    """Every name under which this module looks into a form or an address."""
    file = Path(str(sys.modules[module].__file__))
    return sorted(set(_NAME.findall(file.read_text(encoding="utf-8"))) - {"repeat", "late_reason"})


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
    for turn, (kind, text) in enumerate(TYPED.items()):
        said = dict.fromkeys(names_asked_for(address.module), text)
        method = (browser.get, browser.post)[(len(address.name) + turn) % 2]
        codes[f"{method.__name__} {kind}"] = method(url, said).status_code
    body = SENT[len(address.name) % len(SENT)]
    sent = browser.post(url, body, content_type="application/json")
    codes[f"post {body[:20]!r}"] = sent.status_code
    return {what: code for what, code in codes.items() if code >= 500}


def test_rubbish_breaks_no_page() -> None:
    unit = create_unit(parent=None, kind="hospital", name="Bệnh viện Mẫu", chain="moh", by=SYSTEM)
    hospital = ScopeNode.objects.get(unit_id=unit.id)
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


def test_a_name_keeps_nothing_that_nobody_sees() -> None:
    assert nfc("Lò\u202e Thị\x07 Mẫu\ufeff") == "Lò Thị Mẫu"


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
