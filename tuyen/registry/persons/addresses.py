"""The commune in an address as it is printed on a card: the words say it, the code is ours to find."""

import datetime as dt
import re
from typing import NamedTuple

from tuyen.core.text import fold
from tuyen.registry.areas import queries as areas
from tuyen.registry.areas.models import Area

SEVERAL = 50  # communes that fit some words; whoever wants one of more must say more
_KIND = re.compile(r"^(xa|phuong|thi tran|dac khu|tinh|thanh pho|tp\.?|tt\.?|x\.|p\.)\s*")


class Split(NamedTuple):
    """A commune of before July 2025 whose land is in several now: only the person knows in which."""

    name: str
    place: str  # with the province of then, as whoever types it says it
    parts: tuple[Area, ...]  # the one that took most of it leads


class Called(NamedTuple):
    """The one commune that some words name; no code where they name several, none, or a split one."""

    code: str = ""
    split: Split | None = None


class Located(NamedTuple):
    """`line`: what stands before the commune. No code where the words fit several communes or none."""

    commune_code: str
    line: str
    split: Split | None = None


def located(address: str, on: dt.date) -> Located:
    """`Thôn 2, Xã Mẫu, Tỉnh Mẫu`, with a district between on older cards."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if len(parts) < 2:
        return Located("", address)
    provinces = _provinces_called(parts[-1])
    for at in range(len(parts) - 2, -1, -1):
        called = _commune_called(parts[at], provinces, on)
        if called.code or called.split:
            return Located(called.code, ", ".join(parts[:at]), called.split)
    return Located("", address)


def commune_called(text: str, on: dt.date) -> Called:
    """The one commune that these words name, or else fit: of today, or what became of an old one."""
    if not text.strip():
        return Called()
    found = list(areas.search(text, on)[:SEVERAL])
    wanted = fold(text.strip())
    named = [area for area in found if wanted in (fold(area.full_name), fold(area.name))]
    fitting = named or found
    if len(fitting) == 1:
        return Called(fitting[0].code)
    return Called() if named else _became(_old_communes(text, on), on)


def _old_communes(text: str, on: dt.date) -> list[Area]:
    """Communes that are no more and bear this name; a district or province after it narrows them."""
    wanted = fold(text.split(",")[0].strip())
    gone = Area.objects.filter(level=Area.Level.COMMUNE, valid_to__lt=on)
    for word in fold(text).replace(",", " ").split():
        gone = gone.filter(search_fold__contains=word)
    return [area for area in gone[:SEVERAL] if wanted in (fold(area.full_name), fold(area.name))]


def _became(old: list[Area], on: dt.date) -> Called:
    """Where one old commune went. Several of one name: whoever types says the district as well."""
    if len({area.code for area in old}) != 1:
        return Called()
    went = areas.successors_of(old[0].code, on)
    if not went.ask:
        return Called(went.areas[0].code if went.areas else "")
    first = went.likely or went.areas[0]
    rest = (area for area in went.areas if area.code != first.code)
    place = areas.place_name(old[0].code, old[0].valid_to or on)
    return Called(split=Split(old[0].full_name, place, (first, *rest)))


def _bare(name: str) -> str:
    return _KIND.sub("", fold(name)).strip()


def _provinces_called(name: str) -> list[str]:
    """Codes of every version: an old card names an old province."""
    provinces = Area.objects.filter(level=Area.Level.PROVINCE)
    wanted = _bare(name)
    return sorted({area.code for area in provinces if _bare(area.name) == wanted})


def _commune_called(name: str, provinces: list[str], on: dt.date) -> Called:
    wanted = _bare(name)
    named = Area.objects.filter(level=Area.Level.COMMUNE, parent_code__in=provinces)
    found = [
        area for area in named.filter(search_fold__contains=wanted) if _bare(area.name) == wanted
    ]
    current = {area.code for area in found if area.valid_to is None or area.valid_to >= on}
    if current:
        return Called(current.pop() if len(current) == 1 else "")
    return _became(found, on)
