"""A machine that is ill says so, and says what to do."""

from typing import Any

import pytest
from django.test import Client

from tuyen.core import clock
from tuyen.platform.changes.models import Lane
from tuyen.platform.health import checks, jobs, warnings
from tuyen.platform.health.checks import GIGABYTE

HOUR_MS = 3_600_000


@pytest.mark.parametrize(
    "free, total, state",
    [
        pytest.param(100 * GIGABYTE, 200 * GIGABYTE, "ok", id="plenty"),
        pytest.param(1 * GIGABYTE, 10 * GIGABYTE, "warn", id="little"),
        pytest.param(30 * GIGABYTE, 1000 * GIGABYTE, "warn", id="a small share of a large disk"),
        pytest.param(GIGABYTE // 10, 10 * GIGABYTE, "bad", id="none"),
    ],
)
def test_the_disk_warns_before_it_is_full(free: int, total: int, state: str) -> None:
    assert checks.disk_state(free, total) == state


@pytest.mark.parametrize(
    "behind_ms, state",
    [
        pytest.param(0, "ok", id="right"),
        pytest.param(60_000, "ok", id="a minute late is drift"),
        pytest.param(HOUR_MS, "bad", id="an hour late would misdate visits"),
    ],
)
def test_a_clock_behind_the_log_is_found(behind_ms: int, state: str) -> None:
    last = 1_800_000_000_000

    assert checks.clock_state(last - behind_ms, last) == state


@pytest.mark.django_db
def test_a_sound_node_is_ready() -> None:
    assert [finding.name for finding in checks.everything()][:6] == [
        "database",
        "migrations",
        "disk",
        "clock",
        "outbox",
        "integrity",
    ]
    assert all(finding.state != "bad" for finding in checks.everything())


@pytest.mark.django_db
def test_warnings_cost_a_page_no_statement(django_assert_num_queries: Any) -> None:
    warnings.forget()

    with django_assert_num_queries(0):
        warnings.current()


@pytest.mark.django_db
def test_a_clock_behind_the_log_stands_on_every_page(client: Client) -> None:
    Lane.objects.create(number=900, wall_ms=int(clock.now().timestamp() * 1000) + HOUR_MS)
    jobs.look_at_the_clock()

    page = client.get("/accounts/login/").content.decode()

    warnings.forget()
    assert "Đồng hồ của máy chậm hơn lần ghi cuối" in page
