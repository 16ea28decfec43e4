"""What the network learns from consultations: late steps, numbers, learning cases, remote care."""

from typing import Any

import pytest

from tests.guide.player import player
from tests.guide.test_care import looked_at
from tests.guide.test_guide import SIZES

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.mark.capability("A7", where="/consults/statistics/")
@pytest.mark.parametrize("size", SIZES)
def test_what_is_late_counted_and_learned(product: str, chromium: Any, size: str) -> None:
    """Late steps, statistics with the cases behind a number, the catalogue, remote care."""
    with player(chromium, product, "bv.bacsi", size) as seen:
        looked_at(
            seen,
            ("/consults/late/", "hoi-chan-qua-han"),
            ("/consults/statistics/?side=in&days=365", "thong-ke-hoi-chan"),
            ("/consults/learning/", "ca-hoc-tap"),
            ("/consults/remote-care/", "kham-tu-xa"),
            ("/consults/billing/", "thanh-toan-hoi-chan"),
        )
        seen.go("/consults/learning/")
        seen.page.locator("a.row-link").first.click()
        seen.page.wait_for_load_state("load")
        assert seen.says("Lời khuyên")
        assert not seen.faults, seen.faults
