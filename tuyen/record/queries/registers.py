"""Rows of a unit's books: visits, referrals and what belongs to them, as one actor may see them."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from tuyen.core.actor import Actor
from tuyen.record.models import Condition, Dispense, Encounter, MedicationRequest, Referral
from tuyen.registry.persons.models import Person, PersonIdentifier


@dataclass
class Written:
    """What a visit says beside itself: diagnoses main first, drugs in their order."""

    diagnoses: list[Condition] = field(default_factory=list)
    lines: list[MedicationRequest] = field(default_factory=list)


def written_at(visits: Sequence[Encounter], who: Actor) -> dict[uuid.UUID, Written]:
    """Diagnoses and drugs of these visits: two statements, however many visits."""
    found: dict[uuid.UUID, Written] = defaultdict(Written)
    about = {
        "patient_id__in": {visit.patient_id for visit in visits},
        "encounter_id__in": [visit.id for visit in visits],
        "superseded_by_id": None,
        "compartment__in": ["", *who.compartments],
    }
    for row in Condition.objects.filter(**about).order_by("id"):
        if row.encounter_id is not None:
            found[row.encounter_id].diagnoses.append(row)
    lines: QuerySet[Any] = MedicationRequest.objects.filter(**about)
    for line in lines.order_by("line"):
        found[line.encounter_id].lines.append(line)
    for each in found.values():
        each.diagnoses.sort(key=lambda row: row.rank != "main")
    return found


def people_of(ids: Iterable[uuid.UUID], who: Actor) -> dict[uuid.UUID, Person]:
    """Names for a book; people of a hidden compartment are left out."""
    rows = Person.objects.filter(pk__in=set(ids), compartment__in=["", *who.compartments])
    return {row.id: row for row in rows}


def insurance_of(ids: Iterable[uuid.UUID], who: Actor) -> dict[uuid.UUID, str]:
    """The insurance card in force of each person, where there is one."""
    rows = PersonIdentifier.objects.filter(
        patient_id__in=set(ids),
        system="insurance_card",
        status="active",
        compartment__in=["", *who.compartments],
    )
    return dict(rows.order_by("id").values_list("patient_id", "value"))


def drugs_handed_out(who: Actor, first: dt.date, last: dt.date) -> QuerySet[Dispense]:
    """What left my unit's store for people, in force; what was declined is no line of the book."""
    dispenses: QuerySet[Any] = Dispense.objects.all()
    rows = dispenses.filter(
        unit_id=who.unit_id,
        day__gte=first,
        day__lte=last,
        status="completed",
        superseded_by_id=None,
        compartment__in=["", *who.compartments],
    )
    return rows.order_by("handed_at", "id")


def referrals_sent(who: Actor, first: dt.date, last: dt.date) -> QuerySet[Referral]:
    """Who was sent away from my unit, hidden compartments left out; a cancelled paper keeps its line."""
    rows = Referral.objects.filter(
        from_unit_id=who.unit_id,
        day__gte=first,
        day__lte=last,
        compartment__in=["", *who.compartments],
    )
    return rows.order_by("requested_at", "id")
