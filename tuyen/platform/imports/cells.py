"""From a cell of a spreadsheet to a value: each parser answers a value or says what is wrong."""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core.text import fold, nfc

# Text that begins so would be taken for a formula; our files put an apostrophe in front of it.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")

Parser = Callable[[Any], Any]

_DATE = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})", re.ASCII)
_YEAR_FIRST = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})([ T]00:00(:00)?)?", re.ASCII)
_DIGITS_DATE = re.compile(r"(\d{2})(\d{2})(\d{4})", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,15}", re.ASCII)
_DECIMAL = re.compile(r"-?\d{1,15}([.,]\d{1,12})?", re.ASCII)


class BadCell(ValueError):
    """What is wrong with a cell, said to the person who typed it."""


def as_text(cell: Any) -> str:
    """What a person sees in the cell: 4 for 4.0, 02/01/2026 for a date, nothing for nothing."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return _("Có") if cell else _("Không")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return f"{cell:%d/%m/%Y}" if cell.time() == dt.time() else f"{cell:%d/%m/%Y %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%d/%m/%Y}"
    shown = nfc(str(cell).replace("\x00", " "))
    escaped = shown[:1] == "'" and shown[1:].startswith(FORMULA_MARKS)
    return shown[1:] if escaped else shown


def text(most: int = 200) -> Parser:
    def parse(cell: Any) -> str:
        value = as_text(cell)
        if len(value) > most:
            raise BadCell(_("dài quá %(most)s ký tự") % {"most": most})
        return value

    return parse


def code(pattern: str, wanted: Any, *, pad: int = 0) -> Parser:
    """A code kept as text. `pad`: digits that a spreadsheet ate from the left are put back."""
    shape = re.compile(pattern, re.ASCII)

    def parse(cell: Any) -> str:
        value = as_text(cell).replace(" ", "")
        if pad and value.isdigit():
            value = value.zfill(pad)
        if value and not shape.fullmatch(value):
            raise BadCell(
                _("“%(value)s” không phải %(wanted)s") % {"value": value, "wanted": wanted}
            )
        return value

    return parse


def date(cell: Any) -> dt.date | None:
    """A day. Text is read day first, as people write it here."""
    if isinstance(cell, dt.datetime):
        return _usual(cell.date())
    if isinstance(cell, dt.date):
        return _usual(cell)
    value = as_text(cell)
    if not value:
        return None
    if found := _YEAR_FIRST.fullmatch(value):
        year, month, day = found.group(1, 2, 3)
    elif found := _DATE.fullmatch(value) or _DIGITS_DATE.fullmatch(value):
        day, month, year = found.group(1, 2, 3)
    else:
        raise BadCell(_("“%(value)s” không phải ngày; viết như 31/12/2026") % {"value": value})
    try:
        read = dt.date(int(year), int(month), int(day))
    except ValueError:
        raise BadCell(_("không có ngày %(value)s") % {"value": value}) from None
    return _usual(read)


def _usual(day: dt.date) -> dt.date:
    """A year far from ours is a slip of the hand (or a spreadsheet's zero day)."""
    if not 1880 <= day.year <= 2200:
        raise BadCell(_("năm %(year)s không hợp lý") % {"year": day.year})
    return day


def integer(least: int | None = None, most: int | None = None) -> Parser:
    def parse(cell: Any) -> int | None:
        value = as_text(cell)
        if not value:
            return None
        if not _INTEGER.fullmatch(value):
            raise BadCell(_("“%(value)s” không phải số nguyên") % {"value": value})
        number = int(value)
        _require_within(number, least, most)
        return number

    return parse


def decimal(least: float | None = None, most: float | None = None) -> Parser:
    """A number; comma or point is the decimal mark, there is no thousands mark."""

    def parse(cell: Any) -> Decimal | None:
        value = as_text(cell)
        if not value:
            return None
        if not _DECIMAL.fullmatch(value):
            raise BadCell(_("“%(value)s” không phải số") % {"value": value})
        number = Decimal(value.replace(",", "."))
        _require_within(number, least, most)
        return number

    return parse


def choice(labels: Mapping[str, Any] | Callable[[], Mapping[str, Any]]) -> Parser:
    """A code from its code or its label, marks and case ignored.

    labels: code → label, or a function that gives them in the reader's language (asked once a
    language: a file has a hundred thousand cells).
    """
    read: dict[str | None, dict[str, str]] = {}

    def by_fold() -> dict[str, str]:
        language = get_language()
        if language not in read:
            told = labels() if callable(labels) else labels
            names = {fold(str(label)): key for key, label in told.items()}
            read[language] = names | {fold(key): key for key in told}
        return read[language]

    def parse(cell: Any) -> str:
        value = as_text(cell)
        if not value:
            return ""
        if found := by_fold().get(fold(value)):
            return found
        told = labels() if callable(labels) else labels
        names = "; ".join(str(label) for label in told.values())
        raise BadCell(
            _("“%(value)s” phải là một trong: %(names)s") % {"value": value, "names": names}
        )

    return parse


def _require_within(value: int | Decimal, least: float | None, most: float | None) -> None:
    if least is not None and value < least:
        raise BadCell(_("%(value)s nhỏ hơn %(least)s") % {"value": value, "least": least})
    if most is not None and value > most:
        raise BadCell(_("%(value)s lớn hơn %(most)s") % {"value": value, "most": most})
