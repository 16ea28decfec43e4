"""A month of a fridge as table, drawing and paper."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

from django.utils.translation import gettext as _

from tuyen.domains.vaccine_supply import drawings, lists
from tuyen.domains.vaccine_supply.models import Fridge
from tuyen.domains.vaccine_supply.queries import cold as queries
from tuyen.domains.vaccine_supply.queries.sheets import unit_names
from tuyen.platform.print import render
from tuyen.platform.ui.figures import figure

TEMPLATE = Path(__file__).with_name("papers") / "temperature.typ"
drawn = drawings.drawn


def words(fridge: Fridge, first: dt.date, month: queries.MonthSeen) -> drawings.Words:
    out = sum(bool(turn.side) for turn in month.turns)
    limits = month.limits
    return drawings.Words(
        title=_("Nhiệt độ %(name)s tháng %(month)s")
        % {"name": fridge.name, "month": f"{first:%m/%Y}"},
        said=_("%(out)d lần đo ngoài khoảng, %(missing)d lần thiếu số đo.")
        % {"out": out, "missing": month.missing},
        allowed=_("Khoảng cho phép %(low)s đến %(high)s °C")
        % {"low": figure(limits.low), "high": figure(limits.high)},
        read=_("Số đo"),
        out=_("Ngoài khoảng"),
        logged=_("Máy tự ghi, thấp–cao"),
        missing=_("Thiếu số đo"),
    )


def table(month: queries.MonthSeen) -> list[list[str]]:
    """Head and days as they stand on page, paper and file; a turn that nobody read says so."""
    head = [_("Ngày"), _("Sáng"), _("Chiều"), _("Máy ghi thấp"), _("Máy ghi cao"), _("Người đo")]
    return [head, *(_row(day) for day in month.days)]


def _row(day: queries.DaySeen) -> list[str]:
    readers = [turn.by for turn in day.turns if turn.by]
    return [
        f"{day.day:%d/%m/%Y}",
        *(_cell(turn) for turn in day.turns),
        _celsius(day.low),
        _celsius(day.high),
        ", ".join(dict.fromkeys(readers)),
    ]


def _cell(turn: queries.TurnSeen) -> str:
    if turn.is_missing:
        return _("thiếu")
    frost = _(" (đông băng)") if turn.froze else ""
    return _celsius(turn.celsius) + frost


def _celsius(value: Decimal | None) -> str:
    return "" if value is None else figure(value)


def month_pdf(fridge: Fridge, first: dt.date) -> bytes:
    month = queries.month(fridge, first)
    said = words(fridge, first, month)
    head, *rows = table(month)
    source, is_verified = lists.source_of_limits(first)
    content = {
        "unit": unit_names([fridge.unit_id]).get(fridge.unit_id, ""),
        "title": said.title,
        "kind": lists.fridge_kinds(first).get(fridge.kind, fridge.kind),
        "tag": fridge.tag,
        "said": said.said,
        "svg": drawings.drawn(month, said),
        "head": head,
        "rows": rows,
        "source": source if is_verified else f"{_('chưa xác minh')}: {source}",
    }
    return render(TEMPLATE, content)
