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
    """stands: clock of the group here. seen: what the change saw. comes: its own clock."""
    if comes == stands:
        return Verdict.KNOWN
    if stands in seen or _saw_unclamped(stands, seen, comes):
        return Verdict.FOLLOWS
    if max((each for each in seen if each[0] <= comes[0]), default=CREATION) > stands:
        return Verdict.WAITS
    return Verdict.WINS if comes > stands else Verdict.LOSES


def _saw_unclamped(stands: Clock, seen: Collection[Clock], comes: Clock) -> bool:
    """A clock that ran ahead counts as a later one here (`clamp_hlc`), while the node that made the
    change names it as it was: then what it saw is newer than the change itself."""
    return any(each[0] > comes[0] and each[1] == stands[1] for each in seen)
