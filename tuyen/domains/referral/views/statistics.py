"""How referrals went: counts with the cases behind each."""

import datetime as dt
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.text import whole_number
from tuyen.domains.referral import statistics, words
from tuyen.domains.referral.statistics import GROUPS, SIDES, Asked, Line
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.record import permissions
from tuyen.record.models import ReferralStatus
from tuyen.registry.facilities.queries import names_of

DAYS = (30, 90, 365)
PAGE_ROWS = 50


@require_GET
@protected("report.activity")
def counts(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    days, asked = _asked(request)
    found = statistics.cells(asked, who)
    names = names_of({unit for unit, *_rest in found})
    by_reason = statistics.lines_by_reason(found, words.reasons(asked.last))
    by_unit = statistics.lines_by_unit(found, names)
    feedback = statistics.feedback_of(asked, who)
    context = {
        "days": days,
        "all_days": DAYS,
        "side": asked.side,
        "columns": _columns(),
        "total": _linked(statistics.total_of(found), asked, days),
        "by_reason": [_linked(line, asked, days, reason=line.key) for line in by_reason],
        "by_unit": [_linked(line, asked, days, unit=line.key) for line in by_unit],
        "times": statistics.times_of(asked, who),
        "feedback": [
            (label, feedback.get(code, 0))
            for code, label in words.labels("feedback", asked.last).items()
        ],
        "may_list": permissions.may_receive(who),
        "first": asked.first,
        "last": asked.last,
        "computed_at": clock.now(),
        "units": len(by_unit),
    }
    return page(request, "referral/statistics.html", context)


@require_GET
@protected("report.activity")
def behind(request: HttpRequest) -> HttpResponse:
    """The cases behind a number: no names here, the case's own page opens the chart."""
    who = who_asks(request)
    days, asked = _asked(request)
    found = Paginator(statistics.rows_behind(asked, who), PAGE_ROWS)
    shown = found.get_page(request.GET.get("page"))
    units = names_of(each for row in shown for each in (row.from_unit_id, row.to_unit_id))
    reasons = words.reasons(asked.last)
    own = {who.unit_id} if who.may("chart.open") else set()
    context = {
        "page_obj": shown,
        "rows": [
            {
                "referral": row,
                "from_unit": units.get(row.from_unit_id, ""),
                "to_unit": units.get(row.to_unit_id, ""),
                "reason": reasons.get(row.reason_code, row.reason_code),
                "status": ReferralStatus(row.status).label,
                "tone": words.tone(row.status),
                "is_mine": bool(own & {row.from_unit_id, row.to_unit_id}),
            }
            for row in shown
        ],
        "title": _columns()[asked.group],
        "back": reverse("referral:statistics") + "?" + _query(asked, days),
    }
    return page(request, "referral/behind.html", context)


def _asked(request: HttpRequest) -> tuple[int, Asked]:
    said, today = request.GET, clock.today()
    number = whole_number(said.get("days", ""))
    days = number if number in DAYS else DAYS[1]
    try:
        unit_id = UUID(said.get("unit", ""))
    except ValueError:
        unit_id = None
    side, group, reason = said.get("side", ""), said.get("group", ""), said.get("reason", "")
    return days, Asked(
        side=side if side in SIDES else "out",
        first=today - dt.timedelta(days=days),
        last=today,
        group=group if group in GROUPS else "all",
        reason=reason if reason in words.reasons(today) else "",
        unit_id=unit_id,
    )


def _query(asked: Asked, days: int, **more: Any) -> str:
    return urlencode({"side": asked.side, "days": days, **more})


def _columns() -> dict[str, str]:
    return {
        "all": _("Tổng số"),
        "waiting": _("Đang chờ, đang đi"),
        "arrived": _("Đã đến"),
        "back": _("Đã chuyển về"),
        "lost": _("Chưa thấy đến"),
        "away": _("Từ chối, đổi nơi, hủy"),
    }


def _linked(line: Line, asked: Asked, days: int, **more: Any) -> dict[str, Any]:
    """A line whose every number leads to its cases."""
    base = reverse("referral:behind")
    cells = [
        (n, f"{base}?{_query(asked, days, group=group, **more)}" if n else "")
        for group, n in line.counts.items()
    ]
    return {"label": line.label, "cells": cells}
