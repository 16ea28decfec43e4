"""Delivery: take a lease, call the listener, mark it done. A crash in between means once more."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec

from tuyen.core import bus, clock
from tuyen.platform import turnstile
from tuyen.platform.changes import failpoints
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.outbox import queries, rules, sink
from tuyen.platform.outbox.models import STILL_TO_DO, Delivery

_log = logging.getLogger("tuyen.outbox")


class NobodyListens(LookupError):
    """The listener or its event is no longer in the program."""


def run_due(limit: int = 100) -> int:
    """Deliver what is due, oldest first; says how many were tried. One failing listener stops no other.

    An idle call is one SELECT outside any transaction.
    """
    tried = 0
    for delivery in queries.due(clock.now(), limit):
        with turnstile.turn():
            tried += _deliver(delivery)
    return tried


@contextmanager
def at_once() -> Iterator[None]:
    """What the act inside announces has been heard when this ends, so that the next page shows it.

    For an act whose whole point is what another room makes of it. A listener that fails is tried again by
    the worker as ever, and so is everything when the process dies in between.
    """
    mine: list[Delivery] = []
    token = sink.held.set(mine)
    try:
        yield
    finally:
        sink.held.reset(token)
    for delivery in mine:
        _try(delivery)


def _deliver(delivery: Delivery) -> bool:
    if not _leased(delivery):
        return False
    failpoints.reach("outbox.leased")
    _try(delivery)
    return True


def _leased(delivery: Delivery) -> bool:
    """Mine, unless another worker was quicker: the count of attempts is compared and set."""
    now = clock.now()
    found = Delivery.objects.filter(STILL_TO_DO, pk=delivery.pk, attempts=delivery.attempts)
    delivery.attempts += 1
    with write_turn():
        return bool(found.update(attempts=delivery.attempts, leased_until=now + rules.LEASE))


def _try(delivery: Delivery) -> None:
    try:
        _call(delivery)
    except Exception as fault:
        _failed(delivery, fault)
    else:
        failpoints.reach("outbox.delivered")
        with write_turn():
            Delivery.objects.filter(pk=delivery.pk).update(
                done_at=clock.now(), leased_until=None, last_error=""
            )


def _call(delivery: Delivery) -> None:
    try:
        event_type = bus.event_type(delivery.event)
        listener = bus.listeners_of(event_type)[delivery.listener]
    except KeyError:
        raise NobodyListens(delivery.listener) from None
    listener(msgspec.json.decode(bytes(delivery.payload), type=event_type))


def _failed(delivery: Delivery, fault: Exception) -> None:
    now = clock.now()
    is_dead = rules.is_given_up(delivery.attempts) or isinstance(fault, NobodyListens)
    where = where_it_broke(fault)
    _log.warning(
        "delivery %s to %s failed, attempt %s: %s",
        delivery.pk,
        delivery.listener,
        delivery.attempts,
        where,
    )
    with write_turn():
        Delivery.objects.filter(pk=delivery.pk).update(
            leased_until=None,
            not_before=now + rules.wait_after(delivery.attempts),
            dead_at=now if is_dead else None,
            last_error=where,
        )


def where_it_broke(fault: BaseException) -> str:
    """Kind of fault and line of code; never the message, which might quote a record."""
    frames = traceback.extract_tb(fault.__traceback__)
    at = f" {frames[-1].filename.rpartition('/')[2]}:{frames[-1].lineno}" if frames else ""
    return f"{type(fault).__name__}{at}"[:200]


def try_again(delivery: Delivery) -> None:
    """A person looked at it: from the first attempt, now."""
    with write_turn():
        Delivery.objects.filter(pk=delivery.pk, done_at=None).update(
            dead_at=None, attempts=0, not_before=clock.now(), leased_until=None
        )
