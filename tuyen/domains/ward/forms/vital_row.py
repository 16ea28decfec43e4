"""One row of the chart as it is typed: a box each, blood pressure in one, judged at once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.record.sheet import Reading
from tuyen.registry.terms import sentences
from tuyen.registry.terms.vitals import (
    Finding,
    Unreadable,
    Verdict,
    judge_pressure,
    parse_number,
    parse_pressure,
    vitals,
)

PRESSURE = "pressure"
BOXES = (
    "temperature",
    "pulse",
    PRESSURE,
    "respiratory_rate",
    "spo2",
    "weight",
    "glucose_capillary",
)
_SIGNS = {Verdict.HIGH: "H", Verdict.LOW: "L", Verdict.CHECK: "A"}
_DIGITS = {"pulse": 3, "respiratory_rate": 2, "spo2": 3}


@dataclass
class Box:
    """`remark`: kept, to be looked at; `error`: cannot be right."""

    name: str
    label: str
    unit: str
    value: str = ""
    remark: str = ""
    error: str = ""
    digits: int = 0

    @property
    def id(self) -> str:
        return f"id_{self.name}"


class VitalRow:
    def __init__(self, typed: Mapping[str, str], years: int | None, on: dt.date) -> None:
        self.signs, self.years, self.on = vitals(on), years, on
        self.readings: list[Reading] = []
        self.boxes = [self._box(name, typed.get(name, "")) for name in BOXES]

    @property
    def is_valid(self) -> bool:
        return not any(box.error for box in self.boxes)

    @property
    def remarks(self) -> list[str]:
        return [box.remark for box in self.boxes if box.remark]

    def _box(self, name: str, typed: str) -> Box:
        language = get_language() or "vi"
        if name == PRESSURE:
            box = Box(name, _("Huyết áp"), "mmHg", typed)
        else:
            sign = self.signs[name]
            label, unit = sign.short.spoken(language), sign.unit_label.spoken(language)
            box = Box(name, label, unit, typed, digits=_DIGITS.get(name, 0))
        if typed.strip():
            self._judge(box)
        return box

    def _judge(self, box: Box) -> None:
        try:
            findings = self._findings(box)
        except Unreadable:
            pressure = box.name == PRESSURE
            box.error = _("Nhập như 120/80.") if pressure else _("Nhập một số, ví dụ 36,5.")
            return
        stopping = next((each for each in findings if each.stops_saving), None)
        if stopping:
            box.error = sentences.of_finding(stopping)
            return
        doubted = [each for each in findings if each.verdict is Verdict.CHECK]
        box.remark = " ".join(sentences.of_finding(each) for each in doubted)
        self.readings += [self._reading(each) for each in findings]

    def _findings(self, box: Box) -> list[Finding]:
        if box.name == PRESSURE:
            pressure = parse_pressure(box.value)
            return judge_pressure(pressure, self.years, self.on) if pressure else []
        number = parse_number(box.value)
        return [self.signs[box.name].judge(number, self.years)] if number is not None else []

    def _reading(self, finding: Finding) -> Reading:
        usual = finding.vital.usual(self.years)
        return Reading(
            code=finding.vital.code,
            value=finding.value,
            unit=finding.vital.unit,
            low=usual.low,
            high=usual.high,
            interpretation=_SIGNS.get(finding.verdict, ""),
        )
