"""Form fields that read what staff in Viet Nam type: dates day first, numbers with comma or point.

Impossible values are refused; odd ones are kept with a warning, in line, never a pop-up.
"""

import datetime as dt
import re
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.platform.ui.figures import figure

MOST_DONG = 10**13

Range = tuple[Decimal | float | int, Decimal | float | int]

_SEPARATORS = re.compile(r"[\s.\-–/]+")
_PRESSURE = re.compile(
    r"([0-9]{2,3})\s*[/\-,. ]\s*([0-9]{2,3})|([12][0-9][0-9]|[3-9][0-9])([0-9]{2,3})"
)
_AHEAD = re.compile(r"\+\s*([0-9]{1,3})")
OLDEST_YEAR, LATEST_YEAR = 1880, 2200  # outside, a slip of the hand


def shown(number: Decimal) -> str:
    """A number as the page's language writes it: no zeros at the end, no thousands mark."""
    return figure(number)


class ClinicalNumberField(forms.Field):
    """A measured number. Comma and point both mark decimals; there is no thousands mark.

    possible: outside it the value is refused. plausible: outside it the value is kept, with a
    warning (`warning_for`). places: decimals at the most.
    """

    def __init__(
        self,
        *,
        places: int = 1,
        possible: Range | None = None,
        plausible: Range | None = None,
        unit: str = "",
        **kwargs: Any,
    ) -> None:
        self.places = places
        self.possible = _decimals(possible)
        self.plausible = _decimals(plausible)
        self.unit = unit
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        attrs = {"inputmode": "decimal" if self.places else "numeric", "autocomplete": "off"}
        if self.plausible:
            attrs["data-plausible"] = f"{self.plausible[0]} {self.plausible[1]}"
        return attrs

    def prepare_value(self, value: Any) -> Any:
        return shown(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:
        text = str(value if value is not None else "").strip().replace(",", ".").replace(" ", "")
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", text):
            raise ValidationError(_("Nhập một số, ví dụ 36,5."), code="invalid")
        try:
            number = Decimal(text)
        except InvalidOperation as error:
            raise ValidationError(_("Nhập một số, ví dụ 36,5."), code="invalid") from error
        if -number.normalize().as_tuple().exponent > self.places:  # type: ignore[operator]
            raise ValidationError(self._too_fine(), code="places")
        return number

    def _too_fine(self) -> str:
        if not self.places:
            return _("Nhập số nguyên, không có phần lẻ.")
        return _("Nhập nhiều nhất %(places)d chữ số sau dấu phẩy.") % {"places": self.places}

    def validate(self, value: Decimal | None) -> None:
        super().validate(value)
        if value is not None and self.possible and not _within(value, self.possible):
            low, high = map(shown, self.possible)
            raise ValidationError(
                _("Không thể là %(value)s: nhập từ %(low)s đến %(high)s.")
                % {"value": shown(value), "low": low, "high": high},
                code="impossible",
            )

    def warning_for(self, value: Any) -> str:
        """Why a value that may be kept should be looked at again; empty when it is usual."""
        try:
            number = self.to_python(value)
        except ValidationError:
            return ""
        if number is None or not self.plausible or _within(number, self.plausible):
            return ""
        low, high = map(shown, self.plausible)
        return _("Kiểm tra lại: thường từ %(low)s đến %(high)s.") % {"low": low, "high": high}


def _decimals(given: Range | None) -> tuple[Decimal, Decimal] | None:
    return (Decimal(str(given[0])), Decimal(str(given[1]))) if given else None


def _within(number: Decimal, given: tuple[Decimal, Decimal]) -> bool:
    return given[0] <= number <= given[1]


class Pressure(NamedTuple):
    """Blood pressure in mmHg."""

    systolic: int
    diastolic: int

    def __str__(self) -> str:
        return f"{self.systolic}/{self.diastolic}"


class BloodPressureField(forms.Field):
    """`152/94` in one box; `15294`, `152 94` and `152-94` are read too."""

    unit = "mmHg"
    systolic: tuple[int, int] = (40, 300)
    diastolic: tuple[int, int] = (20, 200)
    plausible_systolic: tuple[int, int] = (80, 200)
    plausible_diastolic: tuple[int, int] = (45, 120)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            "inputmode": "decimal",
            "autocomplete": "off",
            "data-pressure": "",
            "maxlength": "9",
        }

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, Pressure) else value

    def to_python(self, value: Any) -> Pressure | None:
        text = str(value or "").strip()
        if not text:
            return None
        match = _PRESSURE.fullmatch(text)
        if not match:
            raise ValidationError(_("Nhập huyết áp như 120/80."), code="invalid")
        upper, lower = (int(part) for part in match.groups() if part)
        return Pressure(upper, lower)

    def validate(self, value: Pressure | None) -> None:
        super().validate(value)
        if value is None:
            return
        upper_ok = self.systolic[0] <= value.systolic <= self.systolic[1]
        lower_ok = self.diastolic[0] <= value.diastolic <= self.diastolic[1]
        if not upper_ok or not lower_ok:
            raise ValidationError(
                _("Không thể là %(value)s: kiểm tra lại rồi nhập như 120/80.")
                % {"value": str(value)},
                code="impossible",
            )
        if value.systolic <= value.diastolic:
            raise ValidationError(
                _("Số trên (tâm thu) phải lớn hơn số dưới (tâm trương)."), code="impossible"
            )

    def warning_for(self, value: Any) -> str:
        try:
            read = value if isinstance(value, Pressure) else self.to_python(value)
        except ValidationError:
            return ""
        if read is None:
            return ""
        low, high = self.plausible_systolic
        lowest, highest = self.plausible_diastolic
        if low <= read.systolic <= high and lowest <= read.diastolic <= highest:
            return ""
        return _("Kiểm tra lại: đo lại sau 5 phút nếu chưa chắc.")


