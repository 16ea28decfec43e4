"""How the numbers of a prescription stand on paper (Circular 26/2025, article on writing)."""

import datetime as dt

from tuyen.record.rules.prescriptions import Kind, Table

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")


def quantity(amount: float, unit: str, kind: Kind, table: Table) -> str:
    """`06 viên`; a narcotic in words: `Sáu viên (06 viên)`."""
    figures = f"{_figures(amount, table.zero_below)} {unit}"
    if not kind.quantity_in_words:
        return figures
    words = in_words(amount)
    return f"{words[:1].upper()}{words[1:]} {unit} ({figures})"


def _figures(amount: float, zero_below: int) -> str:
    text = f"{amount:g}".replace(".", ",")
    return f"0{text}" if amount == int(amount) and 0 <= amount < zero_below else text


def in_words(amount: float) -> str:
    """105 → một trăm linh năm; 7.5 → bảy phẩy năm."""
    whole, _, part = f"{amount:g}".partition(".")
    words = _whole(int(whole))
    return f"{words} phẩy {' '.join(_DIGITS[int(digit)] for digit in part)}" if part else words


def _whole(number: int) -> str:
    if number >= 1000:
        rest = number % 1000
        head = f"{_whole(number // 1000)} nghìn"
        return f"{head} {_hundreds(rest, full=True)}" if rest else head
    return _hundreds(number, full=False)


def _hundreds(number: int, *, full: bool) -> str:
    hundred, rest = divmod(number, 100)
    if not hundred and not full:
        return _tens(rest)
    head = f"{_DIGITS[hundred]} trăm"
    if not rest:
        return head
    return f"{head} linh {_DIGITS[rest]}" if rest < 10 else f"{head} {_tens(rest)}"


def _tens(number: int) -> str:
    ten, one = divmod(number, 10)
    if not ten:
        return _DIGITS[one]
    head = "mười" if ten == 1 else f"{_DIGITS[ten]} mươi"
    if not one:
        return head
    last = {1: "mốt" if ten > 1 else "một", 5: "lăm"}.get(one, _DIGITS[one])
    return f"{head} {last}"


def is_small_child(born_on: dt.date | None, on: dt.date, table: Table) -> bool:
    """Must months of age, weight and the carer's name stand on the paper?"""
    return born_on is not None and months_old(born_on, on) < table.months_of_small_child


def months_old(born_on: dt.date, on: dt.date) -> int:
    return (on.year - born_on.year) * 12 + on.month - born_on.month - (on.day < born_on.day)


def age(born_on: dt.date | None, on: dt.date, table: Table) -> str:
    """`23 tháng tuổi` under 72 months, else `37 tuổi`; empty when the birth date is unknown."""
    if born_on is None:
        return ""
    months = months_old(born_on, on)
    if months < table.months_of_small_child:
        return f"{max(months, 0):02d} tháng tuổi"
    return f"{months // 12} tuổi"
