"""Who is where: the board, its file, person-days by technique, one unit's side."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.text import whole_number
from tuyen.domains.rotation import permissions, queries, rules
from tuyen.domains.rotation.models import Kind, RotationTurn, Stage
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE, write_sheet
from tuyen.platform.ui.respond import page
from tuyen.registry.facilities.models import Unit

ROWS = 40
SHEET_ROWS = 5000
SEE = permissions.SEE

TONES = {
    rules.Moment.COMING: "info",
    rules.Moment.THERE: "good",
    rules.Moment.ENDS_SOON: "warn",
    rules.Moment.OVER: "warn",
}


def standing(turn: RotationTurn, on: dt.date, remind_days: int) -> tuple[str, str]:
    """What a line says of a turn, and its tone."""
    if turn.stage != Stage.DECIDED:
        tone = "neutral" if turn.stage == Stage.ENDED else "info"
        return str(turn.get_stage_display()), "warn" if turn.stage == Stage.CANCELLED else tone
    moment = rules.moment(rules.Span(turn.starts_on, turn.ends_on), on, remind_days)
    left = (turn.ends_on - on).days
    words = {
        rules.Moment.COMING: _("Sắp đi"),
        rules.Moment.THERE: _("Đang ở nơi nhận"),
        rules.Moment.ENDS_SOON: _("Còn %(n)d ngày") % {"n": left},
        rules.Moment.OVER: _("Quá hạn, chưa ghi về"),
    }
    return words[moment], TONES[moment]


def lines(rows: list[Any], on: dt.date) -> list[dict[str, Any]]:
    found = []
    for turn in rows:
        word, tone = standing(turn, on, queries.remind_days(on, turn.unit_id))
        last = min(turn.ended_on or turn.ends_on, on)
        days = (last - turn.starts_on).days + 1 if turn.stage in ("decided", "ended") else 0
        found.append({"turn": turn, "word": word, "tone": tone, "days": max(days, 0)})
    return found


def _asked(request: HttpRequest) -> dict[str, str]:
    told = {name: request.GET.get(name, "") for name in ("q", "when", "kind")}
    when = told["when"] if told["when"] in (*queries.WHENS, "all") else "there"
    kind = told["kind"] if told["kind"] in Kind.values else ""
    return told | {"when": when, "kind": kind}


@require_GET
@protected(SEE)
def home(request: HttpRequest) -> HttpResponse:
    """Who is where, since when, until when; both sides of every turn within reach."""
    who, today, asked = who_asks(request), clock.today(), _asked(request)
    rows, remind = queries.turns_for(who), queries.remind_days(today, who.unit_id)
    found = queries.on_board(
        rows, today, remind, when=asked["when"], words=asked["q"], kind=asked["kind"]
    )
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    counts = queries.counts(rows, today, remind)
    labels = {
        "there": _("Đang ở nơi nhận"),
        "soon": _("Sắp hết hạn"),
        "over": _("Quá hạn, chưa ghi về"),
        "coming": _("Sắp đi"),
        "planned": _("Chờ quyết định"),
        "ended": _("Đã kết thúc"),
    }
    context = {
        **asked,
        "page_obj": shown,
        "lines": lines(list(shown.object_list), today),
        "heads": [(when, label, counts[when]) for when, label in labels.items()],
        "kinds": Kind.choices,
        "may_plan": who.may(permissions.MANAGE),
        "today": today,
    }
    return page(request, "rotation/home.html", context)


@require_GET
@protected(SEE)
def sheet(request: HttpRequest) -> HttpResponse:
    today, asked = clock.today(), _asked(request)
    who = who_asks(request)
    rows = queries.turns_for(who)
    found = queries.on_board(
        rows,
        today,
        queries.remind_days(today, who.unit_id),
        when=asked["when"],
        words=asked["q"],
        kind=asked["kind"],
    )
    header = [
        _("Cán bộ"),
        _("Chuyên khoa"),
        _("Hình thức"),
        _("Nơi cử"),
        _("Nơi nhận"),
        _("Từ ngày"),
        _("Đến ngày"),
        _("Ngày công"),
        _("Số quyết định"),
        _("Người làm thay ở nhà"),
        _("Trạng thái"),
        _("Đánh giá"),
    ]
    content = [
        [
            line["turn"].name,
            line["turn"].specialty,
            str(line["turn"].get_kind_display()),
            line["turn"].from_name,
            line["turn"].to_name,
            f"{line['turn'].starts_on:%d/%m/%Y}",
            f"{line['turn'].ended_on or line['turn'].ends_on:%d/%m/%Y}",
            line["days"],
            line["turn"].decision,
            line["turn"].backfill_name,
            line["word"],
            str(line["turn"].get_grade_display()),
        ]
        for line in lines(list(found[:SHEET_ROWS]), today)
    ]
    widths = [26, 16, 26, 36, 36, 12, 12, 10, 18, 26, 18, 22]
    return HttpResponse(
        write_sheet(header, content, name=_("Luân phiên"), widths=widths),
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": 'attachment; filename="luan-phien.xlsx"'},
    )


@require_GET
@protected(SEE)
def techniques(request: HttpRequest) -> HttpResponse:
    """Person-days by technique in a year."""
    today = clock.today()
    asked = whole_number(request.GET.get("year", ""), today.year + 1) or 0
    year = asked if asked >= 2000 else today.year
    period = rules.Span(dt.date(year, 1, 1), dt.date(year, 12, 31))
    found = queries.days_by_technique(queries.turns_for(who_asks(request)), period)
    context = {"year": year, "rows": found, "days": sum(row[2] for row in found)}
    return page(request, "rotation/techniques.html", context)


@require_GET
@protected(SEE)
def of_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Whom one unit has sent and taken in."""
    if not queries.is_within_reach(who_asks(request), unit_id):
        raise Http404
    today = clock.today()
    found = list(queries.of_unit(unit_id)[:ROWS])
    context = {
        "unit": get_object_or_404(Unit, pk=unit_id),
        "sent": lines([row for row in found if row.unit_id == unit_id], today),
        "taken": lines([row for row in found if row.to_unit_id == unit_id], today),
    }
    return page(request, "rotation/of_unit.html", context)
