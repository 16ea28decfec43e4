"""Coverage by birth year: how many of the followed children have validly had each dose by today."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tuyen.core import rulebook
from tuyen.core.actor import Actor
from tuyen.domains.immunization.queries.cards import doses_of, labels, plan_on
from tuyen.domains.immunization.queries.due import children_of, village_of
from tuyen.domains.immunization.rules.ages import span
from tuyen.domains.immunization.rules.due import Given, Next, standing
from tuyen.domains.immunization.rules.full import is_fully_immunised
from tuyen.platform.access.models import ScopeNode
from tuyen.record.vaccines import ENGINE
from tuyen.registry.persons.models import Person

FULL = "full"


@dataclass(frozen=True)
class Cell:
    had: int
    of: int

    @property
    def percent(self) -> float | None:
        return round(100 * self.had / self.of, 1) if self.of else None


@dataclass(frozen=True)
class Row:
    """One antigen and place of its series. cells: by birth year, newest first."""

    label: str
    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Coverage:
    years: tuple[int, ...]
    children: tuple[int, ...]
    rows: tuple[Row, ...]
    full: tuple[Cell, ...]
    villages: tuple[str, ...]


def units_of(who: Actor) -> list[ScopeNode]:
    """Units whose coverage `who` may see: the own one, and those below for whoever oversees."""
    rows = ScopeNode.objects.filter(path__startswith=who.path).order_by("path")
    return list(rows if who.scope == "subtree" else rows.filter(unit_id=who.unit_id))


def coverage_of(unit_id: uuid.UUID, who: Actor, today: dt.date, village: str = "") -> Coverage:
    """Two statements. Whoever may not see a child's compartment does not count it."""
    people = [
        each
        for each in children_of(who, today, unit_id=unit_id)
        if each.canonical_id in (None, each.id)
    ]
    villages = tuple(sorted({village_of(each.address_line) for each in people} - {""}))
    if village:
        people = [each for each in people if village_of(each.address_line) == village]
    given = doses_of([each.id for each in people], today)
    return _counted(people, given, today, villages)


def _counted(
    people: list[Person],
    given: dict[uuid.UUID, list[Given]],
    today: dt.date,
    villages: tuple[str, ...],
) -> Coverage:
    births, had = Counter[int](), Counter[tuple[int, str, int]]()
    full = rulebook.on(ENGINE, today)["fully_immunised"]
    by = span(full["by"])
    for each in people:
        assert each.birth_date is not None
        year = each.birth_date.year
        births[year] += 1
        found = standing(plan_on(today), each.birth_date, given.get(each.id, []), today)
        had.update((year, *place) for place in _places(found))
        if is_fully_immunised(found, each.birth_date, by=by, asked=full["doses"]):
            had[year, FULL, 1] += 1
    years = tuple(sorted(births, reverse=True))
    rows = tuple(_rows(years, births, had, today))
    of_full = tuple(Cell(had[year, FULL, 1], births[year]) for year in years)
    return Coverage(years, tuple(births[y] for y in years), rows, of_full, villages)


def _places(found: list[Next]) -> list[tuple[str, int]]:
    return [
        (each.series, dose.number) for each in found for dose in each.counted if dose.why is None
    ]


def _rows(years: tuple[int, ...], births: Any, had: Any, today: dt.date) -> list[Row]:
    words = labels(today)
    return [
        Row(
            words[series.code][0],
            number,
            tuple(Cell(had[year, series.code, number], births[year]) for year in years),
        )
        for series in plan_on(today).series
        for number in range(1, len(series.doses) + 1)
        if any(had[year, series.code, number] for year in years) or not series.sex
    ]
