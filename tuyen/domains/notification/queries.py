"""The line list: what was asked for, one page of it with names, places and what is late."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.notification import rules
from tuyen.platform.access.models import ScopeNode
from tuyen.record.chart import Chart
from tuyen.record.models import Case, Condition, Encounter
from tuyen.record.queries import cases
from tuyen.record.queries.beds import names_of
from tuyen.record.rules.cases import Disease, Stage, disease_of, diseases
from tuyen.registry.areas.models import Area
from tuyen.registry.persons.models import Person


@dataclass(frozen=True)
class Asked:
    """owed: only cases that nobody has looked into yet."""

    disease: str = ""
    classification: str = ""
    is_owed: bool = False
    since: dt.date = dt.date.min


@dataclass(frozen=True)
class Line:
    """One row of the list; `person` is None where the name may not be said."""

    case: Case
    person: Person | None
    disease: str
    place: str
    unit: str
    late: list[rules.Late]


def listed(asked: Asked, who: Actor) -> QuerySet[Case]:
    """Cases that `who` may see, the newest told first."""
    rows = cases.visible_to(who).filter(onset_on__gte=asked.since)
    if asked.disease:
        rows = rows.filter(disease=asked.disease)
    if asked.classification:
        rows = rows.filter(classification=asked.classification)
    if asked.is_owed:
        rows = rows.filter(stage=Stage.NOTIFIED)
    return rows.order_by("-notified_at", "-id")


def lines(rows: Iterable[Case], who: Actor) -> list[Line]:
    """One page of the list: persons, communes and units each in one statement."""
    found = list(rows)
    people = names_of([row.patient_id for row in found], who)
    places = _places({row.area_id for row in found if row.area_id})
    units = _units({row.unit_id for row in found})
    known = diseases(clock.today())
    return [
        Line(
            case=row,
            person=people.get(row.patient_id),
            disease=label_of(row.disease),
            place=places.get(row.area_id, "") if row.area_id else "",
            unit=units.get(row.unit_id, ""),
            late=late_of(row, known.get(row.disease)),
        )
        for row in found
    ]


def _places(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Area.objects.filter(pk__in=ids).values_list("id", "full_name"))


def _units(ids: set[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(ScopeNode.objects.filter(unit_id__in=ids).values_list("unit_id", "name"))


def late_of(row: Case, disease: Disease | None) -> list[rules.Late]:
    if disease is None:
        return []
    return rules.late_of(
        occurred_at=row.occurred_at,
        notified_at=row.notified_at,
        investigated_at=row.investigated_at,
        report_hours=disease.report_hours,
        investigate_hours=disease.investigate_hours,
        now=clock.now(),
    )


def label_of(code: str) -> str:
    """The name of a disease in the reader's language; the code where the list does not know it."""
    known = diseases(clock.today()).get(code)
    if known is None:
        return code
    return known.label_en if get_language() == "en" else known.label_vi


def choices_for(who: Actor) -> list[tuple[str, str]]:
    """Diseases that `who` may notify, in the order of the list; sensitive ones with the grant only."""
    found = diseases(clock.today()).values()
    return [(each.code, label_of(each.code)) for each in found if who.sees(each.compartment)]


@dataclass(frozen=True)
class Proposal:
    """What the program proposes for a visit: the disease, and the diagnosis that it goes by."""

    disease: Disease
    diagnosis: Condition


def proposal_for(chart: Chart, visit: Encounter) -> Proposal | None:
    """The first diagnosis of the visit, main before others, whose code is on the list."""
    found: Any = chart.of(Condition).filter(encounter_id=visit.id).order_by("rank", "id")
    for row in found:
        disease = disease_of(row.code, visit.day) if row.code else None
        if disease and chart.who.sees(disease.compartment):
            return Proposal(disease, row)
    return None


def of_visit(chart: Chart, visit: Encounter) -> list[Case]:
    """Cases that were told of from this visit."""
    rows = chart.of(Case).filter(encounter_id=visit.id, status="active")
    return list(rows.order_by("id"))
