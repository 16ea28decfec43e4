"""The pictures of the guide that show the laboratory: list, order form, sheet, results over time."""

from typing import Any

import pytest

from tests.guide.screen import screen
from tests.guide.test_guide import SIZES
from tuyen.edge.demo.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.capability("B6", where="/orders/")
@pytest.mark.parametrize("size", SIZES)
def test_orders_and_results_of_a_morning(product: str, chromium: Any, size: str) -> None:
    """What nobody has read, a critical value, what waits to be typed, ordering, the course of values."""
    with screen(chromium, product, size) as seen:
        seen.sign_in("tram.bacsi", PASSWORD)
        seen.go("/orders/?stage=unread")
        seen.look("xet-nghiem")
        seen.page.locator("a.row-link").first.click()
        seen.page.locator(".sheet-grid").wait_for()
        seen.look("ket-qua-nguy-kich")
        seen.go("/orders/?stage=do&category=laboratory")
        seen.page.locator("a.row-link").first.click()
        seen.page.locator(".result-boxes input").first.wait_for()
        seen.look("nhap-ket-qua")
        person = seen.page.locator("h1 a").first.get_attribute("href")
        seen.go(person.replace("results/", "order/"))
        seen.page.keyboard.type("cong thuc")
        seen.page.keyboard.press("Enter")
        seen.look("chi-dinh")

        assert not seen.faults
