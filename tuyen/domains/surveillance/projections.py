"""Weekly counts, kept in the transaction that writes a case: here or as another node's bundle comes in.

A cell's week is counted anew from its cases, so that a case that moves, is struck or comes twice leaves
nothing behind. On PostgreSQL two writers of one week wait for each other.
"""

import datetime as dt
import uuid
import zlib
from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Q

from tuyen.domains.surveillance.models import WeeklyCount
from tuyen.domains.surveillance.rules.weekly import Cell, Fact, counted
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.platform.changes.projections import arrival, projection, sink
from tuyen.record.models import Case
from tuyen.record.models.cases import CaseStatus
from tuyen.record.rules.cases import COUNTED
from tuyen.registry.persons.models import Person

AT_ONCE = 100  # weeks asked for in one statement


class Touched(NamedTuple):
    """The delta: cases of this disease, commune and week have changed."""

    disease: str
    area_id: uuid.UUID | None
    monday: dt.date

    @property
    def sink(self) -> str:
        return "weekly_counts"


class Aged(NamedTuple):
    """The delta: a person's birth date or sex was mended, so their cases stand in other cells."""

    patient_id: uuid.UUID

    @property
    def sink(self) -> str:
        return "weekly_counts"


@projection(Case)
def case_counted(before: Case | None, after: Case | None) -> Iterator[Touched]:
    for row in (before, after):
        if row is not None:
            yield Touched(row.disease, row.area_id, week_of(row.onset_on).monday)


@projection(Person)
def person_mended(before: Person | None, after: Person | None) -> Iterator[Aged]:
    if before is None or after is None:
        return
    if (before.birth_date, before.sex) != (after.birth_date, after.sex):
        yield Aged(after.id)


@arrival(Person)
def person_came(row: Person) -> Iterator[Aged]:
    """The person may come after the case."""
    yield Aged(row.id)


@sink("weekly_counts")
def keep_weeks(_cursor: Any, deltas: Iterable[Touched | Aged]) -> None:
    weeks = {each for each in deltas if isinstance(each, Touched)}
    people = {each.patient_id for each in deltas if isinstance(each, Aged)}
    if people:
        weeks |= _weeks_of(people)
    ordered = sorted(weeks, key=repr)
    for at in range(0, len(ordered), AT_ONCE):
        _count_anew(ordered[at : at + AT_ONCE])


def _weeks_of(people: set[uuid.UUID]) -> set[Touched]:
    known = Case.objects.filter(patient_id__in=people).values_list("disease", "area_id", "onset_on")
    return {Touched(disease, area, week_of(on).monday) for disease, area, on in known}


def _count_anew(weeks: list[Touched]) -> None:
    _wait_for(weeks)
    cases = reduce(or_, (_began_in(each) for each in weeks))
    rows = [_row(cell, n) for cell, n in sorted(counted(_facts(cases)).items(), key=repr)]
    WeeklyCount.objects.filter(reduce(or_, (Q(**each._asdict()) for each in weeks))).delete()
    WeeklyCount.objects.bulk_create(rows)


def _wait_for(weeks: list[Touched]) -> None:
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for key in sorted({zlib.crc32(repr(each).encode()) for each in weeks}):
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [key])


def _began_in(week: Touched) -> Q:
    ends = week.monday + dt.timedelta(days=6)
    return Q(disease=week.disease, area_id=week.area_id, onset_on__range=(week.monday, ends))


def _facts(cases: Q) -> Iterator[Fact]:
    """What stands and counts, with age and sex from the person as known now."""
    found = Case.objects.filter(cases, status=CaseStatus.ACTIVE, classification__in=COUNTED)
    rows = found.order_by().values_list(
        *("disease", "area_id", "custody_site_id", "classification", "onset_on", "notified_at"),
        "patient_id",
    )
    known = list(rows.iterator(chunk_size=5000))
    people = {
        id_: (born, sex)
        for id_, born, sex in Person.objects.filter(
            pk__in=found.order_by().values("patient_id")
        ).values_list("id", "birth_date", "sex")
    }
    for *facts, patient_id in known:
        yield Fact._make((*facts, *people.get(patient_id, (None, "unknown"))))


def _row(cell: Cell, n: int) -> WeeklyCount:
    return WeeklyCount(**cell._asdict(), n=n)


def kept() -> dict[Cell, int]:
    """Every cell as kept."""
    rows = WeeklyCount.objects.order_by().values_list(*Cell._fields, "n")
    return {Cell._make(row[:-1]): row[-1] for row in rows.iterator()}


def recounted() -> dict[Cell, int]:
    """Every cell, counted from the cases."""
    return dict(counted(_facts(Q())))
