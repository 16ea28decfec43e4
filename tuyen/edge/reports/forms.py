"""What a reader may ask of the activity report; anything unreadable becomes the usual."""

from collections.abc import Mapping

from tuyen.core import clock
from tuyen.edge.reports import periods
from tuyen.edge.reports.periods import BYS, By, Period
from tuyen.edge.reports.report import Asked

YEARS_BACK = 6
# The parts of a year, as they stand behind the year in the code of a period.
PARTS = ("", *(f"Q{n}" for n in range(1, 5)), *(f"{n:02d}" for n in range(1, 13)))


def asked(query: Mapping[str, str]) -> Asked:
    """From the address: year, part (Q1, 03 or nothing), by, class, published."""
    period = _period(query.get("year", ""), query.get("part", ""))
    by: By = next((by for by in BYS if by == query.get("by")), "month")
    return Asked(period, by, query.get("class", "")[:40], query.get("published") == "1")


def part_of(period: Period) -> str:
    return period.code.partition("-")[2]


def years(period: Period) -> list[int]:
    """Newest first, the one shown among them."""
    newest = clock.today().year
    return sorted({*range(newest - YEARS_BACK, newest + 1), period.year}, reverse=True)


def _period(year: str, part: str) -> Period:
    try:
        return periods.read(f"{year}-{part}" if part else year)
    except ValueError:
        return periods.whole_year(clock.today().year)
