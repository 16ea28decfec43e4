"""What other rooms may ask of surveillance."""

import datetime as dt
from collections.abc import Mapping
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


class Bedded(NamedTuple):
    """One kind of beds. share: part of all cases that comes into them; present: who lies there now, by days
    since they came."""

    share: float
    mean_days: float
    beds: int
    present: tuple[int, ...]


class Occupied(NamedTuple):
    """Of every day: quantiles (days, levels) of beds taken, the chance of more people than beds."""

    quantiles: tuple[tuple[float, ...], ...]
    over: tuple[float, ...]


class Taken(NamedTuple):
    """Beds taken if the forecast comes true, by kind, for days one after the other."""

    origin: dt.date
    days: tuple[dt.date, ...]
    levels: tuple[float, ...]
    of: dict[str, Occupied]
    version: str
    parameters: str


@publishes("surveillance.beds_taken")
def beds_taken(
    *,
    disease: str,
    area: str,
    kinds: Mapping[str, tuple[float, float, int, tuple[int, ...]]],
    today: dt.date,
    days: int,
) -> Taken | None:
    """kinds: name → what `Bedded` holds. None: no forecast, or one that does not reach so far ahead.

    As many statements as `forecast`."""
    import numpy as np  # scipy comes with these

    from tuyen.domains.surveillance.rules import beds as bed_rules
    from tuyen.domains.surveillance.rules.admissions import arrivals, stay_curve

    found = forecast(disease=disease, area=area, horizon=52)
    if found is None:
        return None
    start = max(today, found.origin + dt.timedelta(days=1))
    first = (start - found.origin).days - 1  # its column: the first is the day after the origin
    weeks = np.array(found.weeks, dtype=np.float64)
    if first + days > 7 * len(weeks):
        return None
    of: dict[str, Occupied] = {}
    levels: tuple[float, ...] = ()
    for seed, (name, given) in enumerate(kinds.items(), start=today.toordinal()):
        kind = Bedded(*given)
        coming = arrivals(weeks, np.array(found.levels), kind.share, paths=2_000, seed=seed)
        stay = stay_curve(kind.mean_days, coming.shape[1])
        lying = np.array(kind.present or (0,), dtype=np.float64)
        result = bed_rules.occupancy(
            coming[:, first : first + days], stay, kind.beds, present=lying
        )
        of[name] = Occupied(tuple(map(tuple, result.quantiles.tolist())), tuple(result.over))
        levels = result.levels
    shown = tuple(start + dt.timedelta(days=each) for each in range(days))
    return Taken(found.origin, shown, levels, of, found.version, found.parameters)
