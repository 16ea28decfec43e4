"""Nobody answered in time: the case goes on to the next tier, and both sides hear of it."""

import datetime as dt

from tuyen.core import clock
from tuyen.core.errors import Stale
from tuyen.domains.teleconsult import revoked
from tuyen.platform.nodes.queries import decides_alone
from tuyen.platform.outbox.regular import every
from tuyen.record.actions import consult_answers as acts
from tuyen.record.queries import consults as queries

AT_ONCE = 100


@every("1m")
def escalate_the_unanswered() -> int:
    """How many were moved on; the next turn goes on where this one ended."""
    if not decides_alone():
        return 0
    return escalate_before(clock.now())


def escalate_before(now: dt.datetime) -> int:
    moved = 0
    for row in queries.unanswered_since(now)[:AT_ONCE]:
        try:
            moved += acts.escalate(consult=row) is not None
        except Stale:  # taken at this very moment
            continue
    return moved


@every("5m")
def tell_of_the_unconcluded() -> int:
    """Taken, and not concluded by the limit: a task on both sides, once."""
    if not decides_alone():
        return 0
    told = 0
    for row in queries.unconcluded_since(clock.now())[:AT_ONCE]:
        try:
            acts.say_overdue(consult=row)
        except Stale:
            continue
        told += 1
    return told


@every("1h")
def take_out_the_revoked() -> int:
    """A consent is taken back at one unit, the learning case may stand on the server of another."""
    return revoked.withdraw_all()
