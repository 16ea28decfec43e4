"""Somebody was sent and nobody saw them arrive: the sending unit must hear of it."""

from tuyen.core import clock
from tuyen.core.errors import Stale
from tuyen.platform.nodes.queries import decides_alone
from tuyen.platform.outbox.regular import every
from tuyen.record.actions.referrals import count_as_lost
from tuyen.record.queries.referrals import overdue

AT_ONCE = 200


@every("1h")
def look_for_the_lost() -> int:
    """How many were found; the next turn goes on where this one ended."""
    if not decides_alone():
        return 0
    found = 0
    for referral in overdue(clock.today())[:AT_ONCE]:
        try:
            count_as_lost(referral=referral)
        except Stale:  # arrived at this very moment
            continue
        found += 1
    return found
