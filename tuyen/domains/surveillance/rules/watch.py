"""Which method judges a series, by how much of it is known, and in which colour its week stands.

Red: more than the past allows. Yellow: unusual, at five in a hundred. Blue: as ever. Grey: it cannot be
said, with the reason; a missing report is never a zero. Statistics only propose.
"""

import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from tuyen.domains.surveillance.rules import ears
from tuyen.domains.surveillance.rules.baseline import Floats, Ints
from tuyen.domains.surveillance.rules.farrington import Method, detect

MOST_YEARS, YEARS_FOR_SEASONS, HALF = 5, 3, 3
UNUSUAL = 0.05
DAYS_A_YEAR = 365.25
WEEKS_FOR_EARS = 8 + ears.GUARD


class Colour(StrEnum):
    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"
    GREY = "grey"


class Reason(StrEnum):
    """Why a week is grey."""

    NO_REPORT = "no_report"
    SHORT = "short"  # too few weeks since the first report
    GAPS = "gaps"  # weeks without a report where they are needed
    FEW_CASES = "few_cases"  # too few in the last four weeks to set a threshold


class State(NamedTuple):
    """Of one series in one week. method: `farrington`, `farrington_short`, `ears_c2` or nothing."""

    colour: Colour
    reason: Reason | None
    method: str
    observed: float
    expected: float
    threshold: float
    p: float


def method_for(years: int) -> Method:
    """Three years and more: ten seasons. Less: only the same weeks of the years before."""
    if years >= YEARS_FOR_SEASONS:
        return Method(years=min(years, MOST_YEARS), half_window=HALF)
    return Method(years=years, half_window=HALF, periods=1, threshold="delta")


def full_years(counts: Floats, week: int) -> Ints:
    """Years of each series whose windows lie after its first report; -1 where none ever came."""
    known = ~np.isnan(counts[:, : week + 1])
    first = np.where(known.any(axis=1), known.argmax(axis=1), week + 1)
    weeks = week - first - HALF - 1
    return np.where(first > week, -1, np.maximum(weeks * 7 // DAYS_A_YEAR, 0)).astype(np.int64)


def watch(counts: Floats, week: int, *, first: dt.date | None = None) -> list[State]:
    """The state of `week` of every series. `counts`: (series, weeks), NaN = no report; later weeks are
    not looked at. `first`: the Monday of week 0."""
    told = counts[:, : week + 1]
    years = np.minimum(full_years(told, week), MOST_YEARS)
    states: list[State | None] = [None] * len(told)
    for each in np.unique(years):
        rows = np.flatnonzero(years == each)
        found = (
            _by_years(told[rows], week, int(each), first)
            if each >= 1
            else _by_weeks(told[rows], week)
        )
        for row, state in zip(rows, found, strict=True):
            states[row] = state
    return [each for each in states if each is not None]


def _by_years(counts: Floats, week: int, years: int, first: dt.date | None) -> list[State]:
    found = detect(counts, week, method_for(years), first=first)
    name = "farrington" if years >= YEARS_FOR_SEASONS else "farrington_short"
    if found is None:
        return [_grey(Reason.SHORT, name, seen) for seen in counts[:, week]]
    figures = zip(found.observed, found.expected, found.threshold, found.p, strict=True)
    return [
        _state(name, *(float(one) for one in each), else_grey=Reason.FEW_CASES) for each in figures
    ]


def _by_weeks(counts: Floats, week: int) -> list[State]:
    if week < WEEKS_FOR_EARS:
        return [_grey(Reason.SHORT, "", seen) for seen in counts[:, week]]
    found = ears.limits(counts[:, week - WEEKS_FOR_EARS :], "C2")
    known = ~np.isnan(counts)
    too_late = np.argmax(known, axis=1) > week - WEEKS_FOR_EARS
    ever = known.sum(axis=1) > 0
    why_not = [Reason.SHORT if late else Reason.GAPS for late in too_late]
    figures = zip(counts[:, week], found.expected[:, -1], found.threshold[:, -1], strict=True)
    return [
        _state("ears_c2", float(seen), float(mean), float(limit), np.nan, else_grey=why)
        if was_told
        else _grey(Reason.NO_REPORT, "", float(seen))
        for (seen, mean, limit), was_told, why in zip(figures, ever, why_not, strict=True)
    ]


def _state(
    method: str, seen: float, expected: float, limit: float, p: float, *, else_grey: Reason
) -> State:
    """No case is no alarm whatever the past; a week that no threshold was found for is grey."""
    if np.isnan(seen):
        return _grey(Reason.NO_REPORT, method, seen)
    if seen == 0:
        return State(Colour.BLUE, None, method, seen, expected, limit, p)
    if np.isnan(limit):
        return State(Colour.GREY, else_grey, method, seen, expected, limit, p)
    colour = Colour.RED if seen > limit else Colour.YELLOW if p < UNUSUAL else Colour.BLUE
    return State(colour, None, method, seen, expected, limit, p)


def _grey(reason: Reason, method: str, seen: float) -> State:
    why = Reason.NO_REPORT if np.isnan(seen) else reason
    return State(Colour.GREY, why, method, seen, np.nan, np.nan, np.nan)


def densest(onsets: Sequence[dt.date], days: int) -> int:
    """Most cases whose onsets lie within `days` of each other: what a rule on a cluster asks."""
    ordered = sorted(onsets)
    most, oldest = 0, 0
    for newest, onset in enumerate(ordered):
        while (onset - ordered[oldest]).days > days:
            oldest += 1
        most = max(most, newest - oldest + 1)
    return most
