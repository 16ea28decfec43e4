"""Every address says who may enter; the matrix edited by hand says the same; the doors obey."""

import tomllib
from functools import cache
from pathlib import Path

import pytest
from django.test import Client

from tests.access.addresses import Address, every_address
from tests.network import account_at, browser_of, node
from tuyen.core import clock, rulebook

MATRIX = Path(__file__).with_name("matrix.toml")


@cache
def may_enter() -> dict[str, set[str]]:
    """Address name → roles, groups and "*" written out."""
    content = tomllib.loads(MATRIX.read_text(encoding="utf-8"))
    groups: dict[str, list[str]] = {f"@{name}": roles for name, roles in content["group"].items()}
    groups["*"] = list(roles())
    return {
        name: {role for word in words for role in groups.get(word, [word])}
        for name, words in content["enter"].items()
    }


def roles() -> list[str]:
    return sorted(rulebook.on("roles", clock.today())["role"])


def guarded() -> list[Address]:
    return [a for a in every_address() if not a.is_third_party and not a.open_because]


def test_no_address_is_silent_about_who_may_enter() -> None:
    silent = [
        f"{a.name} ({a.module}): @protected(…) or @open_to_all(…)" for a in guarded() if not a.door
    ]

    assert not silent


def test_every_guarded_address_stands_in_the_matrix_and_nothing_else_does() -> None:
    named = {address.name for address in guarded()}

    missing = sorted(named - set(may_enter()))
    stale = sorted(set(may_enter()) - named)

    assert not missing, f"write a row in {MATRIX.name}: which roles may enter {missing}"
    assert not stale, f"rows in {MATRIX.name} for addresses that are gone: {stale}"


def test_the_matrix_names_only_roles_that_exist() -> None:
    unknown = {role for named in may_enter().values() for role in named} - set(roles())

    assert not unknown


@pytest.mark.engine_free  # who may enter is decided before any page asks for its rows
@pytest.mark.django_db
@pytest.mark.parametrize("role", roles())
def test_the_doors_let_in_whom_the_matrix_names(role: str) -> None:
    at = node("Trạm Y tế xã Mẫu", commune_code="03040", province_code="12")
    browser = browser_of(account_at(at, role))
    browser.raise_request_exception = False

    wrong = []
    for address in sorted(guarded(), key=_locks):
        entered = _enters(browser, address)
        if entered != (role in may_enter().get(address.name, ())):
            wrong.append(f"{address.name}: {'let in' if entered else 'refused'}")

    assert not wrong


def _locks(address: Address) -> bool:
    """The screen lock closes every door after it, so it is tried last."""
    return address.name == "accounts:lock"


def _enters(browser: Client, address: Address) -> bool:
    """Past the door: whatever comes of arguments that name nothing, it is not a refusal of the role."""
    url = address.url()
    answer = browser.get(url)
    if answer.status_code == 405:
        answer = browser.post(url)
    return answer.status_code not in (401, 403) and not _asks_to_sign_in(answer)


def _asks_to_sign_in(answer: object) -> bool:
    return getattr(answer, "status_code", 0) == 302 and "login" in str(getattr(answer, "url", ""))


@pytest.mark.django_db
def test_a_visitor_is_asked_to_sign_in_everywhere() -> None:
    visitor = Client()

    let_in = [a.name for a in guarded() if _enters(visitor, a)]

    assert not let_in


@pytest.mark.django_db
def test_an_account_without_a_post_gets_in_nowhere() -> None:
    at = node("Trạm Y tế xã Mẫu")
    account = account_at(at, "station_nurse")
    at.delete()
    browser = browser_of(account)

    let_in = [a.name for a in guarded() if _enters(browser, a)]

    assert not let_in


def test_every_open_address_has_its_reason() -> None:
    short = [a.name for a in every_address() if a.open_because and len(a.open_because) < 15]

    assert not short
