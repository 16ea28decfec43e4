"""What charts say, in the language of the page."""

import datetime as dt
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.surveillance.rules.watch import Colour, Reason, State
from tuyen.record.models.cases import CaseClass
from tuyen.record.rules.cases import diseases


def label_of(disease: str) -> str:
    """The name in the reader's language; the code where the list does not know it."""
    known = diseases(clock.today()).get(disease)
    if known is None:
        return disease
    return known.label_en if get_language() == "en" else known.label_vi


def disease_choices(who: Actor) -> list[tuple[str, str]]:
    """Those that this reader may know of."""
    found = diseases(clock.today()).values()
    return [(each.code, label_of(each.code)) for each in found if who.sees(each.compartment)]


def classes(codes: tuple[str, ...]) -> list[str]:
    return [str(CaseClass(code).label) for code in codes]


def week_name(monday: dt.date) -> str:
    return f"{monday:%d/%m}"


def state_of(state: State) -> str:
    """One sentence on the newest week; what cannot be said is said with its reason."""
    if state.colour == Colour.GREY:
        return _("Ngưỡng tuần gần nhất: không tính được. %(why)s") % {"why": _why(state.reason)}
    said: Any = {
        Colour.RED: _("Tuần gần nhất vượt ngưỡng: chương trình đề xuất báo động, cần người xác minh."),
        Colour.YELLOW: _("Tuần gần nhất cao bất thường so với các năm trước, chưa vượt ngưỡng."),
        Colour.BLUE: _("Tuần gần nhất không cao hơn mọi khi."),
    }  # fmt: skip
    return str(said[state.colour])


def _why(reason: Reason | None) -> str:
    return {
        Reason.NO_REPORT: _("Chưa có báo cáo của tuần này."),
        Reason.SHORT: _("Số liệu mới có ít tuần; cần ít nhất 10 tuần có báo cáo."),
        Reason.GAPS: _("Có tuần thiếu báo cáo trong giai đoạn dùng để so sánh."),
        Reason.FEW_CASES: _("Bốn tuần qua có quá ít ca để đặt ngưỡng."),
        None: "",
    }[reason]
