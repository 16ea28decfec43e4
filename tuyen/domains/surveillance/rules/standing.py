"""How places stand in one week: each series judged, summed up by level, compared with before. No Django."""

import datetime as dt
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.watch import (
    WEEKS_FOR_EARS,
    YEARS_FOR_SEASONS,
    Colour,
    Reason,
    State,
    full_years,
    watch,
)
from tuyen.domains.surveillance.rules.weeks import Week, week_of

Bools = npt.NDArray[np.bool_]


def judged(counts: Floats, week: int, first: dt.date) -> list[State]:
    """The state of `week` of every series. A long series without a case this week is as ever: only the
    others are computed. Too young a series is short, not full of gaps."""
    if not len(counts):
        return []
    quiet = (counts[:, week] == 0) & (full_years(counts, week) >= YEARS_FOR_SEASONS)
    states = [State(Colour.BLUE, None, "", 0.0, np.nan, np.nan, np.nan)] * len(counts)
    asked = np.flatnonzero(~quiet)
    for row, state in zip(asked, watch(counts[asked], week, first=first), strict=True):
        states[row] = _named(state, counts[row, : week + 1])
    return states


def _named(state: State, told: Floats) -> State:
    is_young = np.isnan(told[-WEEKS_FOR_EARS - 1 :]).any() and _weeks_known(told) <= WEEKS_FOR_EARS
    if state.reason is Reason.GAPS and is_young:
        return state._replace(reason=Reason.SHORT)
    return state


def _weeks_known(told: Floats) -> int:
    """Since the first week that is known."""
    known = np.flatnonzero(~np.isnan(told))
    return len(told) - int(known[0]) if len(known) else 0


def known_sum(counts: Sequence[Floats], silent: Sequence[Bools], since: int) -> Floats:
    """Of several places, unknown before week `since`, and where more than half of them were silent.

    silent: of each place, weeks without a report. A case of such a week that was told all the same counts."""
    total = np.sum(np.stack(counts), axis=0)
    told = np.stack(counts) > 0
    unknown = (np.stack(silent) & ~told).sum(axis=0) * 2 > len(counts)
    unknown[:since] = True
    found: Floats = np.where(unknown, np.nan, total)
    return found


def same_week_last_year(monday: dt.date) -> dt.date:
    """The Monday of the ISO week of that number a year before; of its last week where it had no 53rd."""
    week = week_of(monday)
    try:
        return Week(week.year - 1, week.number).monday
    except ValueError:
        return Week(week.year - 1, 52).monday


def change(now: float, before: float) -> float | None:
    """Cases more or fewer; None where either is not known."""
    return None if np.isnan(now) or np.isnan(before) else float(now - before)


def colours(states: Sequence[State]) -> Mapping[Colour, int]:
    return {each: sum(state.colour == each for state in states) for each in Colour}


def worst(states: Sequence[State]) -> Colour:
    """What one row of many places shows: red before yellow before blue; grey only where nothing is known."""
    order = (Colour.RED, Colour.YELLOW, Colour.BLUE)
    found = {each.colour for each in states}
    return next((each for each in order if each in found), Colour.GREY)
