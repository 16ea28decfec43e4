"""Readings as people read them: blood pressure in one, high and low with a word."""

from collections.abc import Iterable
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.platform.ui.figures import figure
from tuyen.record.queries.visits import Measured
from tuyen.registry.terms.vitals import vitals


class Reading(NamedTuple):
    label: str
    value: str
    unit: str
    mark: str = ""  # high, low
    word: str = ""


def readings_of(rows: Iterable[Measured]) -> list[Reading]:
    """In the order of the form; both figures of the pressure in one."""
    found = {row.code: row for row in rows if row.value is not None}
    if not found:
        return []
    signs, language = vitals(next(iter(found.values())).day), get_language() or "vi"
    readings = list(_pressure(found))
    for code, sign in signs.items():
        if code in found and code not in ("systolic", "diastolic"):
            label, unit = sign.short.spoken(language), sign.unit_label.spoken(language)
            readings.append(_reading(label, unit, [found[code]]))
    return readings


def _pressure(found: dict[str, Measured]) -> Iterable[Reading]:
    if "systolic" in found and "diastolic" in found:
        yield _reading(_("HA"), "mmHg", [found["systolic"], found["diastolic"]])


def _reading(label: str, unit: str, rows: list[Measured]) -> Reading:
    value = "/".join(figure(row.value or 0) for row in rows)
    signs = {row.interpretation for row in rows}
    if signs & {"H", "A"}:
        return Reading(label, value, unit, "high", _("cao") if "H" in signs else _("bất thường"))
    return Reading(label, value, unit, *(("low", _("thấp")) if "L" in signs else ()))
