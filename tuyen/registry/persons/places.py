"""Where an address is today: an old commune code also stands for the communes that took it over."""

from typing import NamedTuple

from django.db.models import Q

from tuyen.registry.areas.models import Area, AreaChange


class Place(NamedTuple):
    commune_codes: tuple[str, ...]
    province_code: str


_NOWHERE = Place((), "")
_known: dict[str, Place] = {}


def place_of(commune_code: str) -> Place:
    """The code itself, its successors when it is no longer in force, and the province of today."""
    if not commune_code:
        return _NOWHERE
    if commune_code not in _known:
        found = _look_up(commune_code)
        if not found.province_code:  # areas are not loaded yet: ask again next time
            return found
        _known[commune_code] = found
    return _known[commune_code]


def _look_up(code: str) -> Place:
    areas = Area.objects.filter(level=Area.Level.COMMUNE)
    current = areas.filter(code=code, valid_to=None).first()
    if current:
        return Place((code,), current.parent_code)
    changes = AreaChange.objects.filter(level=Area.Level.COMMUNE, old_code=code)
    successors = areas.filter(Q(code__in=changes.values("new_code")), valid_to=None).order_by(
        "code"
    )
    new = list(successors.values_list("code", "parent_code"))
    return Place((code, *(each for each, _province in new)), new[0][1] if new else "")
