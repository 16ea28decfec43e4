"""Appointments and tasks of a unit as FHIR R4."""

import datetime as dt
import uuid

from tuyen.core import clock, fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Appointment, Task

_PRIORITY_URGENT = 2  # our scale grows with gravity; from here on FHIR's “urgent”
_STATUSES = {"booked": "booked", "arrived": "arrived", "cancelled": "cancelled", "lost": "noshow"}


def appointment(row: Appointment, subject_id: uuid.UUID) -> Resource:
    """Missed: a `noshow`. Without an hour it lasts the day's opening, so neither start nor end is said."""
    is_missed = row.status == "booked" and row.day < clock.today()
    start = dt.datetime.combine(row.day, row.hour, clock.VIETNAM) if row.hour else None
    day = clock.start_of(row.day)
    period = {"start": fhir.day(day), "end": fhir.day(day + dt.timedelta(days=1, seconds=-1))}
    return fhir.resource(
        "Appointment",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status="noshow" if is_missed else _STATUSES.get(row.status, "booked"),
        description=row.reason,
        start=fhir.day(start),
        end=fhir.day(start + dt.timedelta(minutes=30)) if start else None,
        created=fhir.day(row.booked_at),
        requestedPeriod=[period],
        participant=[
            {"actor": fhir.reference("Patient", subject_id), "status": "accepted"},
            {"actor": fhir.reference("Location", row.unit_id), "status": "accepted"},
        ],
    )


def task(row: Task) -> Resource:
    """`intent` is a plan: nobody outside the unit has ordered it."""
    return fhir.resource(
        "Task",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status="completed" if row.status == "completed" else "requested",
        intent="plan",
        priority="urgent" if row.priority >= _PRIORITY_URGENT else "routine",
        code=fhir.concept(f"{fhir.OUR_CODES}:task-kind", row.kind, text=row.title),
        description=row.title,
        **{"for": fhir.reference("Patient", row.patient_id) if row.patient_id else None},
        owner=fhir.reference("Organization", row.unit_id),
        restriction={"period": {"end": fhir.day(row.due_on)}},
        executionPeriod={"end": fhir.day(row.done_at)} if row.done_at else None,
        output=[{"type": {"text": "outcome"}, "valueString": row.outcome}] if row.outcome else [],
    )
