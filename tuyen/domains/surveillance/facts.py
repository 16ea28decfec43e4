"""What other rooms may ask of surveillance."""

import datetime as dt
from typing import NamedTuple

from tuyen.core.facts import publishes
from tuyen.domains.surveillance.queries import forecasts


class Foretold(NamedTuple):
    """Cases of one place. weeks: quantiles of each week ahead, (horizon, 23) at `levels`.

    relative: mean score of half a year against the flat line, below 1 is better; None: nothing scored yet.
    """

    origin: dt.date
    levels: tuple[float, ...]
    weeks: tuple[tuple[float, ...], ...]
    version: str
    parameters: str
    relative: float | None

    def total(self, level: float) -> float:
        """Cases of all these weeks together at one level: as if every week came out alike, the wider way."""
        at = self.levels.index(level)
        return sum(week[at] for week in self.weeks)


@publishes("surveillance.forecast")
def forecast(*, disease: str, area: str, horizon: int) -> Foretold | None:
    """The newest forecast of a commune or province for the next `horizon` weeks; where the flat line was
    the better one, that. None: never made. Five statements."""
    from tuyen.domains.surveillance.rules.scores import LEVELS  # scipy comes with it

    found = forecasts.newest(disease, area)
    if found is None:
        return None
    past = forecasts.past_score(disease, area, found.origin)
    relative = past.ratio if past else None
    rows = found.flat if relative is not None and relative > 1 else found.ours
    weeks = tuple(tuple(row.values) for row in rows[:horizon])
    first = rows[0]
    return Foretold(found.origin, LEVELS, weeks, first.version, first.parameters, relative)
