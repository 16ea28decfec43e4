"""The commune in an address as it is printed on a card: the words say it, the code is ours to find."""

import datetime as dt
import re
from typing import NamedTuple

from tuyen.core.text import fold
from tuyen.registry.areas import queries as areas
from tuyen.registry.areas.models import Area

MOST_ASKED = 12  # communes that one question offers; beyond that the district must be said
SEVERAL = 50  # communes that fit some words; whoever wants one of more must say more
_KIND = re.compile(
    r"^(xa|phuong|thi tran|thi xa|huyen|quan|dac khu|tinh|thanh pho|tp\.?|tt\.?|x\.|p\.)\s*"
)


class Part(NamedTuple):
    """A commune of today that may be meant. `was`: the old one's district and province, where the
    words fit several old communes; the province where they fit several of today."""

    code: str
    full_name: str
    was: str = ""


class Split(NamedTuple):
    """Words that fit several communes of today: an old one whose land was divided, or several of one
    name. Only the person knows which."""

    name: str
    place: str  # with the province of then, as whoever types it says it
    parts: tuple[Part, ...]  # of a divided one the one that took most of it leads
    is_one: bool = True  # one old commune that was divided, not several of one name


class Called(NamedTuple):
    """The one commune that some words name; no code where they name none, or where must be asked."""

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
        called = _commune_called(parts[at], provinces, on, parts[at + 1])
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
    return _which_of(named, on) if named else _became(_old_communes(text, on), on)


def _which_of(named: list[Area], on: dt.date) -> Called:
    """Several of today bear the name: the province beside each tells them apart."""
    if len(named) > MOST_ASKED:
        return Called()
    provinces = areas.names_of({area.parent_code for area in named}, on)
    parts = [Part(a.code, a.full_name, provinces.get(a.parent_code, "")) for a in named]
    return Called(split=Split(named[0].name, named[0].name, tuple(parts), is_one=False))


def once_called(text: str, on: dt.date) -> list[Part]:
    """What has become of the old communes that these words name, for the list under the box."""
    old = _old_communes(text, on) if text.strip() else []
    return _parts_of(old, on)[:MOST_ASKED]


def _old_communes(text: str, on: dt.date) -> list[Area]:
    """Communes that are no more and bear this name; a district or province after it narrows them."""
    wanted = fold(text.split(",")[0].strip())
    gone = Area.objects.filter(level=Area.Level.COMMUNE, valid_to__lt=on)
    for word in fold(text).replace(",", " ").split():
        gone = gone.filter(search_fold__contains=word)
    return [area for area in gone[:SEVERAL] if wanted in (fold(area.full_name), fold(area.name))]


def _became(old: list[Area], on: dt.date) -> Called:
    """Where old communes went: asked where it is not one place; too many: say the district as well."""
    parts = _parts_of(old, on)
    if len(parts) == 1:
        return Called(parts[0].code)
    if not parts or len(parts) > MOST_ASKED:
        return Called()
    if len({area.code for area in old}) > 1:
        return Called(split=Split(old[0].name, old[0].name, tuple(parts), is_one=False))
    plain = tuple(part._replace(was="") for part in parts)
    place = areas.place_name(old[0].code, old[0].valid_to or on)
    return Called(split=Split(old[0].full_name, place, plain))


def _parts_of(old: list[Area], on: dt.date) -> list[Part]:
    """Communes of today on the land of these, each once; whoever took most of an old one leads."""
    went = areas.successors_of_all((area.code for area in old), on)
    day = old[0].valid_to if old else None
    provinces = areas.names_of({area.parent_code for area in old}, day or on)
    parts: dict[str, Part] = {}
    for area in old:
        where = (area.former_district, provinces.get(area.parent_code, ""))
        was = ", ".join(name for name in (area.full_name, *where) if name)
        for new in went.get(area.code, ()):
            known = parts.get(new.code)
            both = f"{known.was}; {was}" if known and was not in known.was else was
            parts[new.code] = Part(new.code, new.full_name, both)
    return list(parts.values())


def _bare(name: str) -> str:
    return _KIND.sub("", fold(name)).strip()


def _provinces_called(name: str) -> list[str]:
    """Codes of every version: an old card names an old province."""
    provinces = Area.objects.filter(level=Area.Level.PROVINCE)
    wanted = _bare(name)
    return sorted({area.code for area in provinces if _bare(area.name) == wanted})


def _commune_called(name: str, provinces: list[str], on: dt.date, district: str) -> Called:
    """`district`: what stands after the commune on the card; on older ones it tells namesakes apart."""
    wanted = _bare(name)
    named = Area.objects.filter(level=Area.Level.COMMUNE, parent_code__in=provinces)
    found = [
        area for area in named.filter(search_fold__contains=wanted) if _bare(area.name) == wanted
    ]
    current = {area.code for area in found if area.valid_to is None or area.valid_to >= on}
    if current:
        return Called(current.pop() if len(current) == 1 else "")
    there = [area for area in found if _bare(area.former_district) == _bare(district)]
    return _became(there or found, on)
