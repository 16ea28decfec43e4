"""Ranges by age: a band counts from its first year up to the next band. No Django here."""

import re
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

    def __str__(self) -> str:
        """“3,9–6,4”, “≤ 5,2”, “≥ 1”, or nothing: as `parse_limits` reads it again."""
        if self.low is not None and self.high is not None:
            return f"{_shown(self.low)}–{_shown(self.high)}"
        if self.high is not None:
            return f"≤ {_shown(self.high)}"
        return "" if self.low is None else f"≥ {_shown(self.low)}"


def band_of(bands: Sequence[rulebook.Row], years: float | None) -> rulebook.Row | None:
    """The band of this age; of an adult when the age is unknown. None below the first band."""
    age = 40 if years is None else years
    fitting = [band for band in bands if band["from_years"] <= age]
    return max(fitting, key=lambda band: float(band["from_years"]), default=None)


_FROM_TO = re.compile(r"(\d+(?:[.,]\d+)?)\s*[-–]\s*(\d+(?:[.,]\d+)?)")
_ONE_END = re.compile(r"(≤|<=|<|≥|>=|>)\s*(\d+(?:[.,]\d+)?)")


def parse_limits(text: str) -> Limits:
    """“3,9–6,4”, “≤ 5,2”, “≥ 1”; ValueError when it is none of them or upside down."""
    bare = text.strip()
    if found := _FROM_TO.fullmatch(bare):
        low, high = _number(found[1]), _number(found[2])
        if low > high:
            raise ValueError(text)
        return Limits(low, high)
    if found := _ONE_END.fullmatch(bare):
        number = _number(found[2])
        return Limits(high=number) if found[1] in "≤<=<" else Limits(low=number)
    raise ValueError(text)


def _number(text: str) -> float:
    return float(text.replace(",", "."))


def _shown(number: float) -> str:
    return f"{number:g}".replace(".", ",")
