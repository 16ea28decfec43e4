"""By the clock: forecasts made and scored; what stands out looked for, by the topmost machine only.

Both load numpy and scipy and compute for seconds: in a process of their own where pages are served.
"""

from tuyen.core import clock
from tuyen.domains.surveillance.queries.forecasts import diseases_of_late
from tuyen.domains.surveillance.queries.grounds import watched
from tuyen.platform.nodes.queries import decides_alone
from tuyen.platform.outbox.regular import every


def has_diseases_of_late() -> bool:
    return bool(diseases_of_late(clock.today()))


def may_find_signals() -> bool:
    """The topmost machine, when there was a case of late."""
    return decides_alone() and has_diseases_of_late()


@every("6h", apart_when=has_diseases_of_late)
def refresh_forecasts() -> int:
    """How many rows were made or scored; a second run finds nothing to do."""
    from tuyen.domains.surveillance.actions import forecasts as actions

    done, today = 0, clock.today()
    for disease in diseases_of_late(today):
        made = actions.foretell(disease, today)
        done += made if isinstance(made, int) else 0
        done += actions.score(disease, today)
    return done


@every("1d", apart_when=may_find_signals)
def look_for_signals() -> int:
    """How many signals are new."""
    from tuyen.domains.surveillance.actions.signals import look

    if not decides_alone():
        return 0
    return sum(look(keeper=keeper, ground=ground) for keeper, ground in watched(clock.today()))
