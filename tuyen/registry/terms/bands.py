"""Ranges by age: a band counts from its first year up to the next band. No Django here."""

from collections.abc import Sequence
from dataclasses import dataclass

from tuyen.core import rulebook


@dataclass(frozen=True)
class Limits:
    """Both ends belong to the range; None is no limit on that side."""

    low: float | None = None
    high: float | None = None

    def side(self, value: float) -> int:
        """-1 below, 0 inside, 1 above."""
        if self.low is not None and value < self.low:
            return -1
        return 1 if self.high is not None and value > self.high else 0


def band_of(bands: Sequence[rulebook.Row], years: float | None) -> rulebook.Row | None:
    """The band of this age; of an adult when the age is unknown. None below the first band."""
    age = 40 if years is None else years
    fitting = [band for band in bands if band["from_years"] <= age]
    return max(fitting, key=lambda band: float(band["from_years"]), default=None)
