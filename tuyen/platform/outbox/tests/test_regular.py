"""Regular jobs run once a turn; housekeeping throws away only what is over."""

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from tuyen.core import clock
from tuyen.core.ids import uuid7
from tuyen.platform.accounts.models import AccountSession
from tuyen.platform.changes.models import RequestKey
from tuyen.platform.outbox import apart, bell, housekeeping, regular, worker
from tuyen.platform.outbox.models import Delivery, RegularJob

WAITS = """
import threading
from tuyen.platform.outbox import apart
threading.Thread(target=apart._end_with_whoever_began_it, daemon=True).start()
threading.Event().wait(60)
"""
MORNING = dt.datetime(2026, 11, 2, 7, 30, tzinfo=clock.VIETNAM)


@pytest.fixture
def job(monkeypatch: pytest.MonkeyPatch) -> Callable:
    """Only the jobs of this test."""
    monkeypatch.setattr(regular, "_jobs", {})
    return regular.every


@pytest.mark.django_db
def test_a_job_runs_at_once_and_then_each_period(job: Callable) -> None:
    runs: list[str] = []
    job("1h")(lambda: runs.append("ran"))

    for minutes in (0, 30, 59, 60, 61, 119, 120):
        with clock.stopped(MORNING + dt.timedelta(minutes=minutes)):
            regular.run_regular()

    assert len(runs) == 3


@pytest.mark.django_db
def test_a_job_that_fails_does_not_stop_the_next_and_says_where(job: Callable) -> None:
    runs: list[str] = []

    @job("1h")
    def a_breaks() -> None:
        raise ValueError("Lò Thị Mẫu")

    @job("1h")
    def b_works() -> None:
        runs.append("ran")

    regular.run_regular()

    assert runs == ["ran"]
    errors = [row.last_error for row in RegularJob.objects.exclude(last_error="")]
    assert len(errors) == 1
    assert errors[0].startswith("ValueError test_regular.py:")
    assert "Mẫu" not in errors[0]


@pytest.mark.django_db
def test_a_heavy_job_is_done_elsewhere_only_when_there_is_work(job: Callable) -> None:
    asked: list[str] = []
    job("1h", apart_when=lambda: True)(_broken)
    job("1h", apart_when=lambda: False)(_never)

    def far_away(name: str) -> str:
        asked.append(name)
        return "ValueError far.py:7"

    regular.run_regular(far_away)

    assert [name.rpartition(".")[2] for name in asked] == ["_broken"]
    errors = dict(RegularJob.objects.values_list("name", "last_error"))
    assert sorted(errors.values()) == ["", "ValueError far.py:7"]


@pytest.mark.django_db
def test_a_heavy_job_is_done_here_where_no_pages_wait(job: Callable) -> None:
    runs: list[str] = []
    job("1h", apart_when=lambda: True)(lambda: runs.append("ran"))

    regular.run_regular()

    assert runs == ["ran"]


def _broken() -> None:
    raise ValueError("Lò Thị Mẫu")


def _never() -> None:
    raise AssertionError("there was no work")


def test_a_process_of_its_own_does_a_job_and_says_where_it_broke(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUYEN_HOME", str(tmp_path))
    monkeypatch.delenv("TUYEN_DATABASE_URL", raising=False)

    assert apart.run("tuyen.domains.surveillance.jobs.refresh_forecasts").startswith(
        "OperationalError"  # this folder holds no tables
    )
    assert apart.run("nobody.knows.it").startswith("KeyError")


def test_a_process_of_its_own_ends_with_the_one_that_began_it() -> None:
    command = [sys.executable, "-c", WAITS]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        assert child.stdin
        child.stdin.close()
        assert child.wait(60) == 1


@pytest.mark.django_db
def test_a_turn_is_taken_by_one_worker_only() -> None:
    assert regular._is_my_turn("room.job", None, MORNING)
    assert not regular._is_my_turn("room.job", None, MORNING)

    later = MORNING + dt.timedelta(hours=1)
    assert regular._is_my_turn("room.job", MORNING, later)
    assert not regular._is_my_turn("room.job", MORNING, later)


@pytest.mark.parametrize("said", ["", "h", "0h", "1w", "1.5h", "-1h"])
def test_a_period_nobody_can_read_is_refused(said: str) -> None:
    with pytest.raises(ValueError):
        regular.period_of(said)


@pytest.mark.django_db
def test_housekeeping_keeps_what_is_still_needed() -> None:
    now = clock.now()
    for key, ends in (("old", -1), ("new", +1)):
        AccountSession.objects.create(
            session_key=key, session_data="", expire_date=now + dt.timedelta(hours=ends)
        )
    for days in (8, 1):
        at_ms = int((now - dt.timedelta(days=days)).timestamp() * 1000)
        RequestKey.objects.create(key=uuid7(), account_id=uuid7(), digest=b"", at_ms=at_ms)
    for done_at in (now - dt.timedelta(days=15), now - dt.timedelta(days=1), None):
        Delivery.objects.create(listener="a", event="b", payload=b"{}", done_at=done_at)

    for name in (
        "forget_ended_sessions",
        "forget_form_keys",
        "forget_delivered",
        "refresh_planner",
    ):
        getattr(housekeeping, name)()

    assert [row.session_key for row in AccountSession.objects.all()] == ["new"]
    assert RequestKey.objects.count() == 1
    assert Delivery.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_the_worker_looks_until_it_is_told_to_stop(
    job: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = threading.Event()
    job("1h")(ran.set)
    stop = threading.Event()
    thread = threading.Thread(target=worker.work, args=(stop, 0.05))

    thread.start()
    heard = ran.wait(90)
    stop.set()
    bell.ring()
    thread.join(20)

    assert heard
    assert not thread.is_alive()
