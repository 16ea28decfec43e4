"""Is a day of a unit locked?"""

import datetime as dt
import uuid

from tuyen.platform.changes import driver, lean, writer
from tuyen.record.models import DayLock

LOCKED = "locked"


def lock_of(unit_id: uuid.UUID, day: dt.date) -> DayLock | None:
    """The lock of that day, locked or open again."""
    condition = "unit_id = %s AND day = %s ORDER BY id LIMIT 1"
    values = [lean.ready(unit_id), writer.prepared(DayLock, "day", day)]
    return next((row for row, _more in lean.rows(DayLock, condition, values)), None)


def is_locked(unit_id: uuid.UUID, day: dt.date) -> bool:
    """Asked inside the transaction of every visit: the plainest statement that can be."""
    values = [lean.ready(unit_id), writer.prepared(DayLock, "day", day), LOCKED]
    return bool(driver.fetch(_IS_LOCKED, values))


_IS_LOCKED = "SELECT 1 FROM record_daylock WHERE unit_id = %s AND day = %s AND status = %s"


def locks_between(unit_id: uuid.UUID, first: dt.date, last: dt.date) -> dict[dt.date, DayLock]:
    """The days of a month that were closed, by day."""
    rows = DayLock.objects.filter(unit_id=unit_id, day__gte=first, day__lte=last).order_by("-id")
    return {row.day: row for row in rows}
