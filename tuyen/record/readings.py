"""Figures as they are typed or sent: read, judged by age and day, and turned into readings of a sheet.

The rooms draw their own rows of boxes (visit, bedside, triage); what a figure means is said here once.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.record.sheet import Reading
from tuyen.registry.persons.models import Person
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

PRESSURE = "pressure"  # one box for both figures: 120/80
_SIGNS = {Verdict.HIGH: "H", Verdict.LOW: "L", Verdict.CHECK: "A"}


class Judged(NamedTuple):
    """`error`: what is typed cannot be read or cannot be right; then nothing is found."""

    findings: Sequence[Finding] = ()
    error: str = ""


def judged(box: str, typed: str, years: int | None, on: dt.date) -> Judged:
    """What stands in a box; an empty one finds nothing."""
    try:
        findings = _findings(box, typed, years, on)
    except Unreadable:
        pressure = box == PRESSURE
        return Judged((), _("Nhập như 120/80.") if pressure else _("Nhập một số, ví dụ 36,5."))
    stopping = next((each for each in findings if each.stops_saving), None)
    return Judged((), sentences.of_finding(stopping)) if stopping else Judged(tuple(findings))


def _findings(box: str, typed: str, years: int | None, on: dt.date) -> list[Finding]:
    if box == PRESSURE:
        pressure = parse_pressure(typed)
        return judge_pressure(pressure, years, on) if pressure else []
    number = parse_number(typed)
    return [vitals(on)[box].judge(number, years)] if number is not None else []


def reading_of(finding: Finding, years: int | None) -> Reading:
    """The figure with its usual range at that age and the sign that stands beside it."""
    usual = finding.vital.usual(years)
    return Reading(
        code=finding.vital.code,
        value=finding.value,
        unit=finding.vital.unit,
        low=usual.low,
        high=usual.high,
        interpretation=_SIGNS.get(finding.verdict, ""),
    )


def readings_of(values: Mapping[str, float], person: Person, on: dt.date) -> list[Reading]:
    """Figures that a program sends, by their codes (clinical/vitals)."""
    known, years = vitals(on), years_at(person, on)
    readings = []
    for code, value in values.items():
        sign = known.get(code)
        if sign is None:
            raise Refused(_("Không có chỉ số “%(code)s”.") % {"code": code}, field=f"values.{code}")
        finding = sign.judge(value, years)
        if finding.stops_saving:
            raise Refused(sentences.of_finding(finding), field=f"values.{code}")
        readings.append(reading_of(finding, years))
    return readings


def years_at(person: Person, on: dt.date) -> int | None:
    """Whole years of age on a day."""
    born = person.birth_date
    if born is None:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
