"""Invented people: name, birth date, number, address. The same seed draws the same people."""

import datetime as dt
import uuid
from random import Random
from typing import Any, NamedTuple

from tuyen.core.text import nfc
from tuyen.edge.demo import names
from tuyen.platform.changes.bulk import row_of
from tuyen.registry.persons.models import Person, PersonIdentifier

_VERSION, _VARIANT, _NOISE = 0x7 << 76, 0b10 << 62, (1 << 62) - 1


class Ids:
    """UUIDv7 in a row, the same on every run of one seed: they sort as they were drawn."""

    def __init__(self, chance: Random, start_ms: int) -> None:
        self._draw = chance.getrandbits
        self._start_ms = start_ms
        self._serial = 0

    def next(self) -> uuid.UUID:
        self._serial += 1
        ms = self._start_ms + (self._serial >> 12)
        place = (self._serial & 0xFFF) << 64
        noise = self._draw(62) & _NOISE
        return uuid.UUID(int=ms << 80 | _VERSION | place | _VARIANT | noise)


class Place(NamedTuple):
    """Where people live: codes of a province and of a commune in it."""

    province_code: str
    commune_code: str


class Someone(NamedTuple):
    """What chance draws about a person."""

    name: str
    ethnic_code: str
    sex: str
    born_on: dt.date


def someone(chance: Random, place: Place, *, male: float, born_on: dt.date) -> Someone:
    sex = "male" if chance.random() < male else "female"
    drawn = names.drawn(chance, sex, place.province_code)
    return Someone(nfc(drawn.name), drawn.ethnic_code, sex, born_on)


def birth_date(chance: Random, on: dt.date, ages: tuple[int, int]) -> dt.date:
    """A birth date of somebody whose age on that day lies between the two, both included."""
    youngest, oldest = ages
    days = round(
        chance.triangular(youngest, oldest + 1, youngest + (oldest - youngest) * 0.4) * 365
    )
    return on - dt.timedelta(days=min(days, oldest * 365 + 364))


def citizen_number(chance: Random, who: Someone, province_code: str) -> str:
    """Twelve digits as on a citizen card: province, century and sex, year, six digits."""
    century = who.born_on.year // 100 - 19
    sex = 0 if who.sex == "male" else 1
    serial = chance.randrange(1_000_000)
    return f"0{province_code}{century * 2 + sex}{who.born_on.year % 100:02d}{serial:06d}"


def person_row(id_: uuid.UUID, who: Someone, place: Place, **more: Any) -> Person:
    return row_of(
        Person,
        id_,
        name=who.name,
        birth_date=who.born_on,
        sex=who.sex,
        ethnic_code=who.ethnic_code,
        commune_code=place.commune_code,
        **more,
    )


def number_row(
    ids: Ids, person: Person, value: str, *, system: str = "citizen_id"
) -> PersonIdentifier:
    return row_of(
        PersonIdentifier,
        ids.next(),
        patient_id=person.id,
        system=system,
        value=value,
        source="demo",
        compartment=person.compartment,
    )
