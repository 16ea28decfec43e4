"""The pictures of the guide that show the ward: board, signs, tasks, emergency list, secure rooms."""

from typing import Any

import pytest

from tests.guide.screen import screen
from tests.guide.test_guide import SIZES
from tuyen.edge.demo.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.capability("B5", where="/ward/")
@pytest.mark.parametrize("size", SIZES)
def test_a_day_on_the_ward(product: str, chromium: Any, size: str) -> None:
    """Who lies where, the signs of one, the tasks of the shift, who waits in the emergency room."""
    with screen(chromium, product, size) as seen:
        seen.sign_in("bv.bacsi", PASSWORD)
        seen.go("/ward/")
        seen.page.locator(".bed-link").first.wait_for()
        seen.look("bang-giuong")
        stay = seen.page.locator("a.bed-link").first.get_attribute("href")
        seen.go(f"{stay}vitals/")
        seen.look("sinh-hieu")
        seen.go(f"{stay}end/")
        seen.look("ra-vien")
        seen.go("/ward/shift/")
        seen.look("viec-cua-ca")
        seen.go("/ward/emergency/")
        seen.look("cap-cuu")

        assert not seen.faults


@pytest.mark.capability("I1", where="/custody/")
@pytest.mark.parametrize("size", SIZES)
def test_the_guard_sees_who_and_where(product: str, chromium: Any, size: str) -> None:
    """Roster of the secure rooms, guards of the day."""
    with screen(chromium, product, size) as seen:
        seen.sign_in("bv.canhgac", PASSWORD)
        seen.go("/custody/")
        seen.look("buong-rieng")
        seen.go("/custody/duties/")
        seen.look("lich-gac")

        assert not seen.faults
