"""Years, quarters and months, and the same period a year before. No Django here."""

import calendar
import datetime as dt
import re
from typing import Literal, NamedTuple

By = Literal["month", "quarter", "year"]
BYS: tuple[By, ...] = ("month", "quarter", "year")
_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_WRITTEN = re.compile(r"(\d{4})(?:-(?:Q([1-4])|(0[1-9]|1[0-2])))?", re.IGNORECASE)


class Period(NamedTuple):
    """Whole months of one year, from one to another, both included."""

    year: int
    first: int
    last: int

    @property
    def first_day(self) -> dt.date:
        return dt.date(self.year, self.first, 1)

    @property
    def last_day(self) -> dt.date:
        return dt.date(self.year, self.last, calendar.monthrange(self.year, self.last)[1])

    @property
    def first_month(self) -> int:
        """Year × 100 + month, as counts are kept."""
        return self.year * 100 + self.first

    @property
    def last_month(self) -> int:
        return self.year * 100 + self.last

    @property
    def kind(self) -> By:
        return {1: "month", 3: "quarter"}.get(self.last - self.first + 1, "year")  # type: ignore[return-value]

    @property
    def code(self) -> str:
        """2021, 2021-Q1, 2021-03: as it stands in addresses and commands."""
        if self.kind == "month":
            return f"{self.year}-{self.first:02d}"
        if self.kind == "quarter":
            return f"{self.year}-Q{(self.first + 2) // 3}"
        return str(self.year)

    def a_year_before(self) -> "Period":
        return self._replace(year=self.year - 1)

    def parts(self, by: By) -> list["Period"]:
        """The columns: months, quarters or the whole; never longer than the period itself."""
        step = min(_MONTHS[by], self.last - self.first + 1)
        return [
            Period(self.year, month, month + step - 1)
            for month in range(self.first, self.last + 1, step)
        ]

    @property
    def months(self) -> range:
        return range(self.first_month, self.last_month + 1)


def whole_year(year: int) -> Period:
    return Period(year, 1, 12)


def read(written: str) -> Period:
    """2021, 2021-Q1 or 2021-03. Raises ValueError for anything else."""
    found = _WRITTEN.fullmatch(written.strip())
    if found is None or not 1900 <= int(found[1]) <= 9998:
        raise ValueError(written)
    year = int(found[1])
    if found[2]:
        last = int(found[2]) * 3
        return Period(year, last - 2, last)
    if found[3]:
        return Period(year, int(found[3]), int(found[3]))
    return whole_year(year)
