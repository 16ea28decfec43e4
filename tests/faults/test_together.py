"""Several people at once: one form sent twice is one visit, and every writer gets its turn."""

import threading
import uuid
from collections.abc import Callable

import pytest
from django.db import connection

from tests.network import actor_at, node
from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform import changes, turnstile
from tuyen.platform.changes.history import broken_links
from tuyen.platform.changes.models import Bundle, Lane
from tuyen.platform.tally import recount
from tuyen.record.models import Encounter

pytestmark = pytest.mark.django_db(transaction=True)


def sent(by: Actor, key: uuid.UUID, patient_id: uuid.UUID, note: str) -> uuid.UUID | None:
    """Send one form; the visit that stands for it, whoever wrote it. None: refused as another form."""
    at = clock.now()
    visit = Encounter(
        patient_id=patient_id,
        unit_id=by.unit_id,
        day=clock.day_of(at),
        occurred_at=at,
        recorded_at=at,
        note=note,
    )
    repeat = changes.Repeat(key, by.account_id, changes.digest_of({"note": note}))
    try:
        with changes.apply(actor=by, reason="test.visit", repeat=repeat) as log:
            log.create(visit)
            log.result_id = visit.id
    except changes.Repeated as again:
        return again.result_id
    except changes.KeyReused:
        return None
    return visit.id


def together(jobs: list[Callable[[], object]]) -> list[object]:
    """Run all jobs at one moment, each with a connection of its own; what each gave back."""
    gate = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(at: int) -> None:
        gate.wait()
        try:
            results[at] = jobs[at]()
        except Exception as fault:
            results[at] = fault
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(at,)) for at in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_sends_of_one_form_at_one_moment_are_one_visit() -> None:
    nurse = actor_at(node("Trạm"), "station_nurse")
    key, patient_id = uuid7(), uuid7()

    first, second = together([lambda: sent(nurse, key, patient_id, "ho 3 ngày")] * 2)

    assert first == second
    assert [visit.id for visit in Encounter.objects.all()] == [first]


def test_another_form_under_the_same_key_at_one_moment_is_refused() -> None:
    nurse = actor_at(node("Trạm"), "station_nurse")
    key, patient_id = uuid7(), uuid7()

    results = together(
        [
            lambda: sent(nurse, key, patient_id, "ho 3 ngày"),
            lambda: sent(nurse, key, patient_id, "sốt"),
        ]
    )

    assert results.count(None) == 1
    assert Encounter.objects.count() == 1


def test_many_writers_keep_one_chain_and_right_counts() -> None:
    nurse = actor_at(node("Trạm"), "station_nurse")

    def ten_visits() -> None:
        for _ in range(10):
            sent(nurse, uuid7(), uuid7(), "mẫu")

    results = together([ten_visits] * 6)

    assert results == [None] * 6
    assert Encounter.objects.count() == Bundle.objects.filter(reason="test.visit").count() == 60
    assert not [link for lane in Lane.objects.all() for link in broken_links(lane.number)]
    assert recount.kept() == recount.recounted()


def test_writers_behind_the_turnstile_all_end_beside_a_slow_report_and_one_that_fails() -> None:
    nurse = actor_at(node("Trạm"), "station_nurse")
    all_written = threading.Event()
    written: list[int] = []

    def visits() -> None:
        for _ in range(10):
            with turnstile.turn():
                sent(nurse, uuid7(), uuid7(), "mẫu")
            written.append(1)
            if len(written) == 50:
                all_written.set()

    def report() -> bool:
        with turnstile.turn():
            return all_written.wait(60)

    def fault() -> None:
        with turnstile.turn(), changes.apply(actor=nurse, reason="test.visit") as log:
            log.check(lambda: 1 / 0)

    results = together([report, fault, *[visits] * 5])

    assert results[0] is True
    assert isinstance(results[1], ZeroDivisionError)
    assert results[2:] == [None] * 5
    assert Encounter.objects.count() == 50
    assert not [link for lane in Lane.objects.all() for link in broken_links(lane.number)]
