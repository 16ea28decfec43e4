"""How a place stands, in words: colour, why, more or fewer; the heads and cells of the file."""

import datetime as dt
from typing import Any

import numpy as np
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from tuyen.domains.surveillance import words
from tuyen.domains.surveillance.models import Signal
from tuyen.domains.surveillance.queries.series import Level
from tuyen.domains.surveillance.queries.situation import Standing
from tuyen.domains.surveillance.rules.watch import Colour, Reason, State
from tuyen.domains.surveillance.rules.weeks import week_of

TONES = {
    Colour.RED: "danger",
    Colour.YELLOW: "warn",
    Colour.BLUE: "info",
    Colour.GREY: "neutral",
}
MINUS = "−"


def colour(of: Colour) -> str:
    return {
        Colour.RED: _("Đỏ: vượt ngưỡng"),
        Colour.YELLOW: _("Vàng: bất thường"),
        Colour.BLUE: _("Xanh: như mọi khi"),
        Colour.GREY: _("Xám: không tính được"),
    }[of]


def level(of: Level) -> str:
    return {
        Level.WHOLE: _("Toàn địa bàn"),
        Level.DISTRICT: _("Huyện cũ"),
        Level.COMMUNE: _("Xã"),
    }[of]


def method(of: State) -> str:
    return method_name(of.method)


def method_name(code: str) -> str:
    """The code itself where a newer node used a method that is not known here."""
    known = {
        "farrington": _("Farrington, từ ba năm"),
        "farrington_short": _("Farrington, dưới ba năm"),
        "ears_c2": _("EARS C2"),
        "": "",
    }
    return known.get(code, code)


def why(state: State) -> str:
    """One line: what was expected and allowed by which method, or why nothing can be said."""
    if state.colour == Colour.GREY:
        return reason(state.reason)
    if np.isnan(state.threshold):
        return _("Tuần này không có ca.") if state.observed == 0 else ""
    said = _("Ngưỡng %(limit)s, thường có %(expected)s; %(method)s.") % {
        "limit": _decimal(state.threshold),
        "expected": _decimal(state.expected),
        "method": method(state),
    }
    return str(said)


def reason(of: Reason | None) -> str:
    return {
        Reason.NO_REPORT: _("Tuần này chưa có báo cáo; thiếu báo cáo không phải là không có ca."),
        Reason.SHORT: _("Chưa đủ tuần: cần hơn 10 tuần có số liệu."),
        Reason.GAPS: _("Có tuần thiếu báo cáo trong giai đoạn dùng để so sánh."),
        Reason.FEW_CASES: _("Dưới 5 ca trong bốn tuần qua, quá ít để đặt ngưỡng."),
        None: "",
    }[of]


def figure(n: float | None) -> str:
    return "–" if n is None else number_format(int(n), force_grouping=True)


def change(n: float | None) -> str:
    """“+3”, “−2”, “0”; a dash where either week is not known."""
    if n is None:
        return "–"
    sign = "+" if n > 0 else MINUS if n < 0 else ""
    return sign + number_format(int(abs(n)), force_grouping=True)


def below(of: Level, _worst: Colour, red: int, yellow: int, grey: int) -> str:
    """“Xã: 1 đỏ, 2 vàng, 3 xám”; what is nowhere is left out."""
    counted = [(red, _("%(n)d đỏ")), (yellow, _("%(n)d vàng")), (grey, _("%(n)d xám"))]
    said = ", ".join(text % {"n": n} for n, text in counted if n)
    return f"{level(of)}: {said or _('như mọi khi')}"


def week_label(monday: dt.date) -> str:
    week = week_of(monday)
    return _("Tuần %(n)d/%(year)d (từ %(day)s)") % {
        "n": week.number,
        "year": week.year,
        "day": f"{monday:%d/%m}",
    }


def heads() -> list[str]:
    return [
        _("Tuần"), _("Bệnh"), _("Cấp"), _("Nơi"), _("Số ca"), _("So với tuần trước"),
        _("So với cùng tuần năm trước"), _("Màu"), _("Lý do"), _("Phương pháp"),
        _("Thường có"), _("Ngưỡng"), "p",
    ]  # fmt: skip


def cells(of: Standing, monday: dt.date) -> list[Any]:
    state = of.state
    figures = [state.expected, state.threshold, state.p]
    return [
        str(week_of(monday)),
        words.label_of(of.disease),
        level(of.place.level),
        of.place.name,
        *("" if n is None else int(n) for n in (of.seen, of.last_week, of.last_year)),
        colour(state.colour),
        reason(state.reason),
        method(state),
        *("" if np.isnan(n) else f"{n:.4g}" for n in figures),
    ]


def _decimal(n: float) -> str:
    return number_format(n, decimal_pos=1, force_grouping=True)


def signal_why(of: Signal) -> str:
    """What the program saw, in one sentence."""
    if of.algorithm.startswith("rule_"):
        days = of.algorithm.rpartition("_")[2]
        return _("%(n)d ca trong %(days)s ngày; quy tắc của bệnh báo từ %(limit)d ca (chưa xác minh).") % {
            "n": of.observed, "days": days, "limit": of.threshold,
        }  # fmt: skip
    return _("%(n)d ca, ngưỡng %(limit)s, thường có %(expected)s; %(method)s.") % {
        "n": of.observed,
        "limit": _decimal(of.threshold),
        "expected": _decimal(of.expected or 0),
        "method": method_name(of.algorithm),
    }
