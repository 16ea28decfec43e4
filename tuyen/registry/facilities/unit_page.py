"""What the page of one unit shows."""

import datetime as dt
from typing import Any

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.changes import history
from tuyen.platform.changes.node import node_words
from tuyen.registry.areas.queries import place_name
from tuyen.registry.facilities import kinds, permissions, queries
from tuyen.registry.facilities.models import Chain, FacilityCode, Unit

MOST_CHILDREN = 30
MOST_ACTS = 20


def unit_page(unit: Unit, who: Actor) -> dict[str, Any]:
    """Facts, ratings, codes, ties and units below: six statements."""
    day = clock.today()
    children = list(queries.children_of(unit, who, day)[: MOST_CHILDREN + 1])
    ratings = list(unit.ratings.order_by("-valid_from"))
    codes = list(queries.codes_of(unit))
    is_facility = kinds.groups().get(unit.kind) == "facility"
    return {
        "unit": unit,
        "above": list(queries.above(unit)),
        "kind": kinds.kind_labels().get(unit.kind, unit.kind),
        "kinds": kinds.kind_labels(),
        "place": place_name(unit.commune_code or unit.province_code, day),
        "is_facility": is_facility,
        "is_closed": unit.valid_to is not None and unit.valid_to < day,
        "levels": kinds.level_labels("care_level"),
        "classes": kinds.level_labels("facility_class"),
        "tiers": kinds.level_labels("tier"),
        "ratings": ratings,
        "codes": codes,
        "lacks_code": is_facility and not any(_is_insurance_code(code, day) for code in codes),
        "ties": list(queries.ties_of(unit, day)),
        "children": children[:MOST_CHILDREN],
        "has_more": len(children) > MOST_CHILDREN,
        "may_manage": permissions.may_manage(who, unit),
    }


def _is_insurance_code(code: FacilityCode, day: dt.date) -> bool:
    """The code of the unit that prescriptions carry, in force on the day."""
    begun = code.valid_from is None or code.valid_from <= day
    return code.system == "bhyt5" and begun and (code.valid_to is None or code.valid_to >= day)


def _said(name: str, value: Any) -> Any:
    """A code as people read it."""
    if name == "kind":
        return kinds.kind_labels().get(value, value)
    if name == "chain":
        return dict(Chain.choices).get(value, value)
    if name == "commune_code" and value:
        return place_name(str(value), clock.today()) or value
    return value


def history_rows(unit: Unit, who: Actor) -> list[dict[str, Any]]:
    """The last acts on the unit's own row, as the history component wants them."""
    words_of = node_words()
    return [
        {
            "at": entry.at,
            "who": entry.actor_name,
            "why": entry.why,
            "node": words_of(entry.node_id),
            "fields": [
                (change.label, _said(change.name, change.old), _said(change.name, change.new))
                for change in entry.changes
                if change.name not in ("path", "name_fold", "province_code", "parent_id")
            ],
        }
        for entry in history.history_of(unit, who)[:MOST_ACTS]
    ]
