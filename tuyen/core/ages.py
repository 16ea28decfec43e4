"""From an age in full months to days of birth."""

import datetime as dt

MONTHS_A_YEAR = 12


def months_before(day: dt.date, months: int) -> dt.date:
    """The birthday of whoever is that many full months old on this day."""
    total = MONTHS_A_YEAR * day.year + day.month - 1 - months
    year, month = divmod(total, MONTHS_A_YEAR)
    for number in range(day.day, 0, -1):
        try:
            return dt.date(year, month + 1, number)
        except ValueError:
            continue
    raise ValueError(day)


def born_within(
    day: dt.date, from_months: int, to_months: int | None
) -> tuple[dt.date | None, dt.date]:
    """(born after this day or None, born on this day or before) of an age in full months."""
    last = months_before(day, from_months)
    return (months_before(day, to_months) if to_months is not None else None), last
