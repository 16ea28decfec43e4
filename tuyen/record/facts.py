"""What rooms may ask of the record without importing its tables."""

import datetime as dt
import uuid
from collections.abc import Collection

from tuyen.core.facts import publishes
from tuyen.record.queries import beds, day_locks, procedures


@publishes("books.is_locked")
def is_locked(unit_id: uuid.UUID, day: dt.date) -> bool:
    """Is this day of the unit locked? Then a write dated that day gives its reason."""
    return day_locks.is_locked(unit_id, day)


@publishes("record.procedures_counted")
def procedures_counted(
    unit_ids: Collection[uuid.UUID], technique_code: str, since: dt.date, until: dt.date
) -> int:
    """Cases of one technique at these facilities, both days included; an empty code counts all."""
    rows = procedures.counted().filter(facility_id__in=unit_ids)
    if technique_code:
        rows = rows.filter(code=technique_code)
    return procedures.between(rows, since, until).count()


@publishes("record.procedures_of_staff")
def procedures_of_staff(
    staff_id: uuid.UUID, since: dt.date, until: dt.date, unit_ids: Collection[uuid.UUID] = ()
) -> dict[str, int]:
    """Technique code → cases that this person did or stood beside as the expert, at these
    facilities (everywhere when none is named)."""
    rows = procedures.counted().filter(procedures.done_by(staff_id))
    if unit_ids:
        rows = rows.filter(facility_id__in=unit_ids)
    return procedures.count_by_technique(procedures.between(rows, since, until))


@publishes("record.beds_in_use")
def beds_in_use(unit_id: uuid.UUID) -> int:
    """Beds of the unit and of its departments that are not closed; one statement."""
    return beds.counted_of(unit_id)
