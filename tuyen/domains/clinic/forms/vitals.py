"""The row of vital signs: one box each, blood pressure in one, last time's value in grey below."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.record import readings
from tuyen.record.readings import PRESSURE
from tuyen.record.sheet import Reading
from tuyen.registry.terms import sentences
from tuyen.registry.terms.vitals import Finding, Vital, bmi, vitals

BOXES = (
    PRESSURE,
    "pulse",
    "temperature",
    "respiratory_rate",
    "spo2",
    "weight",
    "height",
    "glucose_capillary",
)


@dataclass
class Box:
    """One box. `last`: former value with its day. `remark`: warning in line; `error` stops saving."""

    name: str
    label: str
    unit: str
    value: str = ""
    last: str = ""
    error: str = ""
    places: int = 0
    plausible: str = ""  # "low high", for the check in the browser
    upper: str = ""  # of the pressure: "low high usual-high" of the upper figure
    lower: str = ""
    is_judged_by_age: bool = False  # a child's range is no target
    findings: tuple[Finding, ...] = ()

    @property
    def id(self) -> str:
        return f"id_{self.name}"

    @property
    def remark(self) -> str:
        """What is to be looked at again; said only when the page is drawn."""
        if self.error:
            return ""
        return " ".join(sentences.of_finding(each) for each in self.findings if each.is_remarkable)

    def filled(self, value: str, last: str) -> "Box":
        box = Box.__new__(Box)
        box.__dict__ = {**self.__dict__, "value": value, "last": last}
        return box


@lru_cache(maxsize=4096)
def _empty_box(name: str, years: int | None, on: dt.date, language: str) -> Box:
    """A box as it looks at that age: drawn for every form, the same for most."""
    signs = vitals(on)
    if name == PRESSURE:
        upper, lower = (_checks(signs[code], years) for code in ("systolic", "diastolic"))
        is_child = not signs["systolic"].is_adult(years)
        return Box(name, _("Huyết áp"), "mmHg", upper=upper, lower=lower, is_judged_by_age=is_child)
    sign = signs[name]
    plausible = sign.plausible(years)
    return Box(
        sign.code,
        sign.short.spoken(language),
        sign.unit_label.spoken(language),
        places=sign.decimals,
        plausible=f"{plausible.low:g} {plausible.high:g}",
    )


def _checks(sign: Vital, years: int | None) -> str:
    plausible, usual = sign.plausible(years), sign.usual(years)
    return f"{plausible.low:g} {plausible.high:g} {usual.high:g}"


class Vitals:
    """All boxes, and the readings that they amount to."""

    def __init__(
        self, typed: Mapping[str, str], last: Mapping[str, str], years: int | None, on: dt.date
    ) -> None:
        self.signs = vitals(on)
        self.years, self.on = years, on
        self.readings: list[Reading] = []
        self.language = get_language() or "vi"
        self.boxes = [self._box(name, typed.get(name, ""), last.get(name, "")) for name in BOXES]
        self._derive()

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id of the box, label, sentence)"""
        return [(box.id, box.label, box.error) for box in self.boxes if box.error]

    def _box(self, name: str, typed: str, last: str) -> Box:
        box = _empty_box(name, self.years, self.on, self.language).filled(typed, last)
        if typed.strip():
            self._judge(box)
        return box

    def _judge(self, box: Box) -> None:
        findings, box.error = readings.judged(box.name, box.value, self.years, self.on)
        box.findings = tuple(findings)
        self.readings += [readings.reading_of(each, self.years) for each in findings]

    def _derive(self) -> None:
        values = {reading.code: reading.value for reading in self.readings}
        if index := bmi(values.get("weight"), values.get("height")):
            self.readings.append(
                readings.reading_of(self.signs["bmi"].judge(index, self.years), self.years)
            )
