"""Series of weekly counts of a ground: every disease and level, weeks in columns, the unknown as NaN."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from django.db.models import Min, Sum

from tuyen.domains.surveillance.queries import reports
from tuyen.domains.surveillance.queries.grounds import Ground, counts_in
from tuyen.domains.surveillance.rules import standing
from tuyen.domains.surveillance.rules.baseline import Floats
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.registry.areas.models import Area

BASE_WEEKS = 290  # five years and what a threshold leaves out
WEEK = dt.timedelta(weeks=1)


class Level(StrEnum):
    """Of what a series is: the whole ground, a district of before July 2025, a commune."""

    WHOLE = "whole"
    DISTRICT = "district"
    COMMUNE = "commune"


class Place(NamedTuple):
    """code: of the province or commune; a district that is no more has its name only."""

    level: Level
    code: str
    name: str


class Series(NamedTuple):
    disease: str
    place: Place
    counts: Floats


def weeks_until(newest: dt.date, weeks: int = BASE_WEEKS) -> list[dt.date]:
    """Mondays of `weeks` weeks, the newest last."""
    return [newest - WEEK * back for back in reversed(range(weeks))]


def last_ended(today: dt.date) -> dt.date:
    """The Monday of the last week that has ended."""
    return week_of(today).monday - WEEK


def districts_of(ground: Ground) -> dict[str, str]:
    """Commune of today → the former district that most of what it was made of lay in. One statement."""
    old = Area.objects.filter(pk__in=ground.area_ids).exclude(former_district="")
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for id_, district in old.values_list("id", "former_district"):
        found[ground.area_ids[id_]][district] += 1
    return {code: names.most_common(1)[0][0] for code, names in found.items()}


def series_of(
    ground: Ground, mondays: Sequence[dt.date], diseases: Collection[str]
) -> list[Series]:
    """Every disease told of until the newest of these weeks, at every level of the ground."""
    told = _told(ground, mondays, diseases)
    places = _places(ground)
    reported, silent = reports.silent(ground, mondays)
    return [
        Series(disease, place, _of(communes, told[disease], silent, reported, len(mondays)))
        for disease in sorted(told)
        for place, communes in places
    ]


def _of(
    communes: Sequence[str],
    told: dict[str, tuple[int, Floats]],
    silent: dict[str, standing.Bools],
    reported: int,
    weeks: int,
) -> Floats:
    """Before the first case that was ever told, and the first report, nothing is known: that is no zero."""
    first = [told[code][0] for code in communes if code in told]
    never, nothing = np.zeros(weeks), np.zeros(weeks, dtype=bool)
    counts = [told[code][1] if code in told else never for code in communes]
    gaps = [silent.get(code, nothing) for code in communes]
    return standing.known_sum(counts, gaps, min(*first, reported, weeks))


def communes_of(ground: Ground) -> list[Place]:
    """The smallest places of a ground; a place of custody is one of its own."""
    if not ground.communes:
        return [Place(Level.WHOLE, ground.code, ground.name)]
    return [Place(Level.COMMUNE, code, name) for code, name in ground.communes.items()]


def _places(ground: Ground) -> list[tuple[Place, list[str]]]:
    """Each place with its communes; a place of custody is one place, its commune has no code."""
    found = [(place, [place.code]) for place in communes_of(ground)]
    if len(found) == 1:
        return found
    members: dict[str, list[str]] = defaultdict(list)
    for code, district in districts_of(ground).items():
        members[district].append(code)
    districts = [
        (Place(Level.DISTRICT, "", name), sorted(codes)) for name, codes in sorted(members.items())
    ]
    whole = (Place(Level.WHOLE, ground.code, ground.name), list(ground.communes))
    return [whole, *districts, *found]


def _told(
    ground: Ground, mondays: Sequence[dt.date], diseases: Collection[str]
) -> dict[str, dict[str, tuple[int, Floats]]]:
    """Disease → commune → the week of its first case there ever, and the counts. Two statements."""
    rows = counts_in(ground).filter(disease__in=diseases, monday__lte=mondays[-1])
    at = {monday: place for place, monday in enumerate(mondays)}
    found: dict[str, dict[str, tuple[int, Floats]]] = defaultdict(dict)
    keys = rows.values_list("disease", "area_id").annotate(first=Min("monday"))
    for disease, area, since in keys:
        code = ground.area_ids.get(area, "")
        known = found[disease].get(code, (len(mondays), np.zeros(len(mondays))))
        found[disease][code] = (min(known[0], at.get(since, 0)), known[1])
    counts = rows.filter(monday__gte=mondays[0])
    for disease, area, monday, n in counts.values_list("disease", "area_id", "monday").annotate(
        n=Sum("n")
    ):
        found[disease][ground.area_ids.get(area, "")][1][at[monday]] += n
    return dict(found)
