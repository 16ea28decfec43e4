"""The administrator of a node sees what is stuck and sends it again."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from tests.network import account_at, browser_of, node
from tuyen.core import clock
from tuyen.platform.outbox.models import Delivery, RegularJob, short

pytestmark = pytest.mark.django_db


@pytest.fixture
def browser() -> Client:
    return browser_of(account_at(node("Trạm Y tế xã Mẫu"), "node_administrator"))


def stuck_delivery() -> Delivery:
    return Delivery.objects.create(
        listener="tuyen.record.listeners.open_task",
        event="record.VisitFinished",
        payload=b"{}",
        attempts=20,
        dead_at=clock.now(),
        last_error="OSError network.py:12",
    )


def test_what_is_stuck_is_shown_and_sent_again(browser: Client) -> None:
    row = stuck_delivery()

    shown = browser.get(reverse("outbox:jobs")).content.decode()
    answer = browser.post(reverse("outbox:try_again", args=[row.pk]))

    assert "record.open_task" in shown
    assert "OSError network.py:12" in shown
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.dead_at, row.attempts) == (None, 0)


def test_a_delivery_that_is_done_cannot_be_sent_again(browser: Client) -> None:
    row = stuck_delivery()
    Delivery.objects.update(dead_at=None, done_at=clock.now())

    assert browser.post(reverse("outbox:try_again", args=[row.pk])).status_code == 404


def test_an_empty_page_says_that_all_is_well(browser: Client) -> None:
    assert "Không có việc nào bị dừng" in browser.get(reverse("outbox:jobs")).content.decode()


def test_the_page_takes_few_statements_however_much_waits(
    browser: Client, django_assert_max_num_queries: object
) -> None:
    for _ in range(30):
        stuck_delivery()
    RegularJob.objects.create(name="a.b.c", next_at=clock.now() + dt.timedelta(hours=1))
    browser.get(reverse("outbox:jobs"))

    with django_assert_max_num_queries(8):  # type: ignore[operator]
        browser.get(reverse("outbox:jobs"))


@pytest.mark.parametrize(
    "dotted, said",
    [
        ("tuyen.record.listeners.open_task", "record.open_task"),
        ("tuyen.platform.outbox.housekeeping.refresh_planner", "outbox.refresh_planner"),
        ("open_task", "open_task"),
    ],
)
def test_names_are_short(dotted: str, said: str) -> None:
    assert short(dotted) == said
