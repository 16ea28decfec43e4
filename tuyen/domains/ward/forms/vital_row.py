"""One row of the chart as it is typed: a box each, blood pressure in one, judged at once."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.record import readings
from tuyen.record.readings import PRESSURE
from tuyen.record.sheet import Reading
from tuyen.registry.terms import sentences
from tuyen.registry.terms.vitals import Verdict, vitals

BOXES = (
    "temperature",
    "pulse",
    PRESSURE,
    "respiratory_rate",
    "spo2",
    "weight",
    "glucose_capillary",
)


_DIGITS = {"pulse": 3, "respiratory_rate": 2, "spo2": 3}  # a full box moves on


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
        findings, box.error = readings.judged(box.name, box.value, self.years, self.on)
        doubted = [each for each in findings if each.verdict is Verdict.CHECK]
        box.remark = " ".join(sentences.of_finding(each) for each in doubted)
        self.readings += [readings.reading_of(each, self.years) for each in findings]
