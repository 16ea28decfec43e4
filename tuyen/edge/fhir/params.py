"""Search parameters of FHIR, read into values. Pure: no database here."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core.clock import VIETNAM
from tuyen.edge.fhir.outcome import Fault

PREFIXES = ("eq", "ne", "gt", "lt", "ge", "le", "sa", "eb", "ap")
_DATE = re.compile(
    r"(\d{4})(?:-(\d\d)(?:-(\d\d)(T\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?)?)?(Z|[+-]\d\d:\d\d)?"
)


@dataclass(frozen=True)
class DateRange:
    """From `start` up to but not including `end`; `prefix` says how a value stands to it."""

    prefix: str
    start: dt.datetime
    end: dt.datetime

    def bounds(self) -> list[tuple[str, dt.datetime]]:
        """Comparisons that all have to hold; empty for `ne`, which is the opposite of `eq`."""
        return {
            "gt": [("gte", self.end)],
            "sa": [("gte", self.end)],
            "lt": [("lt", self.start)],
            "eb": [("lt", self.start)],
            "ge": [("gte", self.start)],
            "le": [("lt", self.end)],
        }.get(self.prefix, [("gte", self.start), ("lt", self.end)])


def date_range(name: str, text: str) -> DateRange:
    """`2026`, `ge2026-11`, `lt2026-11-02T07:30:00+07:00`; without an offset the time of Viet Nam."""
    prefix = text[:2] if text[:2] in PREFIXES else "eq"
    said = text.removeprefix(prefix) if text[:2] in PREFIXES else text
    try:
        start, end = _span(said)
    except (ValueError, OverflowError):
        raise _unreadable(name) from None
    return DateRange(prefix, start, end)


def _span(said: str) -> tuple[dt.datetime, dt.datetime]:
    found = _DATE.fullmatch(said.replace(" ", "+"))  # a plus sign arrives as a space
    if found is None:
        raise ValueError(said)
    year, month, day, time, _offset = found.groups()
    if not dt.MINYEAR < int(year) < dt.MAXYEAR:
        raise ValueError(said)
    if time:
        at = dt.datetime.fromisoformat(found.string)
        at = at if at.tzinfo else at.replace(tzinfo=VIETNAM)
        step = dt.timedelta(seconds=1) if time.count(":") == 2 else dt.timedelta(minutes=1)
        return at, at + step
    start = dt.date(int(year), int(month or 1), int(day or 1))
    if day:
        end = start + dt.timedelta(days=1)
    elif month:
        end = (start + dt.timedelta(days=32)).replace(day=1)
    else:
        end = start.replace(year=start.year + 1)
    return _midnight(start), _midnight(end)


def _midnight(day: dt.date) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(), VIETNAM)


def token(text: str) -> tuple[str | None, str]:
    """(system, code): `system|code`, `|code` (no system), `code` (any system, None)."""
    if "|" not in text:
        return None, text
    system, _bar, code = text.partition("|")
    return system, code


def reference_id(name: str, text: str, kind: str) -> uuid.UUID:
    """`Patient/<id>`, an address that ends so, or the id alone."""
    parts = text.rstrip("/").split("/")
    if len(parts) > 1 and parts[-2] != kind:
        raise _unreadable(name)
    try:
        return uuid.UUID(parts[-1])
    except ValueError:
        raise _unreadable(name) from None


def whole_number(name: str, text: str, most: int) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise _unreadable(name)
    return min(int(text), most)


def _unreadable(name: str) -> Fault:
    return Fault(400, _("Không đọc được giá trị của tham số này."), expression=name)
