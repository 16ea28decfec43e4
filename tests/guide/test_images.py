"""The pictures of the guide that show images: the tab, the viewer, an ECG."""

from typing import Any

import pytest

from tests.guide.screen import Screen, screen
from tests.guide.test_guide import SIZES, first_of_list
from tuyen.edge.demo.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def links(seen: Screen) -> list[str]:
    found: list[str] = seen.page.locator("a.row-link").evaluate_all(
        "all => all.map(each => each.getAttribute('href'))"
    )
    return found


@pytest.mark.capability("B6", where="/images/")
@pytest.mark.parametrize("size", SIZES)
def test_a_ct_and_an_ecg_of_somebody_who_is_here_today(
    product: str, chromium: Any, size: str
) -> None:
    """The tab of images, a CT in the viewer with its lung window, an ECG on millimetre paper."""
    with screen(chromium, product, size) as seen:
        seen.sign_in("tram.bacsi", PASSWORD)
        seen.go(first_of_list(seen))
        person = seen.page.locator("h1 a").first.get_attribute("href")
        seen.go(f"{person}images/")
        seen.look("hinh-anh")
        ct, ecg = links(seen)
        seen.go(ct)
        seen.page.locator(".pane[data-shown]").wait_for()
        seen.page.keyboard.press("2")
        seen.look("hinh-anh-ct")
        seen.go(ecg)
        seen.look("hinh-anh-ecg")

        assert not seen.faults
