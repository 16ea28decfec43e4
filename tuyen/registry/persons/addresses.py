"""The commune in an address as it is printed on a card: the words say it, the code is ours to find."""

import datetime as dt
import re
from typing import NamedTuple

from tuyen.core.text import fold
from tuyen.registry.areas import queries as areas
from tuyen.registry.areas.models import Area, AreaChange

SEVERAL = 50  # communes that fit some words; whoever wants one of more must say more
_KIND = re.compile(r"^(xa|phuong|thi tran|dac khu|tinh|thanh pho|tp\.?|tt\.?|x\.|p\.)\s*")


class Located(NamedTuple):
    """`line`: what stands before the commune. No code where the words fit several communes or none."""

    commune_code: str
    line: str


def located(address: str, on: dt.date) -> Located:
    """`Thôn 2, Xã Mẫu, Tỉnh Mẫu`, with a district between on older cards."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if len(parts) < 2:
        return Located("", address)
    provinces = _provinces_called(parts[-1])
    for at in range(len(parts) - 2, -1, -1):
        code = _commune_called(parts[at], provinces, on)
        if code:
            return Located(code, ", ".join(parts[:at]))
    return Located("", address)


def commune_called(text: str, on: dt.date) -> str:
    """The code of the one commune that these words name, or else fit; empty for none or several."""
    if not text.strip():
        return ""
    found = list(areas.search(text, on)[:SEVERAL])
    wanted = fold(text.strip())
    named = [area for area in found if wanted in (fold(area.full_name), fold(area.name))]
    fitting = named or found
    return fitting[0].code if len(fitting) == 1 else ""


def _bare(name: str) -> str:
    return _KIND.sub("", fold(name)).strip()


def _provinces_called(name: str) -> list[str]:
    """Codes of every version: an old card names an old province."""
    provinces = Area.objects.filter(level=Area.Level.PROVINCE)
    wanted = _bare(name)
    return sorted({area.code for area in provinces if _bare(area.name) == wanted})


def _commune_called(name: str, provinces: list[str], on: dt.date) -> str:
    wanted = _bare(name)
    named = Area.objects.filter(level=Area.Level.COMMUNE, parent_code__in=provinces)
    found = [
        area for area in named.filter(search_fold__contains=wanted) if _bare(area.name) == wanted
    ]
    current = {area.code for area in found if area.valid_to is None or area.valid_to >= on}
    if len(current) == 1:
        return current.pop()
    if current:
        return ""
    changes = AreaChange.objects.filter(
        level=Area.Level.COMMUNE, old_code__in=[area.code for area in found], effective_on__lte=on
    )
    new = set(changes.values_list("new_code", flat=True))
    return str(new.pop()) if len(new) == 1 else ""
