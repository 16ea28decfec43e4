"""Fully immunised: the valid doses that this takes, each before an age."""

from collections.abc import Iterable, Mapping
from datetime import date

from tuyen.domains.immunization.rules.ages import Span
from tuyen.domains.immunization.rules.due import Next


def is_fully_immunised(
    found: Iterable[Next], birth: date, *, by: Span, asked: Mapping[str, int]
) -> bool:
    """asked: series → valid doses, as the rulebook says them; each given by this age."""
    until = by.after(birth)
    had = {
        each.series: sum(dose.why is None and dose.given.day <= until for dose in each.counted)
        for each in found
    }
    return all(had.get(series, 0) >= number for series, number in asked.items())
