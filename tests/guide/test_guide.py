"""The pictures of the guide, taken from the product; every page shown is examined on the way."""

from pathlib import Path
from typing import Any

import pytest

from tests.guide.screen import Screen, screen
from tuyen.edge.demo.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SIZES = ["desk", "phone"]


def first_of_list(seen: Screen) -> str:
    href: str = seen.page.locator("table.rows a.row-link").first.get_attribute("href")
    return href


def test_the_first_day_begins_with_address_and_sign_ins_printed(product: str, home: Path) -> None:
    printed = (home / "server.log").read_text()

    assert product in printed
    lines = [line for line in printed.splitlines() if PASSWORD in line]
    assert any("tram.bacsi" in line for line in lines)
    assert len(lines) > 20


@pytest.mark.capability("B1", "B2", "B3", "B7", "B8", where="/")
@pytest.mark.parametrize("size", SIZES)
def test_a_day_at_the_station(product: str, chromium: Any, size: str) -> None:
    """From sign-in to the finished visit: today's list, finding, registering, the visit, the person."""
    with screen(chromium, product, size) as seen:
        seen.go("/accounts/login/")
        seen.look("dang-nhap")
        seen.sign_in("tram.bacsi", PASSWORD)
        seen.look("hom-nay")
        visit = first_of_list(seen)
        seen.go("/persons/find/")
        seen.page.keyboard.type("lo thi")
        seen.page.locator("[role=option]").first.wait_for()
        seen.look("tim-nguoi")
        seen.go("/persons/new/")
        seen.look("dang-ky")
        seen.go(visit)
        seen.page.fill(
            "input[name$=pressure], input[name$=blood_pressure], #id_blood_pressure", "152/94"
        )
        seen.look("luot-kham")
        seen.page.locator("h1 a").first.click()
        seen.page.wait_for_load_state("load")
        seen.look("ho-so")
        for tab, name in (
            ("Dòng thời gian", "dong-thoi-gian"),
            ("Bệnh và thuốc", "benh-va-thuoc"),
            ("Hộ gia đình", "ho-gia-dinh"),
        ):
            seen.page.locator(".page-tabs").get_by_role("link", name=tab).click()
            seen.page.wait_for_load_state("load")
            seen.look(name)

        assert not seen.faults


@pytest.mark.capability("A1", "H1", where="/reports/activity/")
@pytest.mark.parametrize("size", SIZES)
def test_the_bureau_looks_at_the_network_and_the_year(
    product: str, chromium: Any, size: str
) -> None:
    """The health bureau opens the network as tree and map, and the yearly activity report."""
    with screen(chromium, product, size) as seen:
        seen.sign_in("cuc.yte", PASSWORD)
        seen.go("/network/")
        seen.look("mang-luoi")
        seen.go("/network/map/")
        seen.look("ban-do")
        seen.go("/reports/activity/")
        seen.look("bao-cao")

        assert not seen.faults


@pytest.mark.capability("J3", where="/admin/accounts/")
@pytest.mark.parametrize("size", SIZES)
def test_the_administrator_keeps_accounts_and_lists(product: str, chromium: Any, size: str) -> None:
    """Accounts of the units below, staff, code lists, imports."""
    with screen(chromium, product, size) as seen:
        seen.sign_in("soyte.quantri", PASSWORD)
        for path, name in (
            ("/admin/accounts/", "tai-khoan"),
            ("/staff/", "nhan-luc"),
            ("/terms/", "danh-muc"),
            ("/imports/", "nhap-du-lieu"),
        ):
            seen.go(path)
            seen.look(name)

        assert not seen.faults
