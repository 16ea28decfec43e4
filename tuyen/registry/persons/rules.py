"""Numbers that name a person, the code on the citizen card, birth dates. No Django here.

Tables (`number_table`, `card_groups`) come from the rulebook of the day; see rulebook/identity.
"""

import datetime as dt
import re
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from tuyen.core.text import nfc

OLDEST_YEAR = 1880
MASK = "••••"

Row = Mapping[str, Any]


class Fault(StrEnum):
    """Why something typed or scanned cannot be taken as it is."""

    NOT_A_CARD = "not_a_card"
    GARBLED = "garbled"
    NO_SUCH_DAY = "no_such_day"
    IN_THE_FUTURE = "in_the_future"
    TOO_OLD = "too_old"
    NOT_A_BIRTH_DATE = "not_a_birth_date"
    NOT_A_CITIZEN_ID = "not_a_citizen_id"
    NOT_AN_OLD_ID = "not_an_old_id"
    NOT_A_PASSPORT = "not_a_passport"
    NOT_A_CARD_NUMBER = "not_a_card_number"
    NOT_A_SOCIAL_INSURANCE_NUMBER = "not_a_social_insurance_number"
    NOT_A_PHONE = "not_a_phone"


class Unreadable(ValueError):
    """What was typed is kept by whoever asked; `fault` says what is wrong with it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault


class Odd(StrEnum):
    """What deserves a second look and is never refused."""

    SEX_DISAGREES = "sex_disagrees"
    YEAR_DISAGREES = "year_disagrees"
    PROVINCE_UNKNOWN = "province_unknown"
    GROUP_UNKNOWN = "group_unknown"
    LEVEL_DISAGREES = "level_disagrees"


# Birth dates ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Birth:
    """`on` is the first day of the period known: 1 January for a year. precision as BirthPrecision."""

    on: dt.date | None
    precision: str

    @property
    def year(self) -> int | None:
        return self.on.year if self.on else None

    def __str__(self) -> str:
        if self.on is None:
            return ""
        forms = {"day": "%d/%m/%Y", "month": "%m/%Y", "estimated": "~%Y"}
        return self.on.strftime(forms.get(self.precision, "%Y"))


UNKNOWN_BIRTH = Birth(None, "unknown")

_AGE = re.compile(r"~?\s*([0-9]{1,3})\s*(?:t|tuổi|tuoi)", re.IGNORECASE)
_ABOUT = re.compile(r"(?:~|khoảng|khoang|k\.)\s*([0-9]{4})", re.IGNORECASE)
_PARTS = re.compile(r"[\s./\-–]+")


def read_birth(text: str, today: dt.date) -> Birth:
    """`03/02/1979`, `3-2-1979`, `03021979`, `02/1979`, `1979`; `~1950` and `45 tuổi` are estimates."""
    said = text.strip()
    if about := _ABOUT.fullmatch(said):
        return _checked(Birth(_day(int(about[1]), 1, 1), "estimated"), today)
    if age := _AGE.fullmatch(said):
        return _checked(Birth(_day(today.year - int(age[1]), 1, 1), "estimated"), today)
    return _checked(_dated(said), today)


def _dated(said: str) -> Birth:
    if re.fullmatch(r"[0-9]{8}", said):
        said = f"{said[:2]}/{said[2:4]}/{said[4:]}"
    elif re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", said):
        said = "/".join(reversed(said.split("-")))
    try:
        parts = [int(part) for part in _PARTS.split(said)]
    except ValueError:
        raise Unreadable(Fault.NOT_A_BIRTH_DATE) from None
    if not 1 <= len(parts) <= 3 or not 1000 <= parts[-1] <= 9999:
        raise Unreadable(Fault.NOT_A_BIRTH_DATE)
    day, month, year = [0] * (3 - len(parts)) + parts
    return _of_parts(day, month, year)


def _of_parts(day: int, month: int, year: int) -> Birth:
    """Zero means that this part is not known, as on the card of an old person."""
    precision = "day" if day and month else "month" if month else "year"
    return Birth(_day(year, month or 1, day or 1), precision)


def _day(year: int, month: int, day: int) -> dt.date:
    try:
        return dt.date(year, month, day)
    except ValueError:
        raise Unreadable(Fault.NO_SUCH_DAY) from None


def _checked(birth: Birth, today: dt.date) -> Birth:
    if birth.on and birth.on > today:
        raise Unreadable(Fault.IN_THE_FUTURE)
    if birth.on and birth.on.year < OLDEST_YEAR:
        raise Unreadable(Fault.TOO_OLD)
    return birth


# The code on the citizen card -------------------------------------------------------------------


@dataclass(frozen=True)
class CitizenCard:
    """What the QR code of a citizen card says."""

    number: str
    old_number: str
    name: str
    birth: Birth
    sex: str
    address: str
    issued_on: dt.date | None


SEXES = {"Nam": "male", "Nữ": "female"}
# A reader that sends UTF-8 to a program that expects Latin letters leaves these behind.
_MOJIBAKE = re.compile("[ÃÂÄÆ][\x80-\xbf\u2018-\u2122]|á[º»]")
_STRANGE = re.compile(r"[\ufffd?\x00-\x1f<>{}\[\]\\^~`_]")


def looks_like_card(text: str) -> bool:
    """Scanned rather than typed: fields divided by bars, or twelve digits with more behind them."""
    return "|" in text or bool(re.match(r"\s*[0-9]{12}\D", text))


def number_in(text: str) -> str:
    """The twelve digits at the start of a code, readable even when its words are not; or nothing."""
    found = re.match(r"\s*([0-9]{12})(?![0-9])", text)
    return found[1] if found else ""


def read_card(text: str, today: dt.date) -> CitizenCard:
    """Seven fields; six where the old number is left out; what newer cards add is not needed.

    A keyboard reader behind a Vietnamese input method swallows letters and digits: such a line is
    GARBLED, and nothing of it is believed.
    """
    parts = [nfc(part) for part in _mended(text).strip().split("|")]
    if len(parts) < 6 or not re.fullmatch(r"[0-9]{12}", parts[0]):
        raise Unreadable(Fault.GARBLED if looks_like_card(text) else Fault.NOT_A_CARD)
    if len(parts) == 6 and not re.fullmatch(r"[0-9]{9}", parts[1]):
        parts.insert(1, "")
    number, old, name, born, sex, address = parts[:6]
    if sex not in SEXES or not _is_name(name) or _STRANGE.search(address):
        raise Unreadable(Fault.GARBLED)
    if not re.fullmatch(r"[0-9]{8}", born) or not re.fullmatch(r"([0-9]{9}|[0-9]{12})?", old):
        raise Unreadable(Fault.GARBLED)
    birth = _checked(_of_parts(int(born[:2]), int(born[2:4]), int(born[4:])), today)
    issued_on = _issued(parts[6]) if len(parts) > 6 else None
    return CitizenCard(number, old, name, birth, SEXES[sex], address, issued_on)


def _mended(text: str) -> str:
    """UTF-8 that was read as Latin letters is turned back; anything else stays as it is."""
    if not _MOJIBAKE.search(text):
        return text
    for wrong in ("cp1252", "latin-1"):
        try:
            return text.encode(wrong).decode("utf-8")
        except UnicodeError:
            continue
    return text


def _is_name(name: str) -> bool:
    return bool(name) and all(letter.isalpha() or letter in " '’.-" for letter in name)


def _issued(text: str) -> dt.date | None:
    """The day of issue is not worth a refusal."""
    try:
        return _day(int(text[4:8]), int(text[2:4]), int(text[:2]))
    except (ValueError, IndexError):
        return None


# Personal number --------------------------------------------------------------------------------


@dataclass(frozen=True)
class NumberSays:
    """What the digits of a personal number say: for a warning, never for a refusal."""

    province_code: str
    is_born_abroad: bool
    sex: str
    year: int


def number_says(number: str, table: Row, rows: Sequence[Row]) -> NumberSays:
    """table and rows: rulebook `identity/personal_number` of the day."""
    place = int(number[:3])
    row = next(row for row in rows if row["digit"] == number[3])
    abroad = place > table["last_province_code"]
    return NumberSays(
        "" if abroad else number[1:3], abroad, row["sex"], row["century"] + int(number[4:6])
    )


def odd_about(
    says: NumberSays, *, sex: str, year: int | None, provinces: frozenset[str]
) -> list[Odd]:
    """Where the number and what was entered disagree. Sex may have been changed, errors exist."""
    odd = []
    if sex in ("male", "female") and sex != says.sex:
        odd.append(Odd.SEX_DISAGREES)
    if year is not None and year != says.year:
        odd.append(Odd.YEAR_DISAGREES)
    if not says.is_born_abroad and says.province_code not in provinces:
        odd.append(Odd.PROVINCE_UNKNOWN)
    return odd


# Shapes of the other numbers --------------------------------------------------------------------

_BARE = re.compile(r"[\s.\-]+")
_SHAPES = {
    "citizen_id": (r"[0-9]{12}", Fault.NOT_A_CITIZEN_ID),
    "old_id": (r"[0-9]{9}|[0-9]{12}", Fault.NOT_AN_OLD_ID),
    "passport": (r"[A-Z]{1,2}[0-9]{6,8}", Fault.NOT_A_PASSPORT),
    "insurance_card": (r"[A-Z]{2}[1-5][0-9]{12}", Fault.NOT_A_CARD_NUMBER),
    "social_insurance": (r"[0-9]{10}", Fault.NOT_A_SOCIAL_INSURANCE_NUMBER),
}


def bare(number: str) -> str:
    """A number as it is stored and compared: without spaces, points and dashes, letters upper."""
    return _BARE.sub("", number).upper()


def read_number(system: str, text: str) -> str:
    """The number in its stored form, or Unreadable when its shape is wrong."""
    number = bare(text)
    shape, fault = _SHAPES.get(system, (r".{1,40}", Fault.NOT_A_CITIZEN_ID))
    if not re.fullmatch(shape, number):
        raise Unreadable(fault)
    return number


def read_phone(text: str) -> str:
    """Ten digits from 0 (landlines eleven); +84 is written as 0."""
    digits = re.sub(r"[\s.\-()]+", "", text)
    digits = re.sub(r"^(\+84|0084|84(?=[0-9]{9}$))", "0", digits)
    if not re.fullmatch(r"0[0-9]{9,10}", digits):
        raise Unreadable(Fault.NOT_A_PHONE)
    return digits


def social_insurance_number(card: str) -> str:
    """The last ten digits of an insurance card: the number that stays when the card changes."""
    return card[-10:]


def odd_about_card(card: str, groups: Sequence[Row], provinces: frozenset[str]) -> list[Odd]:
    """groups: rulebook `identity/insurance_card` of the day. An old card may carry an old level."""
    row = next((row for row in groups if row["group"] == card[:2]), None)
    odd = []
    if row is None:
        odd.append(Odd.GROUP_UNKNOWN)
    elif row["digit"] != card[2]:
        odd.append(Odd.LEVEL_DISAGREES)
    if card[3:5] not in provinces:
        odd.append(Odd.PROVINCE_UNKNOWN)
    return odd


# Temporary codes, masks -------------------------------------------------------------------------

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford: none that is mistaken for another


def temporary_code(person_id: uuid.UUID) -> str:
    """A code for whoever has no number yet: `TM-7K3Q-9XZA`, which nobody takes for a real number.

    The last place is always a letter: digits alone would read as a passport.
    """
    noise = person_id.int
    signs = "".join(_LETTERS[noise >> shift & 31] for shift in range(0, 35, 5))
    letter = _LETTERS[10 + (noise >> 35 & 31) % (len(_LETTERS) - 10)]
    return f"TM-{signs[:4]}-{signs[4:]}{letter}"


def masked(number: str) -> str:
    """`0010••••2345`: enough to tell two people apart, too little to use."""
    if len(number) < 9:
        return MASK + number[-2:] if number else ""
    return f"{number[:4]}{MASK}{number[-4:]}"
