"""The pictures of the rooms of care: store, referral, triage, growth, privacy."""

from typing import Any

import pytest

from tests.guide.player import Player, player
from tests.guide.test_guide import SIZES
from tuyen.core import clock

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def looked_at(seen: Player, *pages: tuple[str, str]) -> None:
    for path, name in pages:
        seen.go(path)
        seen.look(name)


def open_first(seen: Player, rows: str = "a.row-link") -> None:
    """The first line of a list that counts its own people."""
    seen.page.locator(f"main {rows}").first.click()
    seen.page.wait_for_load_state("load")


@pytest.mark.capability("B3", "F1", where="/pharmacy/")
@pytest.mark.parametrize("size", SIZES)
def test_a_pharmacist_gives_counts_and_orders(product: str, chromium: Any, size: str) -> None:
    """Who waits, what is given from which lot, what is left, the card of a drug, what to order."""
    with player(chromium, product, "tram.duocsi", size) as seen:
        seen.go("/pharmacy/")
        seen.look("cap-thuoc")
        open_first(seen)
        seen.look("cap-thuoc-don")
        seen.go("/pharmacy/stock/")
        seen.look("ton-kho")
        open_first(seen)
        seen.look("the-kho")
        looked_at(
            seen,
            ("/pharmacy/receive/", "nhap-kho"),
            ("/pharmacy/books/reorder/", "du-tru"),
            ("/pharmacy/count/", "kiem-ke"),
        )

        assert not seen.faults, seen.faults


@pytest.mark.capability("B4", where="/referrals/")
@pytest.mark.parametrize("size", SIZES)
def test_a_referral_seen_from_both_ends(product: str, chromium: Any, size: str) -> None:
    """The form with its summary, both lists, the case at the hospital, the figures."""
    with player(chromium, product, "tram.bacsi", size) as seen:
        seen.go("/?status=done")
        open_first(seen)
        seen.press("Chuyển tuyến", "main .actions")
        seen.look("chuyen-tuyen")
        looked_at(seen, ("/referrals/", "chuyen-tuyen-danh-sach"))
        looked_at(seen, ("/referrals/statistics/", "chuyen-tuyen-so-lieu"))
        assert not seen.faults, seen.faults
    with player(chromium, product, "bv.bacsi", size) as seen:
        seen.go("/referrals/?box=in")
        open_first(seen)
        seen.look("chuyen-tuyen-den")

        assert not seen.faults, seen.faults


@pytest.mark.capability("B12", where="/ward/emergency/")
@pytest.mark.parametrize("size", SIZES)
def test_somebody_is_triaged(product: str, chromium: Any, size: str) -> None:
    """Complaint, signs, level: one page."""
    with player(chromium, product, "bv.capcuu", size) as seen:
        seen.go("/ward/")
        open_first(seen, "a.bed-link")
        person = seen.page.locator(".page-tabs a").first.get_attribute("href")
        seen.go(f"/ward{person}triage/")
        seen.look("phan-loai")

        assert not seen.faults, seen.faults


@pytest.mark.capability("B7", "B9", where="/persons/")
@pytest.mark.parametrize("size", SIZES)
def test_a_child_grows_and_a_person_decides(product: str, chromium: Any, size: str) -> None:
    """Growth against the standard of WHO; consent by purpose; a request reaches the officer."""
    with player(chromium, product, "tram.bacsi", size) as seen:
        seen.go("/?status=all")
        open_first(seen)
        person = seen.page.locator("h1 a").first.get_attribute("href")
        seen.go(f"{person}privacy/")
        seen.look("quyen-rieng-tu")
        child = first_child(seen)
        seen.go(f"{child}growth/")
        seen.look("tang-truong")
        assert not seen.faults, seen.faults
    with player(chromium, product, "soyte.dulieu", size) as seen:
        looked_at(seen, ("/privacy/requests/", "yeu-cau"), ("/privacy/leaves/", "mo-khan-cap"))

        assert not seen.faults, seen.faults


def first_child(seen: Player) -> str:
    """The record of somebody born three years ago; family names of the demo are tried in turn."""
    for family in ("tong", "luong", "chang", "bac", "lo", "giang", "vang", "nguyen"):
        seen.go("/persons/find/")
        seen.page.keyboard.type(f"{family} {clock.today().year - 3}")
        seen.page.locator(".listbox:visible li").first.wait_for()
        found = seen.page.locator("[role=option]:visible")
        if found.count():
            return str(found.first.get_attribute("data-href"))
    raise AssertionError("no child in the demo")
