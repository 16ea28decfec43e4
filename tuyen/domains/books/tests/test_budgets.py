"""Clicks, keys and requests of the end of a day, played in a browser; any rise fails (ux.md, budgets)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.network import browser_of
from tests.people import person
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.books.tests.test_day_end import finished
from tuyen.platform.accounts.models import Account
from tuyen.record.actions.queue import enqueue
from tuyen.record.queries.day_locks import is_locked

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLICKS, KEYS, REQUESTS = 2, 0, 4


@pytest.fixture
def page(live_server: Any, chromium: Any, account: Account) -> Iterator[Any]:
    cookie = browser_of(account).cookies["sessionid"].value
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, locale="vi-VN")
    context.add_cookies([{"name": "sessionid", "value": cookie, "url": live_server.url}])
    yield context.new_page()
    context.close()


@pytest.mark.capability("B10", where="/books/day/")
def test_the_end_of_a_day(page: Any, live_server: Any, doctor: Actor) -> None:
    """From Hôm nay: “Khóa ngày” shows the differences, a second click locks, the books are ready."""
    for number in range(3):
        finished(person(doctor, f"Lò Văn {number}"), doctor)
    enqueue(person_id=person(doctor, "Lò Văn Chờ").id, by=doctor)
    page.goto(f"{live_server.url}/")
    page.wait_for_load_state("networkidle")
    asked: list[str] = []
    page.on("request", lambda each: asked.append(each.url))

    page.click("text=Khóa ngày")
    page.wait_for_selector("text=Lò Văn Chờ")
    page.click("#lock")
    page.wait_for_selector("text=Ngày này đã khóa sổ")

    requests = [url for url in asked if "/static/" not in url and "sw.js" not in url]
    print(  # noqa: T201  the table is what this test is for
        f"\nend of day       clicks   2 of   {CLICKS} · keys   0 of   {KEYS} "
        f"· requests {len(requests):3} of {REQUESTS:3}"
    )
    assert len(requests) <= REQUESTS, requests
    assert is_locked(doctor.unit_id, clock.today())
    assert page.locator("a[href*='/books/a1/file.pdf']").count() == 1
