"""What came and what was sent: one list, two ends, counters as filters."""

import datetime as dt
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.text import whole_number
from tuyen.domains.referral import queries, words
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.record import permissions

PAGE_ROWS = 25
DAYS = (7, 30, 90, 365)
USUAL_DAYS = 90


@require_GET
@never_cache
@protected("referral.send", "referral.receive")
def board(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    days, asked = _asked(request)
    found = Paginator(queries.listed(asked, who), PAGE_ROWS).get_page(request.GET.get("page"))
    tally = queries.counts(asked.box, who, asked.since)
    counters = [
        (tally[group], label, _address(asked, days, group=group), asked.group == group)
        for group, label in _groups(asked.box).items()
        if tally[group] or group == asked.group
    ]
    context = {
        "asked": asked,
        "boxes": [
            (_("Chuyển đến"), _address(queries.Asked(queries.IN), days), asked.box == queries.IN),
            (_("Chuyển đi"), _address(queries.Asked(queries.OUT), days), asked.box == queries.OUT),
        ],
        "counters": [
            (sum(tally.values()), _("Tất cả"), _address(asked, days, group=""), not asked.group),
            *counters,
        ],
        "urgencies": words.labels("urgency", clock.today()),
        "days": days,
        "all_days": DAYS,
        "page_obj": found,
        "rows": queries.rows_of(found, asked.box),
        "may_receive": permissions.may_receive(who),
        "may_count": who.may("report.activity"),
    }
    return page(request, "referral/board.html", context)


def _asked(request: HttpRequest) -> tuple[int, queries.Asked]:
    said = request.GET
    number = whole_number(said.get("days", ""))
    days = number if number in DAYS else USUAL_DAYS
    group, urgency = said.get("group", ""), said.get("urgency", "")
    return days, queries.Asked(
        box=queries.OUT if said.get("box") == queries.OUT else queries.IN,
        group=group if group in queries.GROUPS else "",
        urgency=urgency if urgency in words.labels("urgency", clock.today()) else "",
        since=clock.today() - dt.timedelta(days=days),
    )


def _address(asked: queries.Asked, days: int, group: str | None = None) -> str:
    said = {
        "box": asked.box,
        "group": asked.group if group is None else group,
        "urgency": asked.urgency,
        "days": "" if days == USUAL_DAYS else days,
    }
    return "?" + urlencode({name: value for name, value in said.items() if value})


def _groups(box: str) -> dict[str, str]:
    is_in = box == queries.IN
    return {
        "waiting": _("Chờ trả lời"),
        "coming": _("Sắp đến") if is_in else _("Đã nhận lời"),
        "here": _("Đang ở đây") if is_in else _("Đã đến nơi"),
        "back": _("Đã chuyển về") if is_in else _("Chờ nhận về"),
        "lost": _("Chưa thấy đến"),
        "over": _("Đã xong"),
    }
