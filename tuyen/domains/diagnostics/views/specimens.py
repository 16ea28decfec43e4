"""Specimens: taken, received, refused."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.domains.diagnostics.views.sheet import found_sheet
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions import specimens as acts
from tuyen.record.chart import chart_of
from tuyen.record.models import Specimen
from tuyen.record.queries.orders import specimen_with


@require_POST
@protected("specimen.collect")
def collect(request: HttpRequest, requisition_id: UUID) -> HttpResponse:
    """What the sheet still needs: one tube a kind, labels ready to print."""
    chart, orders = found_sheet(request, requisition_id)
    wanted = [order for order in orders if order.specimen_kind and order.status == "requested"]
    made = acts.collect_specimens(orders=wanted, by=chart.who)
    said = {"numbers": ", ".join(each.number for each in made)}
    notice(request, _("Đã lấy mẫu %(numbers)s. In nhãn và dán ngay.") % said)
    return after(request, "diagnostics:sheet", requisition_id)


@require_POST
@protected("specimen.collect")
def receive(request: HttpRequest, specimen_id: UUID) -> HttpResponse:
    row = _found(request, specimen_id)
    acts.receive_specimen(specimen=row, by=who_asks(request))
    notice(request, _("Đã nhận mẫu %(number)s.") % {"number": row.number})
    return after(request, "diagnostics:sheet", row.requisition_id)


@require_POST
@protected("specimen.collect")
def reject(request: HttpRequest, specimen_id: UUID) -> HttpResponse:
    row = _found(request, specimen_id)
    acts.reject_specimen(
        specimen=row,
        rejection=request.POST.get("rejection", ""),
        note=request.POST.get("note", ""),
        by=who_asks(request),
    )
    said = _("Đã từ chối mẫu %(number)s; các chỉ định chờ mẫu mới.") % {"number": row.number}
    notice(request, said, level="warning")
    return after(request, "diagnostics:sheet", row.requisition_id)


def _found(request: HttpRequest, specimen_id: UUID) -> Specimen:
    who: Any = who_asks(request)
    row = specimen_with(specimen_id, who)
    if row is None:
        raise Http404
    chart_of(row.patient_id, who)
    return row
