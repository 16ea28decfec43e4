"""Figures as people type them at a store: quantities, prices, expiry as printed on the box."""

import calendar
import datetime as dt
import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from tuyen.domains.pharmacy.rules import ledger
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.templatetags.tuyen import number as number_text

_MONTH = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{4}|\d{2})")
_WHOLE = re.compile(r"[0-9]{1,3}(?:[. ][0-9]{3})+|[0-9]{1,12}")


class Unreadable(ValueError):
    """args[0] is the sentence for the box."""


def quantity(text: str) -> int:
    """A whole number of units, thousands with a point or a space: “1.200”."""
    number = _whole(text)
    if number is None or not ledger.is_possible(number):
        most = number_text(ledger.MOST)
        raise Unreadable(_("Nhập số nguyên từ 1 đến %(most)s.") % {"most": most})
    return number


def count(text: str) -> int:
    """What was counted: may be nothing at all."""
    number = _whole(text)
    if number is None or number > ledger.MOST:
        raise Unreadable(_("Nhập số đếm được, từ 0 trở lên."))
    return number


def price(text: str) -> int | None:
    """Whole đồng; empty where the slip says no price."""
    if not text.strip():
        return None
    number = _whole(text.replace("đ", ""))
    if number is None or number > 1_000_000_000:
        raise Unreadable(_("Nhập đơn giá bằng đồng, ví dụ 1.250."))
    return number


def expiry(text: str) -> dt.date | None:
    """A day, or a month as on most boxes: 08/2027 is its last day. Empty where there is none."""
    if not text.strip():
        return None
    if found := _MONTH.fullmatch(text.strip()):
        month, year = int(found[1]), int(found[2])
        year += 2000 if year < 100 else 0
        if 1 <= month <= 12 and 2000 <= year <= 2100:
            return dt.date(year, month, calendar.monthrange(year, month)[1])
    try:
        day: dt.date | None = DateField().clean(text)
    except ValidationError:
        raise Unreadable(_("Nhập hạn dùng như 31/08/2027 hoặc 08/2027.")) from None
    return day


def _whole(text: str) -> int | None:
    found = _WHOLE.fullmatch(text.strip())
    return int(re.sub(r"\D", "", found[0])) if found else None
