"""What was mastered lapses by itself: the job writes down what every page shows already."""

from tuyen.core import clock
from tuyen.core.errors import Stale
from tuyen.domains.techniques.actions.transfers import mark_lapsed
from tuyen.domains.techniques.queries.transfers import lapsing
from tuyen.platform.nodes.queries import decides_alone
from tuyen.platform.outbox.regular import every

AT_ONCE = 200


@every("1d")
def look_for_the_lapsed() -> int:
    """How many lapsed; the next turn goes on where this one ended."""
    if not decides_alone():
        return 0
    found = 0
    for transfer in lapsing(clock.today())[:AT_ONCE]:
        try:
            found += mark_lapsed(transfer=transfer)
        except Stale:  # somebody signed at this very moment
            continue
    return found
