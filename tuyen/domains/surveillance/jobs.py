"""By the clock: forecasts made and scored; what stands out looked for, by the topmost machine only."""

from tuyen.core import clock
from tuyen.platform.nodes.queries import decides_alone
from tuyen.platform.outbox.regular import every


@every("6h")
def refresh_forecasts() -> int:
    """How many rows were made or scored; a second run finds nothing to do. scipy comes with it."""
    from tuyen.domains.surveillance.actions import forecasts as actions
    from tuyen.domains.surveillance.queries import forecasts

    done, today = 0, clock.today()
    for disease in forecasts.diseases_of_late(today):
        made = actions.foretell(disease, today)
        done += made if isinstance(made, int) else 0
        done += actions.score(disease, today)
    return done


@every("1d")
def look_for_signals() -> int:
    """How many signals are new. What judges the series is loaded by the first look."""
    from tuyen.domains.surveillance.actions.signals import look
    from tuyen.domains.surveillance.queries.signals import grounds

    if not decides_alone():
        return 0
    return sum(look(keeper=keeper, ground=ground) for keeper, ground in grounds(clock.today()))
