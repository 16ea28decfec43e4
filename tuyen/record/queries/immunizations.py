"""Doses of a person; and doses that stand, for lists and counts of a unit."""

import uuid
from typing import Any

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.record.chart import Chart
from tuyen.record.models import DoseStatus, Immunization


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
