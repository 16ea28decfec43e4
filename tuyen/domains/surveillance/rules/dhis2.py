"""Weekly counts as DHIS2 data values: element, period, organisation unit, combination, value."""

import csv
import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any, NamedTuple

from tuyen.domains.surveillance.rules.weeks import week_of

HEAD = ("dataelement", "period", "orgunit", "categoryoptioncombo", "attributeoptioncombo", "value")


class Counted(NamedTuple):
    """n cases of one commune and week, alike in disease, class, age and sex."""

    commune: str
    monday: dt.date
    disease: str
    status: str
    age: str
    sex: str
    n: int


@dataclass(frozen=True, order=True)
class Value:
    """combo: empty for DHIS2's default one."""

    period: str
    org_unit: str
    element: str
    combo: str
    value: int


def period(monday: dt.date) -> str:
    """`2025W9`: the ISO week without a leading zero, as DHIS2 writes it."""
    week = week_of(monday)
    return f"{week.year}W{week.number}"


def values(
    counts: Iterable[Counted],
    reported: Iterable[tuple[str, dt.date]],
    diseases: Iterable[str],
    names: Mapping[str, Any],
) -> list[Value]:
    """A total of each disease, then its classes by age and sex. A zero stands only where the commune sent its
    report of the week; a week without one has no value, which DHIS2 reads as missing."""
    totals: Counter[tuple[str, dt.date, str]] = Counter()
    parts: list[Value] = []
    for each in counts:
        totals[each.commune, each.monday, each.disease] += each.n
        parts.append(_part(each, names))
    for commune, monday in set(reported):
        for disease in diseases:
            totals[commune, monday, disease] += 0
    whole = [
        Value(period(monday), commune, _named(names["element"], disease=disease), "", n)
        for (commune, monday, disease), n in totals.items()
    ]
    return sorted(whole + parts)


def _part(each: Counted, names: Mapping[str, Any]) -> Value:
    element = _named(names["element_of_class"], disease=each.disease, status=each.status)
    combo = _named(names["combo"], age=each.age, sex=each.sex)
    return Value(period(each.monday), each.commune, element, combo, each.n)


def _named(pattern: str, **codes: str) -> str:
    return pattern.format(**{name: code.upper() for name, code in codes.items()})


def as_json(found: Iterable[Value], data_set: str) -> dict[str, Any]:
    """The body of `POST /api/dataValueSets`."""
    return {
        "dataSet": data_set,
        "dataElementIdScheme": "CODE",
        "orgUnitIdScheme": "CODE",
        "categoryOptionComboIdScheme": "CODE",
        "dataValues": [_said(each) for each in found],
    }


def _said(each: Value) -> dict[str, str]:
    said = {"dataElement": each.element, "period": each.period, "orgUnit": each.org_unit}
    if each.combo:
        said["categoryOptionCombo"] = each.combo
    return said | {"value": str(each.value)}


def as_csv(found: Iterable[Value]) -> str:
    out = StringIO()
    lines = csv.writer(out)
    lines.writerow(HEAD)
    lines.writerows(
        (each.element, each.period, each.org_unit, each.combo, "", each.value) for each in found
    )
    return out.getvalue()
