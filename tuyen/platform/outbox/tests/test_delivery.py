"""What was announced reaches every listener: after a crash, after a fault, once the time has come."""

import dataclasses
import datetime as dt
import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, ClassVar

import pytest

from tests.network import actor_at, node
from tuyen.core import bus, clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.platform import changes
from tuyen.platform.outbox import deliver, queries, rules
from tuyen.platform.outbox.models import Delivery

pytestmark = pytest.mark.django_db

MORNING = dt.datetime(2026, 11, 2, 7, 30, tzinfo=clock.VIETNAM)


@dataclasses.dataclass(frozen=True)
class SlipSent:
    wait_seconds: ClassVar[int] = 10
    slip_id: uuid.UUID


@dataclasses.dataclass(frozen=True)
class TestDone:
    __test__: ClassVar[bool] = False
    visit_id: uuid.UUID
    day: dt.date
    amount: Decimal


@pytest.fixture
def listen() -> Iterator[Callable[..., None]]:
    """Listeners for one test; gone after it."""
    kinds: list[type] = []

    def register(kind: type, name: str, listener: bus.Listener) -> None:
        def named(event: object) -> None:
            listener(event)

        named.__qualname__ = name
        bus.listens_to(kind)(named)
        kinds.append(kind)

    yield register
    for kind in kinds:
        bus._listeners.pop(kind, None)


@pytest.fixture
def nurse() -> Actor:
    return actor_at(node("Trạm Y tế xã Mẫu"), "station_nurse")


def announced(by: Actor, event: object) -> None:
    with changes.apply(actor=by, reason="test.announce") as log:
        log.announce(event)


def test_what_is_delivered_at_once_is_heard_before_the_act_ends(
    nurse: Actor, listen: Callable
) -> None:
    heard: list[Any] = []
    listen(TestDone, "first", heard.append)
    event = TestDone(uuid7(), dt.date(2026, 11, 2), Decimal("12.50"))

    with deliver.at_once():
        announced(nurse, event)
        assert deliver.run_due() == 0  # no worker takes it away

    assert heard == [event]
    assert not queries.not_done().exists()


def test_what_could_not_be_delivered_at_once_is_tried_again(nurse: Actor, listen: Callable) -> None:
    heard: list[Any] = []

    def fails_once(event: Any) -> None:
        heard.append(event)
        if len(heard) == 1:
            raise OSError

    listen(TestDone, "first", fails_once)

    with deliver.at_once():
        announced(nurse, TestDone(uuid7(), dt.date(2026, 11, 2), Decimal("12.50")))

    assert queries.failing().count() == 1
    with clock.stopped(clock.now() + dt.timedelta(minutes=1)):
        assert deliver.run_due() == 1
    assert len(heard) == 2


def test_each_listener_hears_the_event_as_it_was_said(nurse: Actor, listen: Callable) -> None:
    heard: list[Any] = []
    listen(TestDone, "first", lambda event: heard.append(("first", event)))
    listen(TestDone, "second", lambda event: heard.append(("second", event)))
    event = TestDone(uuid7(), dt.date(2026, 11, 2), Decimal("12.50"))

    announced(nurse, event)
    tried = deliver.run_due()

    assert tried == 2
    assert sorted(heard, key=lambda said: said[0]) == [("first", event), ("second", event)]
    assert deliver.run_due() == 0


def test_an_act_that_is_refused_announces_nothing(nurse: Actor, listen: Callable) -> None:
    listen(TestDone, "first", lambda event: None)

    def fails() -> None:
        raise Refused("không được")

    with pytest.raises(Refused), changes.apply(actor=nurse, reason="test.announce") as log:  # noqa: PT012
        log.announce(TestDone(uuid7(), dt.date(2026, 11, 2), Decimal(1)))
        log.check(fails)

    assert not Delivery.objects.exists()


def test_an_event_nobody_listens_to_costs_no_row(nurse: Actor) -> None:
    announced(nurse, SlipSent(uuid7()))

    assert not Delivery.objects.exists()


def test_a_worker_that_dies_between_lease_and_done_is_followed_by_another(
    nurse: Actor, listen: Callable
) -> None:
    heard: list[object] = []
    listen(TestDone, "first", heard.append)
    with clock.stopped(MORNING):
        announced(nurse, TestDone(uuid7(), dt.date(2026, 11, 2), Decimal(1)))
        [row] = queries.due(clock.now(), 10)
        assert deliver._leased(row)  # here the power goes

        assert deliver.run_due() == 0

    with clock.stopped(MORNING + rules.LEASE):
        assert deliver.run_due() == 1

    assert len(heard) == 1


