"""Periods and numbers as a reader writes them."""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.edge.reports.periods import Period


def number(n: int | None) -> str:
    """1.884.000; “<5” stands elsewhere, this is a dash for what is hidden."""
    if n is None:
        return "–"
    text = f"{n:,}"
    return text if (get_language() or "vi").startswith("en") else text.replace(",", ".")


def percent(value: float | None) -> str:
    """+4,2 %; a dash where there is nothing to compare with."""
    if value is None:
        return "–"
    text = f"{value:+.1f} %"
    return text if (get_language() or "vi").startswith("en") else text.replace(".", ",")


def period_label(period: Period) -> str:
    if period.kind == "month":
        return _("Tháng %(month)d/%(year)d") % {"month": period.first, "year": period.year}
    if period.kind == "quarter":
        quarter = (period.first + 2) // 3
        return _("Quý %(quarter)d/%(year)d") % {"quarter": quarter, "year": period.year}
    return _("Năm %(year)d") % {"year": period.year}


def column_label(column: Period, *, is_short: bool = False) -> str:
    """Inside one year the year goes without saying."""
    if column.kind == "month":
        return str(column.first) if is_short else _("Th %(month)d") % {"month": column.first}
    if column.kind == "quarter":
        return _("Quý %(quarter)d") % {"quarter": (column.first + 2) // 3}
    return str(column.year)
