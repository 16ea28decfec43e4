"""The row of vital signs: one box each, blood pressure in one, last time's value in grey below."""

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
    Vital,
    bmi,
    judge_pressure,
    parse_number,
    parse_pressure,
    vitals,
)

PRESSURE = "pressure"
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
_SIGNS = {Verdict.HIGH: "H", Verdict.LOW: "L", Verdict.CHECK: "A"}
_DIGITS = {"pulse": 3, "respiratory_rate": 2, "spo2": 3}  # a full box moves on


@dataclass
class Box:
    """One box. `last`: former value with its day. `remark`: warning in line; `error` stops saving."""

    name: str
    label: str
    unit: str
    value: str = ""
    last: str = ""
    remark: str = ""
    error: str = ""
    places: int = 0
    plausible: str = ""  # "low high", for the check in the browser
    upper: str = ""  # of the pressure: "low high usual-high" of the upper figure
    lower: str = ""

    @property
    def id(self) -> str:
        return f"id_{self.name}"


class Vitals:
    """All boxes, and the readings that they amount to."""

    def __init__(
        self, typed: Mapping[str, str], last: Mapping[str, str], years: int | None, on: dt.date
    ) -> None:
        self.signs = vitals(on)
        self.years, self.on = years, on
        self.readings: list[Reading] = []
        self.boxes = [self._box(name, typed.get(name, ""), last.get(name, "")) for name in BOXES]
        self._derive()

    @property
    def errors(self) -> list[tuple[str, str, str]]:
        """(id of the box, label, sentence)"""
        return [(box.id, box.label, box.error) for box in self.boxes if box.error]

    def _box(self, name: str, typed: str, last: str) -> Box:
        if name == PRESSURE:
            box = Box(
                name,
                _("Huyết áp"),
                "mmHg",
                typed,
                last,
                upper=self._checks("systolic"),
                lower=self._checks("diastolic"),
            )
        else:
            box = self._of_sign(self.signs[name], typed, last)
        if typed.strip():
            self._judge(box)
        return box

    def _of_sign(self, sign: Vital, typed: str, last: str) -> Box:
        plausible = sign.plausible(self.years)
        return Box(
            sign.code,
            sign.short.spoken(get_language() or "vi"),
            sign.unit_label.spoken(get_language() or "vi"),
            typed,
            last,
            places=sign.decimals,
            plausible=f"{plausible.low:g} {plausible.high:g}",
        )

    def _checks(self, code: str) -> str:
        plausible, usual = (
            self.signs[code].plausible(self.years),
            self.signs[code].usual(self.years),
        )
        return f"{plausible.low:g} {plausible.high:g} {usual.high:g}"

    def _judge(self, box: Box) -> None:
        try:
            findings = self._findings(box)
        except Unreadable:
            example = (
                _("Nhập như 120/80.") if box.name == PRESSURE else _("Nhập một số, ví dụ 36,5.")
            )
            box.error = example
            return
        stopping = next((each for each in findings if each.stops_saving), None)
        if stopping:
            box.error = sentences.of_finding(stopping)
            return
        remarkable = [each for each in findings if each.is_remarkable]
        box.remark = " ".join(sentences.of_finding(each) for each in remarkable)
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

    def _derive(self) -> None:
        values = {reading.code: reading.value for reading in self.readings}
        if index := bmi(values.get("weight"), values.get("height")):
            self.readings.append(self._reading(self.signs["bmi"].judge(index, self.years)))
