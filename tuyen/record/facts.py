"""What rooms may ask of the record without importing its tables."""

import datetime as dt
import uuid

from tuyen.core.facts import publishes
from tuyen.record.queries import day_locks


@publishes("books.is_locked")
def is_locked(unit_id: uuid.UUID, day: dt.date) -> bool:
    """Is this day of the unit locked? Then a write dated that day gives its reason."""
    return day_locks.is_locked(unit_id, day)
