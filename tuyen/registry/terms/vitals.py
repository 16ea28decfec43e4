"""Vital signs: what is typed, whether it can be right, whether it is high or low. No Django here."""

import datetime as dt
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from tuyen.core import rulebook
from tuyen.registry.terms.bands import Limits, band_of
from tuyen.registry.terms.clinical import Label, label_of


class Unreadable(ValueError):
    """What was typed is no figure."""


class Verdict(StrEnum):
    IMPOSSIBLE = "impossible"  # cannot be right: mend it before saving
    CHECK = "check"  # may be right: measure or read again
    HIGH = "high"
    LOW = "low"
    USUAL = "usual"


@dataclass(frozen=True)
class Vital:
    """One sign. `unit` is UCUM, `unit_label` what people read."""

    code: str
    label: Label
    short: Label
    loinc: str
    unit: str
    unit_label: Label
    decimals: int
    is_derived: bool
    possible: Limits
    bands: tuple[rulebook.Row, ...]

    def usual(self, years: int | None) -> Limits:
        """The range kept with the observation: by what it was judged on that day."""
        return self._limits("usual", years)

    def plausible(self, years: int | None) -> Limits:
        """Outside it a figure is to be looked at again."""
        return self._limits("plausible", years)

    def is_adult(self, years: int | None) -> bool:
        """Judged by the last band: that of adults, and of whose age is unknown."""
        return band_of(self.bands, years) == band_of(self.bands, None)

    def judge(self, value: float, years: int | None) -> "Finding":
        if self.possible.side(value):
            return Finding(self, value, Verdict.IMPOSSIBLE, self.possible)
        if (plausible := self._limits("plausible", years)).side(value):
            return Finding(self, value, Verdict.CHECK, plausible)
        usual = self.usual(years)
        side = usual.side(value)
        verdict = {-1: Verdict.LOW, 0: Verdict.USUAL, 1: Verdict.HIGH}[side]
        return Finding(self, value, verdict, usual)

    def _limits(self, kind: str, years: int | None) -> Limits:
        band = band_of(self.bands, years)
        return Limits(*band[kind]) if band and kind in band else Limits()


@dataclass(frozen=True)
class Finding:
    """What a figure says; `limits` are those it was measured by."""

    vital: Vital
    value: float
    verdict: Verdict
    limits: Limits

    @property
    def stops_saving(self) -> bool:
        return self.verdict is Verdict.IMPOSSIBLE

    @property
    def is_remarkable(self) -> bool:
        return self.verdict is not Verdict.USUAL


@dataclass(frozen=True)
class Pressure:
    systolic: float
    diastolic: float


@lru_cache(maxsize=64)
def vitals(on: dt.date) -> dict[str, Vital]:
    """By code, in the order of the form: systolic, diastolic, pulse, temperature…"""
    return {row["code"]: _vital(row) for row in rulebook.on("clinical/vitals", on).rows}


_NUMBER = re.compile(r"\d{1,4}(?:[.,]\d{1,3})?")
_PRESSURE = re.compile(r"(\d{2,3})\s*[/\\.,\- ]\s*(\d{2,3})")


def parse_number(text: str) -> float | None:
    """“36,5” or “36.5”; nothing typed is None. A comma or point is always the decimal mark."""
    bare = text.strip()
    if not bare:
        return None
    if not _NUMBER.fullmatch(bare):
        raise Unreadable(text)
    return float(bare.replace(",", "."))


def parse_pressure(text: str) -> Pressure | None:
    """“152/94”, also “152-94” and “152 94”; nothing typed is None."""
    bare = text.strip()
    if not bare:
        return None
    found = _PRESSURE.fullmatch(bare)
    if not found:
        raise Unreadable(text)
    return Pressure(float(found[1]), float(found[2]))


def judge_pressure(pressure: Pressure, years: int | None, on: dt.date) -> list[Finding]:
    """Both figures; a pair the wrong way round or very far apart is to be looked at again."""
    signs = vitals(on)
    upper = signs["systolic"].judge(pressure.systolic, years)
    lower = signs["diastolic"].judge(pressure.diastolic, years)
    if pressure.systolic <= pressure.diastolic:
        limits = Limits(high=pressure.systolic - 1)
        lower = Finding(lower.vital, pressure.diastolic, Verdict.IMPOSSIBLE, limits)
    return [upper, lower]


def bmi(weight_kg: float | None, height_cm: float | None) -> float | None:
    """Body mass index, one decimal; None until both are known."""
    if not weight_kg or not height_cm:
        return None
    return round(weight_kg / (height_cm / 100) ** 2, 1)


def _vital(row: rulebook.Row) -> Vital:
    return Vital(
        code=row["code"],
        label=label_of(row),
        short=Label(row["short_vi"], row["short_en"]),
        loinc=row["loinc"],
        unit=row["unit"],
        unit_label=Label(row["unit_label"], row.get("unit_label_en", "")),
        decimals=row["decimals"],
        is_derived=row.get("derived", False),
        possible=Limits(*row["possible"]),
        bands=tuple(row["bands"]),
    )
