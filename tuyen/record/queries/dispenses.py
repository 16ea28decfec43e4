"""Prescriptions of a unit that wait at the counter, and what was handed out of them."""

import datetime as dt
import uuid
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from tuyen.core.actor import Actor
from tuyen.platform.changes import lean
from tuyen.record.chart import Chart
from tuyen.record.models import Dispense, MedicationRequest, Prescription
from tuyen.record.models.dispenses import DispenseStatus


def prescriptions_since(at: dt.datetime, who: Actor) -> QuerySet[Prescription]:
    """Signed sheets in force of my unit, hidden compartments left out, oldest first."""
    found: QuerySet[Any] = Prescription.objects.filter(superseded_by_id=None)
    return found.filter(
        unit_id=who.unit_id, signed_at__gte=at, compartment__in=["", *who.compartments]
    ).order_by("signed_at", "id")


def prescription_with(id_: uuid.UUID, who: Actor) -> Prescription | None:
    """One sheet of my unit, corrected ones too, by one ready statement."""
    seen = ["", *who.compartments]
    condition = f"id = %s AND unit_id = %s AND compartment IN ({lean.marks(seen)})"
    values = [lean.ready(id_), lean.ready(who.unit_id), *seen]
    return next((row for row, _more in lean.rows(Prescription, condition, values)), None)


def prescriptions_of_visit(encounter_id: uuid.UUID, who: Actor) -> QuerySet[Prescription]:
    """The sheets of one visit at my unit."""
    found = prescriptions_since(dt.datetime.min.replace(tzinfo=dt.UTC), who)
    return found.filter(encounter_id=encounter_id)


def without_dispense(sheets: QuerySet[Prescription]) -> QuerySet[Prescription]:
    """Of these sheets those of which nothing was handed out and nothing declined."""
    return sheets.filter(~Exists(_handled()))


def handled(sheets: QuerySet[Prescription]) -> QuerySet[Prescription]:
    """Of these sheets those that were served; `missing`: something was not there to hand out."""
    short = _handled().filter(reason=Dispense.Reason.OUT_OF_STOCK)
    given = _handled().filter(status=DispenseStatus.COMPLETED)
    return sheets.filter(Exists(_handled())).annotate(missing=Exists(short), given=Exists(given))


def _handled() -> QuerySet[Any]:
    found: QuerySet[Any] = Dispense.objects.filter(superseded_by_id=None)
    return found.filter(
        patient_id=OuterRef("patient_id"), prescription_number=OuterRef("number")
    ).exclude(status=DispenseStatus.ENTERED_IN_ERROR)


def dispenses_at(who: Actor, since: dt.date) -> QuerySet[Dispense]:
    """What my unit handed out or declined since a day, what was taken back left out."""
    found: QuerySet[Any] = Dispense.objects.filter(superseded_by_id=None)
    return found.filter(
        unit_id=who.unit_id, day__gte=since, compartment__in=["", *who.compartments]
    ).exclude(status=DispenseStatus.ENTERED_IN_ERROR)


def lines_of(chart: Chart, prescription: Prescription) -> list[MedicationRequest]:
    """The lines of a sheet in their order."""
    also = "prescription_id = %s ORDER BY line"
    return chart.read(MedicationRequest, also, [lean.ready(prescription.id)])


def dispenses_of(chart: Chart, number: str) -> list[Dispense]:
    """What was handed out or declined under this number, in force."""
    also = "prescription_number = %s AND status <> 'entered-in-error'"
    return chart.read(Dispense, also, [number])
