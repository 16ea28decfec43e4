"""The network as an Excel file, with the headings that its import reads."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from tuyen.platform.imports.sheets import write_sheet
from tuyen.registry.facilities import kinds, queries
from tuyen.registry.facilities.models import FacilityCode, Unit
from tuyen.registry.facilities.unit_import import UNITS


def units_sheet(units: QuerySet[Unit], day: dt.date) -> bytes:
    """Units with codes and levels in force on the day, readable by the import of units."""
    header = [str(column.label) for column in UNITS.columns]
    return write_sheet(header, _rows(units, day))


def _rows(units: QuerySet[Unit], day: dt.date) -> Iterator[list[Any]]:
    found = list(units.select_related("parent"))
    ratings = queries.ratings_of(found, day)
    codes: dict[Any, dict[str, str]] = {}
    held = FacilityCode.objects.filter(queries.open_on(day), unit__in=[unit.pk for unit in found])
    for code in held:
        codes.setdefault(code.unit_id, {})[code.system] = code.code
    kind_labels = kinds.kind_labels()
    levels = {name: kinds.level_labels(name) for name in ("care_level", "facility_class", "tier")}
    for unit in found:
        rating = ratings.get(unit.id)
        told: dict[str, Any] = {
            **{name: getattr(unit, name) for name in _OWN},
            **codes.get(unit.id, {}),
            "kind": kind_labels.get(unit.kind, unit.kind),
            "parent": unit.parent.name if unit.parent else "",
            "chain": unit.get_chain_display(),
        }
        if rating:
            told |= {name: levels[name].get(getattr(rating, name), "") for name in levels}
            told["beds"] = rating.beds
        yield [told.get(column.key, "") for column in UNITS.columns]


_OWN = (
    "name",
    "short_name",
    "commune_code",
    "address",
    "phone",
    "lat",
    "lon",
    "valid_from",
    "legal_basis",
)