def test_two_workers_that_saw_one_row_do_not_both_take_it(nurse: Actor, listen: Callable) -> None:
    listen(TestDone, "first", lambda event: None)
    announced(nurse, TestDone(uuid7(), dt.date(2026, 11, 2), Decimal(1)))
    [mine], [yours] = queries.due(clock.now(), 10), queries.due(clock.now(), 10)

    assert [deliver._leased(mine), deliver._leased(yours)] == [True, False]


def test_a_failing_listener_stops_no_other_and_is_tried_again_later(
    nurse: Actor, listen: Callable
) -> None:
    heard: list[object] = []
    faults = [OSError("không nối được với 0790123456"), None]

    def hub_is_away(event: object) -> None:
        if fault := faults.pop(0):
            raise fault
        heard.append("hub")

    listen(TestDone, "first", hub_is_away)
    listen(TestDone, "second", lambda event: heard.append("second"))

    with clock.stopped(MORNING):
        announced(nurse, TestDone(uuid7(), dt.date(2026, 11, 2), Decimal(1)))
        deliver.run_due()
        assert heard == ["second"]
        assert deliver.run_due() == 0
        [waiting] = queries.waiting()
    with clock.stopped(MORNING + rules.FIRST_WAIT):
        deliver.run_due()

    assert heard == ["second", "hub"]
    assert waiting.last_error.startswith("OSError test_delivery.py:")
    assert "079" not in waiting.last_error


def test_what_fails_for_days_is_given_up_and_shown_until_a_person_tries_again(
    nurse: Actor, listen: Callable
) -> None:
    def always(event: object) -> None:
        raise ValueError

    listen(TestDone, "first", always)
    announced(nurse, TestDone(uuid7(), dt.date(2026, 11, 2), Decimal(1)))
    now = clock.now()
    for _ in range(rules.MOST_ATTEMPTS):
        now += rules.LONGEST_WAIT
        with clock.stopped(now):
            deliver.run_due()

    [stuck] = queries.stuck()
    assert stuck.attempts == rules.MOST_ATTEMPTS
    with clock.stopped(now + rules.LONGEST_WAIT):
        assert deliver.run_due() == 0
        deliver.try_again(stuck)
        assert deliver.run_due() == 1


def test_a_listener_that_left_the_program_is_given_up_at_once(
    nurse: Actor, listen: Callable
) -> None:
    listen(TestDone, "gone", lambda event: None)
    announced(nurse, TestDone(uuid7(), dt.date(2026, 11, 2), Decimal(1)))
    bus._listeners.pop(TestDone)

    deliver.run_due()

    assert [row.last_error.split()[0] for row in queries.stuck()] == ["NobodyListens"]


def test_a_message_that_leaves_the_house_waits_its_ten_seconds(
    nurse: Actor, listen: Callable
) -> None:
    heard: list[object] = []
    listen(SlipSent, "send", heard.append)

    with clock.stopped(MORNING):
        announced(nurse, SlipSent(uuid7()))
        deliver.run_due()
        assert not heard
    with clock.stopped(MORNING + dt.timedelta(seconds=10)):
        deliver.run_due()

    assert len(heard) == 1


def test_an_idle_look_is_one_statement_and_no_transaction(
    django_assert_num_queries: Callable,
) -> None:
    with django_assert_num_queries(1):
        assert deliver.run_due() == 0


def test_the_lag_is_the_age_of_the_oldest_due_delivery(nurse: Actor, listen: Callable) -> None:
    listen(TestDone, "first", lambda event: None)
    assert queries.lag() == dt.timedelta()

    with clock.stopped(MORNING):
        announced(nurse, TestDone(uuid7(), dt.date(2026, 11, 2), Decimal(1)))
    with clock.stopped(MORNING + dt.timedelta(minutes=3)):
        assert queries.lag() == dt.timedelta(minutes=3)


@pytest.mark.parametrize(
    "attempts, seconds",
    [
        pytest.param(1, 10, id="first"),
        pytest.param(2, 20, id="second"),
        pytest.param(5, 160, id="fifth"),
        pytest.param(19, 6 * 3600, id="never longer than six hours"),
    ],
)
def test_waits_double(attempts: int, seconds: int) -> None:
    assert rules.wait_after(attempts).total_seconds() == seconds
