"""Kept counts as arrays: weeks in columns; the newest week is the last one that has ended."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from django.db.models import Count, Min, QuerySet, Sum

from tuyen.core.actor import Actor
from tuyen.domains.surveillance.models import WeeklyCount
from tuyen.domains.surveillance.queries import reports
from tuyen.domains.surveillance.queries.grounds import Ground
from tuyen.domains.surveillance.rules import nowcast, watch
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.standing import Bools, known_sum
from tuyen.domains.surveillance.rules.weekly import LATEST
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.record.models import Case
from tuyen.record.queries import cases
from tuyen.record.rules.age_bands import UNKNOWN, band_of
from tuyen.record.rules.cases import COUNTED
from tuyen.registry.persons.models import Person

CLASSES = ("lab_confirmed", "epi_linked", "clinical", "probable", "suspected")
BASE_WEEKS = 290  # five years and what a threshold leaves out
WEEK = dt.timedelta(weeks=1)
STATUSES, SEXES = 4, ("male", "female")
UNKNOWN_WEEK = watch.State(
    watch.Colour.GREY, watch.Reason.NO_REPORT, "", np.nan, np.nan, np.nan, np.nan
)


def mondays(today: dt.date, weeks: int) -> list[dt.date]:
    """Of the last `weeks` weeks that have ended."""
    newest = week_of(today).monday - WEEK
    return [newest - WEEK * back for back in reversed(range(weeks))]


@dataclass(frozen=True)
class Told:
    """counts: (classes, weeks) told so far; more: (weeks,) still expected, NaN where it cannot be said."""

    mondays: Sequence[dt.date]
    counts: Floats
    more: Floats
    is_incomplete: list[bool]
    is_nowcast: bool

    @property
    def total(self) -> Floats:
        found: Floats = self.counts.sum(axis=0)
        return found


def told(
    rows: QuerySet[WeeklyCount], disease: str, shown: Sequence[dt.date], *, ago: int = 0
) -> Told:
    """By class, with what is not told yet; `ago`: weeks since the newest shown. One statement."""
    found = rows.filter(disease=disease, monday__range=(shown[0], shown[-1]))
    counts = np.zeros((len(CLASSES), len(shown)))
    triangle = np.zeros((len(shown), LATEST + 1))
    at = {monday: place for place, monday in enumerate(shown)}
    for monday, class_, delay, n in found.values_list("monday", "classification", "delay").annotate(
        n=Sum("n")
    ):
        counts[CLASSES.index(class_), at[monday]] += n
        triangle[at[monday], delay] += n
    return _with_nowcast(shown, counts, triangle, ago)


def _with_nowcast(shown: Sequence[dt.date], counts: Floats, triangle: Floats, ago: int) -> Told:
    """What was told in the week that still runs is told, but shows no delay yet."""
    ages = np.arange(len(shown))[::-1] + ago
    triangle[np.arange(LATEST + 1) > ages[:, None]] = np.nan
    found = nowcast.nowcast(triangle)
    if found is None:
        more = np.full(len(shown), np.nan)
        return Told(shown, counts, more, [bool(age < 2) for age in ages], False)
    more = np.maximum(0, np.rint(found.mean - counts.sum(axis=0)))
    late = [bool(age < 2 or left > 0) for age, left in zip(ages, more, strict=True)]
    return Told(shown, counts, np.where(late, more, np.nan), late, True)


def growth(rows: QuerySet[WeeklyCount], disease: str, shown: Sequence[dt.date]) -> Floats:
    """(weeks,) by how much each week's count is still expected to grow; 1 where that cannot be said."""
    found = told(rows, disease, shown)
    grown: Floats = 1 + np.nan_to_num(found.more) / np.maximum(1, found.total)
    return grown


def totals(rows: QuerySet[WeeklyCount], disease: str, shown: Sequence[dt.date]) -> Floats:
    """(weeks,) of `shown`; NaN before the first case that was ever told here. Two statements."""
    of_disease = rows.filter(disease=disease)
    first = of_disease.aggregate(first=Min("monday"))["first"]
    if first is None:
        return np.full(len(shown), np.nan)
    found = dict(
        of_disease.filter(monday__range=(shown[0], shown[-1]))
        .values_list("monday")
        .annotate(n=Sum("n"))
    )
    return np.array([float(found.get(each, 0)) if each >= first else np.nan for each in shown])


