"""Age as staff say it: days for a newborn, months for a small child, years with the birth year."""

import datetime as dt

from django.utils.translation import gettext as _

DAYS_UNTIL = 30  # shown in days below this age
MONTHS_UNTIL = 36  # shown in months below this age


def age_in_months(born_on: dt.date, on: dt.date) -> int:
    return (on.year - born_on.year) * 12 + on.month - born_on.month - (on.day < born_on.day)


def age_text(born_on: dt.date | None, on: dt.date, precision: str = "day") -> str:
    """`37 tuổi, 1989`; `14 tháng, 09/2025`; `12 ngày, 09/11/2026`. precision: day, month or year."""
    if born_on is None:
        return _("chưa rõ tuổi")
    if precision == "year":
        return _("%(years)d tuổi, %(year)d") % {
            "years": on.year - born_on.year,
            "year": born_on.year,
        }
    months = age_in_months(born_on, on)
    days = (on - born_on).days
    if precision == "day" and 0 <= days < DAYS_UNTIL:
        return _("%(days)d ngày, %(date)s") % {"days": days, "date": f"{born_on:%d/%m/%Y}"}
    if months < MONTHS_UNTIL:
        return _("%(months)d tháng, %(month)s") % {"months": months, "month": f"{born_on:%m/%Y}"}
    return _("%(years)d tuổi, %(year)d") % {"years": months // 12, "year": born_on.year}
