"""The situation of a week: every disease by level, its colour and why, against last week and last year."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.queries.grounds import Ground
from tuyen.domains.surveillance.queries.series import Level, Place
from tuyen.domains.surveillance.rules import standing
from tuyen.domains.surveillance.rules.watch import Colour, State
from tuyen.record.rules.cases import diseases

LEVELS = (Level.WHOLE, Level.DISTRICT, Level.COMMUNE)
STANDS_OUT = (Colour.RED, Colour.YELLOW)


@dataclass(frozen=True)
class Standing:
    """One series in the week. last_week, last_year: cases more or fewer than then, None if not known."""

    disease: str
    place: Place
    state: State
    last_week: float | None
    last_year: float | None

    @property
    def seen(self) -> float | None:
        return None if np.isnan(self.state.observed) else float(self.state.observed)


@dataclass(frozen=True)
class DiseaseLine:
    """One disease: its topmost series, and how many places of each level below stand in each colour."""

    disease: str
    top: Standing
    below: list[tuple[Level, Colour, int, int, int]]  # worst colour, then red, yellow, grey


@dataclass(frozen=True)
class Situation:
    monday: dt.date
    lines: list[DiseaseLine]
    standings: list[Standing]

    @property
    def stand_out(self) -> list[Standing]:
        """Places in red and yellow below the top, red first, then by how unlikely."""
        found = [each for each in self.standings if each.state.colour in STANDS_OUT]
        return sorted(found, key=_rank)


def _rank(each: Standing) -> tuple[bool, float, float]:
    p = 1.0 if np.isnan(each.state.p) else each.state.p
    return each.state.colour != Colour.RED, p, -each.state.observed


def known_to(who: Actor) -> list[str]:
    """Diseases whose counts `who` may see."""
    found = diseases(clock.today()).values()
    return [each.code for each in found if who.sees(each.compartment)]


def situation(who: Actor, ground: Ground, monday: dt.date) -> Situation:
    rows = judged(ground, monday, known_to(who))
    return Situation(monday, _lines(rows), rows)


def judged(ground: Ground, monday: dt.date, wanted: Collection[str]) -> list[Standing]:
    """Every series of these diseases on the ground, as it stands in the week."""
    mondays = series.weeks_until(monday)
    found = series.series_of(ground, mondays, wanted)
    counts = np.stack([each.counts for each in found]) if found else np.empty((0, len(mondays)))
    states = standing.judged(counts, len(mondays) - 1, mondays[0])
    year_ago = mondays.index(standing.same_week_last_year(monday))
    return [
        Standing(
            each.disease,
            each.place,
            state,
            standing.change(each.counts[-1], each.counts[-2]),
            standing.change(each.counts[-1], each.counts[year_ago]),
        )
        for each, state in zip(found, states, strict=True)
    ]


def _lines(rows: list[Standing]) -> list[DiseaseLine]:
    by_disease: dict[str, list[Standing]] = {}
    for row in rows:
        by_disease.setdefault(row.disease, []).append(row)
    return [DiseaseLine(code, own[0], _below(own[1:])) for code, own in by_disease.items()]


def _below(rows: list[Standing]) -> list[tuple[Level, Colour, int, int, int]]:
    found = []
    for level in LEVELS:
        states = [row.state for row in rows if row.place.level == level]
        if states:
            tally = standing.colours(states)
            counted = (tally[Colour.RED], tally[Colour.YELLOW], tally[Colour.GREY])
            found.append((level, standing.worst(states), *counted))
    return found
