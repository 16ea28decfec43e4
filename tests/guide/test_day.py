"""The pictures of appointments, tasks, the end of day and the books."""

from typing import Any

import pytest

from tests.guide.screen import screen
from tests.guide.test_guide import SIZES
from tuyen.edge.demo.accounts import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAGES = (
    ("/tasks/", "viec-can-lam"),
    ("/appointments/", "lich-hen"),
    ("/appointments/overdue/", "qua-hen"),
    ("/books/day/", "khoa-ngay"),
    ("/books/a1/", "so-a1"),
)
UNSEEN = (
    "/appointments/remind/",
    "/appointments/hours/",
    "/books/drugs/",
    "/books/referrals/",
)


@pytest.mark.capability("B8", "B10", where="/appointments/")
@pytest.mark.parametrize("size", SIZES)
def test_a_station_keeps_its_calendar_and_its_books(product: str, chromium: Any, size: str) -> None:
    """Tasks, appointments, who did not come, the end of day, the book A1; all examined."""
    with screen(chromium, product, size) as seen:
        seen.sign_in("tram.dieuduong", PASSWORD)
        for path, name in PAGES:
            seen.go(path)
            seen.look(name)
        for path in UNSEEN:
            seen.go(path)
            seen._require_no_overflow(path)
            seen._require_access(path)

        assert not seen.faults
