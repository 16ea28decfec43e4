"""The WHO tables as the rulebook keeps them, and what an indicator's figure is called."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache

from tuyen.core import rulebook
from tuyen.domains.growth import rules
from tuyen.domains.growth.rules import Lms

INDICATORS = "growth/indicators"


@dataclass(frozen=True)
class Indicator:
    """One row of growth/indicators: what is measured and how a z-score is read."""

    row: rulebook.Row

    @property
    def code(self) -> str:
        return str(self.row["code"])

    @property
    def measure(self) -> str:
        return str(self.row["measure"])

    @property
    def unit(self) -> str:
        return str(self.row["unit"])

    @property
    def is_by_height(self) -> bool:
        return self.code == "weight_for_height"

    def label(self, language: str) -> str:
        return rulebook.label(self.row, language)

    def table(self, days: int) -> str:
        """Name of the table; lying children have their own for weight by length."""
        is_lying = self.is_by_height and rules.lies_down(days)
        return "weight_for_length" if is_lying else str(self.row["table"])

    def z_score(self, value: float, sex: str, days: int, height_cm: float | None) -> float | None:
        """None outside the table: too old, no height, another sex than the two of the standard."""
        at = height_cm if self.is_by_height else float(days)
        lms = None if at is None else line_at(self.table(days), sex, at)
        return None if lms is None else rules.z_score(value, lms, restrained=self.row["restrained"])

    def band(self, z: float) -> rulebook.Row:
        return next(band for band in self.row["bands"] if z < band["under"])

    def is_possible(self, z: float) -> bool:
        low, high = self.row["possible"]
        return bool(low <= z <= high)


def indicators(on: dt.date) -> list[Indicator]:
    return [Indicator(row) for row in rulebook.on(INDICATORS, on).rows]


def line_at(table: str, sex: str, at: float) -> Lms | None:
    """The line for a day of age or a height in cm; heights go by the millimetre."""
    return _lines(table).get((sex, round(at, 1)))


@lru_cache(maxsize=8)
def _lines(table: str) -> dict[tuple[str, float], Lms]:
    rule = rulebook.versions(f"growth/{table}")[-1]
    return {
        (str(row["sex"]), float(row["at"])): Lms(float(row["l"]), float(row["m"]), float(row["s"]))
        for row in rule.rows
    }


def ends(table: str, sex: str) -> tuple[float, float]:
    """The first and the last line of a table."""
    found = [at for whose, at in _lines(table) if whose == sex]
    return min(found), max(found)
