"""How a change from elsewhere meets the row that stands here. Pure: clocks in, verdict out.

Exact as long as the changes of one row arrive after those that they saw (held back otherwise).
Clocks are totally ordered, so every node comes to the same end whatever came first:
a field stands at the newest clock that it ever met.
"""

from collections.abc import Collection
from enum import Enum

from tuyen.platform.changes.clocks import CREATION, Clock


class Verdict(Enum):
    KNOWN = "known"  # this very change stands already
    FOLLOWS = "follows"  # it saw what stands here: no conflict
    WINS = "wins"  # neither saw the other, the newcomer is newer
    LOSES = "loses"  # neither saw the other, what stands here is newer
    WAITS = "waits"  # it saw a change that has not arrived yet


def verdict(stands: Clock, seen: Collection[Clock], comes: Clock) -> Verdict:
    """stands: clock of the group here. seen: what the change saw, as it counts here (`World.as_counted`).
    comes: its own clock."""
    if comes == stands:
        return Verdict.KNOWN
    if stands in seen:
        return Verdict.FOLLOWS
    if max(seen, default=CREATION) > stands:
        return Verdict.WAITS
    return Verdict.WINS if comes > stands else Verdict.LOSES
