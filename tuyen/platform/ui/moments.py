"""An hour as it is typed on a ward: “14:30”, “14h30”, “14:30 21/11/2026”; empty is now."""

import datetime as dt
import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock

_HOUR = r"(?P<hour>\d{1,2})\s*[:hg]\s*(?P<minute>\d{1,2})?"
_DAY = r"(?P<day>\d{1,2})[/\-.](?P<month>\d{1,2})(?:[/\-.](?P<year>\d{4}))?"
_FORMS = tuple(
    re.compile(form) for form in (_HOUR, rf"{_HOUR}\s+{_DAY}", rf"{_DAY}\s+{_HOUR}", _DAY)
)


class MomentField(forms.Field):
    """Hour and day, Vietnamese time. Without a day it is today; without an hour it is `at_hour`."""

    def __init__(self, *, at_hour: dt.time = dt.time(8), **kwargs: Any) -> None:
        self.at_hour = at_hour
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"autocomplete": "off", "placeholder": gettext_lazy("giờ:phút ngày/tháng/năm")}

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, dt.datetime):
            return f"{value.astimezone(clock.VIETNAM):%H:%M %d/%m/%Y}"
        return value

    def to_python(self, value: Any) -> dt.datetime | None:
        text = str(value or "").strip()
        if not text:
            return None
        found = next((match for form in _FORMS if (match := form.fullmatch(text))), None)
        if found is None:
            raise ValidationError(_("Nhập giờ như 14:30 hoặc 14:30 21/11/2026."), code="invalid")
        try:
            return _moment(found.groupdict(), self.at_hour)
        except ValueError as error:
            raise ValidationError(
                _("Nhập giờ như 14:30 hoặc 14:30 21/11/2026."), code="invalid"
            ) from error


def _moment(said: dict[str, str | None], at_hour: dt.time) -> dt.datetime:
    day = clock.today()
    if said.get("day"):
        year = int(said.get("year") or day.year)
        if not 1900 <= year <= 2200:
            raise ValueError(year)
        day = dt.date(year, int(said["month"] or 0), int(said["day"] or 0))
    hour = (
        dt.time(int(said["hour"] or 0), int(said["minute"] or 0)) if said.get("hour") else at_hour
    )
    return dt.datetime.combine(day, hour, clock.VIETNAM)
