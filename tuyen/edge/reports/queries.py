"""The numbers of the activity report: kept counts, and the same counted again from the visits."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from django.db import connection
from django.db.models import Q, QuerySet, Sum

from tuyen.core.actor import Actor
from tuyen.edge.reports.periods import Period
from tuyen.platform.tally.models import Tally
from tuyen.platform.tally.sink import month_of
from tuyen.record.models import Encounter
from tuyen.record.projections import VISITS
from tuyen.registry.facilities import kinds
from tuyen.registry.facilities.models import Facility, Unit
from tuyen.registry.facilities.queries import activity_classes

DAY = dt.timedelta(days=1)


class Seen(NamedTuple):
    """A unit in the reader's scope. `facility_id`: where a department or service point counts."""

    name: str
    facility_id: uuid.UUID
    treats: bool


class Cell(NamedTuple):
    """n visits at a unit in one month (year × 100 + month), of one class."""

    unit_id: uuid.UUID
    class_code: str
    month: int
    n: int


class Segment(NamedTuple):
    """Days over which no unit changed its class."""

    first: dt.date
    last: dt.date
    classes: dict[uuid.UUID, str]


def units_of(who: Actor) -> dict[uuid.UUID, Seen]:
    """My unit and all below it, by id; a part is listed under the facility that it belongs to."""
    groups = kinds.groups()
    rows = Unit.objects.filter(path__startswith=who.path).order_by("path")
    seen: dict[uuid.UUID, Seen] = {}
    for id_, parent_id, name, kind in rows.values_list("id", "parent_id", "name", "kind"):
        group = groups.get(kind, "")
        above = seen.get(parent_id) if group == "part" else None
        seen[id_] = Seen(name, above.facility_id if above else id_, group == "facility")
    return seen


def unit_of(who: Actor, unit_id: uuid.UUID) -> QuerySet[Unit]:
    return Unit.objects.filter(pk=unit_id, path__startswith=who.path)


def segments_of(periods: Sequence[Period]) -> list[Segment]:
    """The periods cut where a class changed: a rating counts from its first day (mostly no cut)."""
    first = min(period.first_day for period in periods)
    last = max(period.last_day for period in periods)
    stretches = _cut(first, last)
    classes = {begins: activity_classes(begins) for begins, _ends in stretches}
    return [
        Segment(max(begins, period.first_day), min(ends, period.last_day), classes[begins])
        for period in periods
        for begins, ends in stretches
        if begins <= period.last_day and period.first_day <= ends
    ]


def kept(segments: Iterable[Segment]) -> Iterator[Cell]:
    """What was counted while it was written: one statement for each stretch of whole months."""
    for segment in segments:
        for unit_id, month, n in _tallied(segment):
            yield Cell(unit_id, segment.classes.get(unit_id, ""), month, n)


def recounted(segments: Iterable[Segment]) -> Iterator[Cell]:
    """The same from the visits themselves, from an index that holds all that is asked."""
    for segment in segments:
        months: Counter[tuple[uuid.UUID, int]] = Counter()
        for unit_id, month, n in _visits_by_day(segment.first, segment.last):
            months[unit_id, month] += n
        for (unit_id, month), n in months.items():
            yield Cell(unit_id, segment.classes.get(unit_id, ""), month, n)


def visits_at(unit: Unit, period: Period, who: Actor) -> QuerySet[Encounter]:
    """Finished visits at a unit and its parts, newest first, in compartments that the reader sees."""
    ids = Unit.objects.filter(path__startswith=unit.path).values("id")
    return Encounter.objects.filter(
        unit_id__in=ids,
        day__range=(period.first_day, period.last_day),
        status="finished",
        superseded_by_id=None,
        compartment__in=["", *who.compartments],
    ).order_by("-day", "-occurred_at", "id")


def newest_year() -> int | None:
    """The last year in which something was counted, for a report that shows nothing."""
    newest = Tally.objects.filter(indicator=VISITS).order_by("-month").first()
    return newest.month // 100 if newest else None


def _cut(first: dt.date, last: dt.date) -> list[tuple[dt.date, dt.date]]:
    """Stretches of days without a change of any rating, from the first day to the last."""
    changed = Q(valid_from__range=(first, last)) | Q(valid_to__range=(first, last))
    days = set()
    for begins, ends in Facility.objects.filter(changed).values_list("valid_from", "valid_to"):
        days |= {day for day in (begins, ends and ends + DAY) if day and first < day <= last}
    starts = [first, *sorted(days)]
    return list(zip(starts, [day - DAY for day in starts[1:]] + [last], strict=True))


def _tallied(segment: Segment) -> Iterator[tuple[uuid.UUID, int, int]]:
    rows = Tally.objects.filter(
        indicator=VISITS, month__range=(month_of(segment.first), month_of(segment.last))
    )
    if segment.first.day != 1 or (segment.last + DAY).day != 1:
        rows = rows.filter(day__range=(segment.first, segment.last))
    yield from rows.order_by().values_list("unit_id", "month").annotate(n=Sum("n"))


_BY_DAY = (
    "SELECT unit_id, day, COUNT(*) FROM record_encounter "
    "WHERE day BETWEEN %s AND %s AND status = 'finished' AND superseded_by_id IS NULL "
    "GROUP BY unit_id, day"
)


def _visits_by_day(first: dt.date, last: dt.date) -> Iterator[tuple[uuid.UUID, int, int]]:
    is_sqlite = connection.vendor == "sqlite"
    with connection.cursor() as cursor:
        cursor.execute(
            _BY_DAY, [first.isoformat(), last.isoformat()] if is_sqlite else [first, last]
        )
        for unit_id, day, n in cursor.fetchall():
            yield uuid.UUID(bytes=unit_id) if is_sqlite else unit_id, month_of(day), n
