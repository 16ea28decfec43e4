"""Beds needed over the next days, from the forecast of surveillance and the length of stay."""

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from tuyen.core import clock, facts
from tuyen.domains.isolation_areas.models import IsolationArea, Severity
from tuyen.domains.isolation_areas.queries import areas, stays, work
from tuyen.domains.isolation_areas.rules import needs
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.stations import COMMUNE_KINDS

DAYS = 14
SHOWN = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class Row:
    """One severity: beds there are, who lies now, and at the levels of `SHOWN` the most of any day."""

    label: str
    beds: int
    inside: int
    share: float  # per cent of all cases
    stay_days: float
    is_own: bool  # the stay is that of the area itself
    peak: tuple[float, ...]
    short_on: dt.date | None
    days: list[tuple[dt.date, tuple[float, ...], float]]


@dataclass(frozen=True)
class Ahead:
    """reason: why nothing can be computed, in code; the basis stands beside the figures."""

    reason: str
    rows: list[Row]
    terms: needs.Terms | None = None
    origin: dt.date | None = None
    version: str = ""
    parameters: str = ""


def place_code(area: IsolationArea) -> str:
    """Whose forecast: a station's is that of its commune, of whoever stands above that of the province."""
    unit = Unit.objects.filter(pk=area.unit_id).first()
    if unit is None:
        return ""
    code: str = unit.commune_code if unit.kind in COMMUNE_KINDS else unit.province_code
    return code


def ahead_of(area: IsolationArea) -> Ahead:
    if not area.disease:
        return Ahead("no_disease", [])
    place = place_code(area)
    if not place:
        return Ahead("no_place", [])
    today, lengths = clock.today(), work.lengths_of(area)
    terms = needs.terms(area.disease, today, lengths)
    beds = Counter(
        bed.room.severity for bed in areas.beds_of(area) if bed.is_open and bed.room.is_open
    )
    present = _present(area, today)
    kinds = {
        severity: (
            terms.share * part,
            terms.stay_days[severity],
            beds[severity],
            tuple(present.get(severity, ())),
        )
        for severity, part in terms.mix.items()
    }
    found: Any = facts.ask(
        "surveillance.beds_taken",
        disease=area.disease,
        area=place,
        kinds=kinds,
        today=today,
        days=DAYS,
    )
    if found is None:
        return Ahead("no_forecast", [], terms)
    own = needs.own_enough(lengths, today)
    rows = [_row(severity, kinds[severity], found, terms, severity in own) for severity in kinds]
    return Ahead("", rows, terms, found.origin, found.version, found.parameters)


def _present(area: IsolationArea, today: dt.date) -> dict[str, list[int]]:
    """Severity → how many lie there, by days since they came."""
    found: dict[str, list[int]] = {}
    for severity, arrived_on in stays.present_in(area).values_list("severity", "arrived_on"):
        ages = found.setdefault(severity, [])
        age = min((today - arrived_on).days, 90)
        ages += [0] * (age + 1 - len(ages))
        ages[age] += 1
    return found


def _row(severity: str, kind: tuple[Any, ...], found: Any, terms: needs.Terms, own: bool) -> Row:
    share, stay_days, beds, present = kind
    taken = found.of[severity]
    at = [found.levels.index(level) for level in SHOWN]
    days = [
        (day, tuple(quantiles[each] for each in at), 100 * over)
        for day, quantiles, over in zip(found.days, taken.quantiles, taken.over, strict=True)
    ]
    peak = tuple(max(levels[each] for _day, levels, _over in days) for each in range(len(at)))
    short = [day for day, _levels, over in days if over > 100 * terms.short_chance]
    return Row(
        str(Severity(severity).label),
        beds,
        sum(present),
        100 * share,
        stay_days,
        own,
        peak,
        short[0] if short else None,
        days,
    )
