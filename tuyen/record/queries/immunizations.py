"""Doses of a person; and doses that stand, for lists and counts of a unit."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.record.chart import Chart
from tuyen.record.models import DoseStatus, Immunization

AT_ONCE = 5000  # ids in one question


def completed(chart: Chart) -> QuerySet[Immunization]:
    """Doses that the person had, whoever gave them, oldest first."""
    rows = chart.of(Immunization).filter(status=DoseStatus.COMPLETED)
    return rows.order_by("given_on", "id")


def told(chart: Chart) -> QuerySet[Immunization]:
    """Doses had and doses withheld, newest first."""
    rows = chart.of(Immunization).exclude(status=DoseStatus.ENTERED_IN_ERROR)
    return rows.order_by("-given_on", "-id")


def counted() -> QuerySet[Immunization]:
    """Doses that stand: not corrected, not struck, not withheld. For counts and lists, never a chart."""
    found: QuerySet[Any] = Immunization.objects.filter(
        superseded_by_id=None, status=DoseStatus.COMPLETED
    )
    return found


def visible_dose(dose_id: uuid.UUID, who: Actor) -> Immunization | None:
    """A dose that `who` may know of, whatever became of it; its chart is opened next."""
    found: QuerySet[Any] = Immunization.objects.filter(
        pk=dose_id, compartment__in=["", *who.compartments]
    )
    return found.first()


def versions_of(chart: Chart, row: Immunization) -> list[Immunization]:
    """This dose and what it corrected or was corrected by, newest first."""
    known = {each.id: each for each in chart.all_versions_of(Immunization)}
    newest = known.get(row.id, row)
    while newest.superseded_by_id in known:
        newest = known[newest.superseded_by_id]
    found = [newest]
    while found[-1].amends_id in known:
        found.append(known[found[-1].amends_id])
    return found


def of_people(
    person_ids: Collection[uuid.UUID],
) -> Iterator[tuple[uuid.UUID, str, dt.date, bool]]:
    """(person, vaccine, day, is it a zero dose?) of many people, for a unit's lists; never for a page of
    one person, which opens the chart."""
    ids = list(person_ids)
    for at in range(0, len(ids), AT_ONCE):
        rows = counted().filter(patient_id__in=ids[at : at + AT_ONCE])
        yield from rows.values_list("patient_id", "vaccine", "given_on", "is_dose_zero")
