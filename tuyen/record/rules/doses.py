"""From what a prescriber types (“1x2”, “1-0-1”, “sáng 1 tối 1”) to amounts, words and a quantity."""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBER = r"(\d+(?:[.,]\d+)?(?:/\d+)?|½|¼)"
_TIMES = re.compile(rf"{_NUMBER}\s*\D{{0,12}}?\s*[x×*]\s*(\d{{1,2}})", re.I)
_SLOTS = re.compile(rf"{_NUMBER}(?:\s*-\s*{_NUMBER}){{1,3}}")
_EVERY = re.compile(r"(?:mỗi|cứ)\s*(\d{1,2})\s*(?:giờ|h)", re.I)
_PER_DAY = re.compile(
    r"(?:ngày|/ngày)\s*(\d{1,2})\s*lần|(\d{1,2})\s*lần\s*/?\s*(?:mỗi\s*)?ngày", re.I
)
_EACH = re.compile(rf"(?:mỗi lần|lần)\s*{_NUMBER}|{_NUMBER}\s*(?:viên|gói|ống|nang)", re.I)
_MOMENT = r"(sáng|trưa|chiều|tối)"
_MOMENTS = re.compile(
    rf"{_MOMENT}\s*{_NUMBER}|{_NUMBER}\s*(?:viên|gói|ống|nang)?\s*,?\s*{_MOMENT}", re.I
)
_FRACTIONS = {"½": 0.5, "¼": 0.25}
_NAMES = {2: ("sáng", "tối"), 3: ("sáng", "trưa", "tối"), 4: ("sáng", "trưa", "chiều", "tối")}


@dataclass(frozen=True)
class Dose:
    """Taken `times` a day, `each` at a time; or by `slots` of the day (moment, amount)."""

    each: float = 0
    times: int = 0
    slots: tuple[tuple[str, float], ...] = ()

    @property
    def per_day(self) -> float:
        return sum(amount for _, amount in self.slots) if self.slots else self.each * self.times


def read(text: str) -> Dose | None:
    """The dose a text says; None when it is left to the words (“khi sốt trên 38,5 độ”)."""
    plain = text.strip()
    if not plain:
        return None
    if match := _SLOTS.fullmatch(plain):
        amounts = [_amount(part) for part in match.group().split("-")]
        named = zip(_NAMES[len(amounts)], amounts, strict=True)
        return Dose(slots=tuple((moment, amount) for moment, amount in named if amount))
    if moments := _moments(plain):
        return Dose(slots=moments)
    return _repeated(plain)


def _moments(text: str) -> tuple[tuple[str, float], ...]:
    found = []
    for match in _MOMENTS.finditer(text):
        moment_first, amount_after, amount_first, moment_after = match.groups()
        moment = (moment_first or moment_after).lower()
        found.append((moment, _amount(amount_after or amount_first)))
    return tuple(found)


def _repeated(text: str) -> Dose | None:
    if match := _TIMES.search(text):
        return Dose(each=_amount(match[1]), times=int(match[2]))
    each = _EACH.search(text)
    if each is None:
        return None
    amount = _amount(each[1] or each[2])
    if match := _PER_DAY.search(text):
        return Dose(each=amount, times=int(match[1] or match[2]))
    if (match := _EVERY.search(text)) and int(match[1]):
        return Dose(each=amount, times=24 // int(match[1]))
    return None


def _amount(text: str) -> float:
    plain = text.strip().replace(",", ".")
    if plain in _FRACTIONS:
        return _FRACTIONS[plain]
    top, _, bottom = plain.partition("/")
    return float(top) / float(bottom) if bottom and float(bottom) else float(top)


def spelled(text: str, unit: str) -> str:
    """“1x2” as the patient reads it: “Ngày 2 lần, mỗi lần 1 viên”. Words are kept as they are."""
    dose = read(text)
    if dose is None or re.search(r"[^\W\d_x×]{2,}", text):
        return text.strip()
    if dose.slots:
        parts = [f"{moment} {shown(amount)} {unit}" for moment, amount in dose.slots]
        return _capital(", ".join(parts))
    return f"Ngày {dose.times} lần, mỗi lần {shown(dose.each)} {unit}"


def quantity(text: str, days: int | None, unit: str, counted_units: Iterable[str]) -> int | None:
    """How many units the whole course takes; None for bottles, tubes and doses in words only."""
    dose = read(text)
    if dose is None or not days or unit.strip().lower() not in counted_units:
        return None
    return math.ceil(round(dose.per_day * days, 4)) or None


def shown(amount: float) -> str:
    """0.5 as ½, 1.5 as 1,5, 2.0 as 2."""
    for sign, value in _FRACTIONS.items():
        if amount == value:
            return sign
    return f"{amount:g}".replace(".", ",")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
