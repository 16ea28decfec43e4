"""One sheet of orders: read, enter, verify, acknowledge, withdraw, attach."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.diagnostics.sheets import (
    Line,
    entries_from,
    lines_of,
    names_strangers,
    put_error,
    tubes_of,
)
from tuyen.domains.diagnostics.views.repeats import repeat_of
from tuyen.platform import changes
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import order_permissions as may
from tuyen.record.actions import orders as order_acts
from tuyen.record.actions import results as acts
from tuyen.record.actions import second_looks
from tuyen.record.actions.documents import add_document
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Order
from tuyen.record.queries import orders as queries
from tuyen.registry.terms.orderables import rejections

TEMPLATE = "diagnostics/sheet.html"


def found_sheet(
    request: HttpRequest, requisition_id: UUID, what: str = ""
) -> tuple[Chart, list[Order]]:
    """The chart and the orders of a sheet; 404 for one that I may not know of."""
    who = who_asks(request)
    orders = queries.orders_of(requisition_id, who)
    if not orders:
        raise Http404
    patient_id = orders[0].patient_id
    chart = opened_chart(patient_id, who, what=what) if what else chart_of(patient_id, who)
    return chart, orders


def found_order(request: HttpRequest, order_id: UUID) -> Any:
    """One order with its sides; 404 for one that I may not know of, or whose chart is closed to me."""
    who = who_asks(request)
    row = queries.order_with(order_id, who)
    if row is None:
        raise Http404
    chart_of(row.patient_id, who)
    return row


@require_GET
@never_cache
@protected("chart.open")
def sheet(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    chart, orders = found_sheet(request, requisition_id, what="order_sheet")
    return shown(request, chart, lines_of(chart, orders))


@require_GET
@protected("chart.open")
def order(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """From a task or the timeline to the sheet on which the order stands."""
    row = queries.order_with(order_id, who_asks(request))
    if row is None:
        raise Http404
    return redirect("diagnostics:sheet", row.requisition_id)


def shown(
    request: HttpRequest, chart: Chart, lines: list[Line], problem: str = "", status: int = 200
) -> HttpResponse:
    orders = [line.order for line in lines]
    context = {
        "person": chart.person,
        "sheet": orders[0],
        "lines": lines,
        "problem": problem,
        "tubes": tubes_of(lines, chart.who),
        "rejections": [
            (each.code, each.label.spoken(get_language() or "vi"))
            for each in rejections(clock.today())
        ],
        "repeat": request.POST.get("repeat") or uuid7(),
        **_next_steps(lines, chart),
    }
    return page(request, TEMPLATE, context, status=status)


def _next_steps(lines: list[Line], chart: Chart) -> dict[str, Any]:
    """Which buttons stand on the sheet."""
    unread = [line for line in lines if line.may_read]
    return {
        "may_enter": any(line.may_enter for line in lines),
        "may_verify": any(line.may_verify for line in lines),
        "is_alone": may.may_verify_alone(chart.who, clock.today()),
        "may_collect": may.may_collect(chart.who)
        and any(line.order.specimen_kind and line.order.status == "requested" for line in lines),
        "may_read": bool(unread),
        "has_alarm": any(line.order.is_critical for line in unread),
        "has_results": any(line.result and line.result.status != "preliminary" for line in lines),
    }


@require_POST
@protected("result.enter")
def enter(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    """Everything that was typed on the sheet, at once."""
    chart, orders = found_sheet(request, requisition_id)
    lines = lines_of(chart, orders)
    open_lines = [line for line in lines if line.may_enter]
    entries = entries_from(request.POST, open_lines)
    try:
        if names_strangers(request.POST, lines):
            raise Refused(_("Kết quả này không thuộc phiếu đang mở. Mở lại đúng phiếu."))
        results = acts.enter_results(
            person_id=chart.person.id, entries=entries, by=chart.who, repeat=repeat_of(request)
        )
    except changes.Repeated:
        return after(request, "diagnostics:sheet", requisition_id)
    except Refused as refusal:
        at_box = put_error(lines, refusal.field, str(refusal.message))
        problem = "" if at_box else str(refusal.message)
        return shown(request, chart, lines, problem, status=refusal.status)
    _say_kept(request, [result.status for result in results])
    return after(request, "diagnostics:sheet", requisition_id)


def _say_kept(request: HttpRequest, states: list[str]) -> None:
    if "preliminary" in states:
        notice(request, _("Đã lưu kết quả. Người thứ hai duyệt rồi mới có hiệu lực."))
    else:
        notice(request, _("Đã lưu và trả kết quả."))


@require_POST
@protected("result.verify")
def verify(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    chart, orders = found_sheet(request, requisition_id)
    waiting = [line.order for line in lines_of(chart, orders) if line.may_verify]
    if not waiting:
        raise Refused(_("Không có kết quả nào chờ bạn duyệt trên phiếu này."))
    acts.verify_results(orders=waiting, by=chart.who)
    notice(request, _("Đã duyệt và trả kết quả."))
    return after(request, "diagnostics:sheet", requisition_id)


@require_POST
@protected("result.verify")
def second_look(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """Somebody else agrees with a reading that its reader verified alone, or says what they see."""
    row = found_order(request, order_id)
    second_looks.look_again(
        order=row,
        agrees=request.POST.get("said") == "agreed",
        note=request.POST.get("note", ""),
        by=who_asks(request),
    )
    notice(request, _("Đã ghi: đã xem lại."))
    return after(request, "diagnostics:sheet", row.requisition_id)


@require_POST
@protected("visit.record")
def acknowledge(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    """The asking side has read what is there."""
    chart, orders = found_sheet(request, requisition_id)
    unread = [line.order for line in lines_of(chart, orders) if line.may_read]
    if not unread:
        raise Refused(_("Không có kết quả mới trên phiếu này."))
    order_acts.acknowledge_results(orders=unread, by=chart.who, note=request.POST.get("note", ""))
    notice(request, _("Đã ghi: đã xem kết quả."))
    return after(request, "diagnostics:sheet", requisition_id)


@require_POST
@protected("order.place", "result.enter")
def cancel(request: HttpRequest, order_id: UUID) -> HttpResponse:
    row = found_order(request, order_id)
    order_acts.cancel_order(order=row, why=request.POST.get("why", ""), by=who_asks(request))
    undo = reverse("diagnostics:restore", args=[order_id])
    notice(request, _("Đã hủy chỉ định."), undo=undo)
    return after(request, "diagnostics:sheet", row.requisition_id)


@require_POST
@protected("order.place", "result.enter")
def restore(request: HttpRequest, order_id: UUID) -> HttpResponse:
    row = found_order(request, order_id)
    order_acts.restore_order(order=row, by=who_asks(request))
    notice(request, _("Chỉ định có hiệu lực trở lại."))
    return after(request, "diagnostics:sheet", row.requisition_id)


@require_POST
@protected("result.enter")
def attach(request: HttpRequest, order_id: UUID) -> HttpResponse:
    """A photo of the strip, a scanned sheet, a picture: into the chart, at this order."""
    row = found_order(request, order_id)
    file = request.FILES.get("file")
    if file is None:
        raise Refused(_("Chọn tệp ảnh hoặc PDF."), field="file")
    add_document(
        person_id=row.patient_id,
        title=request.POST.get("title", "").strip() or row.title,
        kind="result",
        chunks=file.chunks(),
        order=row,
        by=who_asks(request),
    )
    notice(request, _("Đã đính kèm vào kết quả."))
    return after(request, "diagnostics:sheet", row.requisition_id)
