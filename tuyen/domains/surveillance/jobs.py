"""Forecasts are made for the week that ended, and earlier ones scored, without anybody asking."""

from tuyen.core import clock
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