def unknown_weeks(
    rows: QuerySet[WeeklyCount], disease: str, ground: Ground, shown: Sequence[dt.date]
) -> Bools:
    """(weeks,) in which more than half of the communes sent no report and told of no case."""
    found = by_commune(rows, disease, ground, shown)
    missing: Bools = np.isnan(whole(found)) if found else np.zeros(len(shown), dtype=bool)
    return missing


def whole(found: Mapping[str, Floats]) -> Floats:
    """Communes together; NaN where more than half of them are."""
    gaps = [np.isnan(each) for each in found.values()]
    return known_sum([np.nan_to_num(each) for each in found.values()], gaps, 0)


def by_commune(
    rows: QuerySet[WeeklyCount], disease: str, ground: Ground, shown: Sequence[dt.date]
) -> dict[str, Floats]:
    """Code of today → (weeks,); every commune of the ground, those without a case too. Three statements.

    NaN where it sent no report and told of no case, once reports were sent here at all.
    """
    counts = {code: np.zeros(len(shown)) for code in ground.communes}
    at = {monday: place for place, monday in enumerate(shown)}
    found = rows.filter(disease=disease, monday__range=(shown[0], shown[-1]))
    for area, monday, n in found.values_list("area_id", "monday").annotate(n=Sum("n")):
        code = ground.area_ids.get(area)
        if code is not None:
            counts[code][at[monday]] += n
    _first, silent = reports.silent(ground, shown)
    return {
        code: np.where(silent[code] & (row == 0), np.nan, row) if code in silent else row
        for code, row in counts.items()
    }


def states(totals: Floats, shown: int, first: dt.date) -> list[watch.State]:
    """Of the newest `shown` weeks, each judged by what came before it; `first`: Monday of week 0."""
    return list(_states(totals.tobytes(), shown, first))


@lru_cache(maxsize=64)
def _states(totals: bytes, shown: int, first: dt.date) -> tuple[watch.State, ...]:
    """The past does not change from one look to the next. Weeks before the first report are not gaps."""
    counts = np.frombuffer(totals)
    known = np.flatnonzero(~np.isnan(counts))
    start = int(known[0]) if len(known) else len(counts)
    series, since = counts[None, start:], first + WEEK * start
    weeks = range(len(counts) - shown, len(counts))
    return tuple(
        UNKNOWN_WEEK if week < start else watch.watch(series, week - start, first=since)[0]
        for week in weeks
    )


def cases_in(
    who: Actor, ground: Ground, disease: str, since: dt.date, until: dt.date
) -> QuerySet[Case]:
    """Single cases of the ground that count and that this reader may see."""
    found = cases.visible_to(who).filter(
        disease=disease, onset_on__range=(since, until), classification__in=COUNTED
    )
    if not ground.sites:
        found = found.filter(area_id__in=ground.area_ids, custody_site_id=None)
    return found.order_by()


def by_day(found: QuerySet[Case], since: dt.date, days: int) -> tuple[Floats, Floats]:
    """(days,) of onset: those infected here, and those who brought it. One statement."""
    local, imported = np.zeros(days), np.zeros(days)
    for day, origin, n in found.values_list("onset_on", "origin").annotate(n=Count("id")):
        (imported if origin == "imported" else local)[(day - since).days] += n
    return local, imported


def by_age(found: QuerySet[Case], bands: Sequence[str]) -> tuple[Floats, int]:
    """(2, bands, doses 0, 1, 2 and more, unknown), and how many have no known age or sex. Two statements."""
    rows = list(found.values_list("patient_id", "onset_on", "doses"))
    people = {
        id_: (born, sex)
        for id_, born, sex in Person.objects.filter(pk__in=found.values("patient_id")).values_list(
            "id", "birth_date", "sex"
        )
    }
    counts, left_out = np.zeros((2, len(bands), STATUSES)), 0
    for patient_id, onset_on, doses in rows:
        born, sex = people.get(patient_id, (None, UNKNOWN))
        band = band_of(born, onset_on)
        if band == UNKNOWN or sex not in SEXES:
            left_out += 1
            continue
        status = STATUSES - 1 if doses is None else min(doses, 2)
        counts[SEXES.index(sex), bands.index(band), status] += 1
    return counts, left_out


def people_in(ground: Ground) -> dict[str, int]:
    """Code of a commune → people registered there; one statement."""
    found = Person.objects.filter(
        commune_code__in=ground.communes, is_deceased=False, canonical_id=None, compartment=""
    )
    return dict(found.order_by().values_list("commune_code").annotate(n=Count("id")))