class BirthDate(NamedTuple):
    """A birth date of which parts may be unknown: `on` is the first day of the known period."""

    on: dt.date
    precision: str  # day, month or year

    def __str__(self) -> str:
        return {"day": f"{self.on:%d/%m/%Y}", "month": f"{self.on:%m/%Y}", "year": f"{self.on:%Y}"}[
            self.precision
        ]


class BirthDateField(forms.Field):
    """`03/02/1979`, `3-2-1979`, `03021979`, `2/1979` or `1979`."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": gettext_lazy("ngày/tháng/năm"),
            "data-date": "birth",
        }

    def prepare_value(self, value: Any) -> Any:
        return str(value) if isinstance(value, BirthDate) else value

    def to_python(self, value: Any) -> BirthDate | None:
        if isinstance(value, BirthDate):
            return value
        text = str(value or "").strip()
        if not text:
            return None
        try:
            return _birth_date(text)
        except ValueError as error:
            raise ValidationError(
                _("Nhập ngày sinh như 03/02/1979, hoặc 02/1979, hoặc 1979."), code="invalid"
            ) from error

    def validate(self, value: BirthDate | None) -> None:
        super().validate(value)
        if value is None:
            return
        if value.on > clock.today():
            raise ValidationError(_("Ngày sinh ở tương lai: kiểm tra lại năm sinh."), code="future")
        if value.on.year < OLDEST_YEAR:
            raise ValidationError(_("Năm sinh quá xa: kiểm tra lại năm sinh."), code="too_old")


def _birth_date(text: str) -> BirthDate:
    if re.fullmatch(r"[0-9]{8}", text):
        text = f"{text[:2]}/{text[2:4]}/{text[4:]}"
    elif re.fullmatch(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}", text):
        text = "/".join(reversed(text.split("-")))
    parts = [int(part) for part in _SEPARATORS.split(text)]
    if not 1 <= len(parts) <= 3 or not 1000 <= parts[-1] <= 9999:
        raise ValueError(text)
    day, month, year = ([1] * (3 - len(parts))) + parts
    return BirthDate(dt.date(year, month, day), {1: "year", 2: "month", 3: "day"}[len(parts)])


class MoneyField(forms.IntegerField):
    """Whole đồng, typed and shown as it is written here: 60.000.000. No number box: it takes no dots."""

    widget = forms.TextInput

    def __init__(self, *, most: int = MOST_DONG, **kwargs: Any) -> None:
        super().__init__(min_value=0, max_value=most, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        if isinstance(value, str):
            value = value.replace(".", "").replace(" ", "")
        read: int | None = super().to_python(value)
        return read

    def prepare_value(self, value: Any) -> Any:
        return f"{value:,}".replace(",", ".") if isinstance(value, int) else value


class DateField(forms.DateField):
    """A day, day first. With `ahead=True`, `+28` means 28 days from today."""

    def __init__(self, *, ahead: bool = False, **kwargs: Any) -> None:
        self.ahead = ahead
        kwargs.setdefault("widget", forms.DateInput(format="%d/%m/%Y"))
        super().__init__(**kwargs)
        self.error_messages["invalid"] = gettext_lazy("Nhập ngày như 21/11/2026.")

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {
            "inputmode": "numeric",
            "autocomplete": "off",
            "placeholder": gettext_lazy("ngày/tháng/năm"),
            "data-date": "ahead" if self.ahead else "day",
        }

    def to_python(self, value: Any) -> dt.date | None:
        if self.ahead and isinstance(value, str) and (match := _AHEAD.fullmatch(value.strip())):
            return clock.today() + dt.timedelta(days=int(match[1]))
        day: dt.date | None = super().to_python(value)
        if day is not None and not OLDEST_YEAR <= day.year <= LATEST_YEAR:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day
