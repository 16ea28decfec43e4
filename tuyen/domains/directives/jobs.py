"""A unit settles its difficulty at its own machine; the case, of many units, follows where all are known."""

from tuyen.core.errors import Stale
from tuyen.domains.directives.actions.difficulties import follow_case
from tuyen.domains.directives.queries.difficulties import cases_behind, top_of
from tuyen.platform.nodes.queries import decides_alone
from tuyen.platform.outbox.regular import every

AT_ONCE = 200


@every("1m")
def follow_the_settled() -> int:
    """How many cases moved; the next turn goes on where this one ended."""
    if not decides_alone():
        return 0
    moved = 0
    for case in cases_behind()[:AT_ONCE]:
        try:
            whole = top_of(case)
            moved += whole is not None and follow_case(case=whole)
        except Stale:  # answered at this very moment
            continue
    return moved
