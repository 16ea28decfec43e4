"""The counter: who waits for drugs, and handing them out."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.pharmacy import permissions
from tuyen.domains.pharmacy.actions import dispense as acts
from tuyen.domains.pharmacy.actions.papers import Second
from tuyen.domains.pharmacy.forms.handing import Typed, typed_in
from tuyen.domains.pharmacy.papers.labels import labels_of, labels_pdf
from tuyen.domains.pharmacy.queries import counter, stock
from tuyen.domains.pharmacy.queries.counter import Desk
from tuyen.domains.pharmacy.rules import lots as lot_rules
from tuyen.domains.pharmacy.views.repeats import repeat_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.accounts.second_signature import signed_beside
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.chart import chart_of, opened_chart
from tuyen.record.models import Allergy, Dispense, Prescription
from tuyen.record.models.dispenses import DispenseStatus
from tuyen.record.queries import dispenses as records
from tuyen.record.queries import visits

TEMPLATE = "pharmacy/dispense.html"
NEEDS_WHY = ("order", "locked_day")  # refusals that a reason lifts


@require_GET
@never_cache
@protected(permissions.DISPENSE)
def queue(request: HttpRequest) -> HttpResponse:
    """Who waits for drugs, oldest first; who was served today. Asked again each 20 seconds."""
    found = counter.queue_at(who_asks(request), clock.today())
    if request.GET.get("version") == found.version:
        return HttpResponse(status=204)
    return page(request, "pharmacy/queue.html#board", {"queue": found, "tab": "queue"})


def _found(prescription_id: UUID, who: Actor) -> Prescription:
    found = records.prescription_with(prescription_id, who)
    if found is None:
        raise Http404
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.DISPENSE)
def dispense(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """One sheet: the lots are chosen, Enter hands them out."""
    who = who_asks(request)
    sheet = _found(prescription_id, who)
    if request.method == "GET":
        desk = counter.desk_of(opened_chart(sheet.patient_id, who, what="dispense"), sheet)
        return _shown(request, desk, None)
    desk = counter.desk_of(chart_of(sheet.patient_id, who), sheet)
    typed = Typed()
    try:
        typed = typed_in(request.POST)
        handed = acts.dispense(
            prescription=sheet,
            shares=typed.shares,
            declined=typed.declined,
            by=who,
            second=_second(request, desk, who),
            why=typed.why,
            desk=desk,
            repeat=repeat_of(request),
        )
    except Refused as refused:
        return _shown(request, desk, typed, refused)
    _tell(request, handed)
    if request.POST.get("print"):
        return after(request, "pharmacy:dispense", sheet.id, labels=1)
    return after(request, "pharmacy:queue")


def _second(request: HttpRequest, desk: Desk, who: Actor) -> Second | None:
    """Only where the sheet asks for it."""
    if not desk.is_controlled:
        return None
    name, password = request.POST.get("second", ""), request.POST.get("password", "")
    account = signed_beside(request, name, password, who.unit_id)
    return Second(account.pk, account.full_name)


def _tell(request: HttpRequest, handed: acts.Handed) -> None:
    if handed.is_repeated:
        notice(request, _("Phiếu này đã được lưu trước đó."))
        return
    undo = reverse("pharmacy:undo", args=[handed.prescription.id])
    notice(request, _("Đã ghi cấp thuốc."), undo=undo)


def _shown(
    request: HttpRequest, desk: Desk, typed: Typed | None, problem: Refused | None = None
) -> HttpResponse:
    substitutes = counter.substitutes_of(desk)
    lines = [_line(desk, line, typed, substitutes.get(line.id, [])) for line in desk.lines]
    context = {
        "desk": desk,
        "person": desk.chart.person,
        "lines": lines,
        "allergies": [row for row in desk.chart.of(Allergy) if row.status == "active"],
        "problem": problem,
        "typed": typed,
        "repeat": request.POST.get("repeat") or uuid7(),
        "is_open": desk.prescription.superseded_by_id is None and any(x["is_due"] for x in lines),
        "needs_reason": problem is not None and problem.code in ("order", "locked_day"),
        "is_locked_day": problem is not None and problem.code == "locked_day",
        "reasons": Dispense.Reason.choices,
        "sources": stock.source_labels(desk.day, get_language() or "vi"),
        "wants_labels": request.GET.get("labels") == "1",
        "second": request.POST.get("second", ""),
        "tab": "queue",
    }
    return page(request, f"{TEMPLATE}#sheet", context, problem.status if problem else 200)


def _line(desk: Desk, line: Any, typed: Typed | None, substitutes: Any) -> dict[str, Any]:
    """One drug of the sheet: what is due, its boxes, what was handed out before."""
    due = desk.dues[line.id]
    takes = {take.lot.lot_id: take.quantity for take in desk.proposal().get(line.id, [])}
    mine = [lot for lot in desk.lots.values() if lot.drug_code == line.drug_code]
    boxes = [
        {
            "lot": lot,
            "id": f"id_q_{line.id.hex[-6:]}_{lot.lot_id.hex[-6:]}",
            "typed": _box(typed, line.id, lot.lot_id, takes.get(lot.lot_id)),
            "is_chosen": lot.lot_id in takes,
        }
        for lot in lot_rules.usable(mine, desk.day)
    ]
    return {
        "line": line,
        "due": due,
        "is_due": due.missing > 0,
        "boxes": boxes,
        "blocked": [lot for lot in mine if lot_rules.blocked(lot, desk.day)],
        "is_short": sum(takes.values()) < due.missing,
        "substitutes": [
            {"item": item, "lot": lot, "typed": _box(typed, line.id, lot.lot_id, None)}
            for item, lot in substitutes
            if lot_rules.blocked(lot, desk.day) is None
        ],
        "declined": _declined(desk, line, typed, boxes),
        "given": [r for r in desk.dispenses if r.request_id == line.id],
        "completed": DispenseStatus.COMPLETED,
    }


def _box(typed: Typed | None, line_id: UUID, lot_id: UUID, proposed: int | None) -> str:
    if typed is None or (line_id, lot_id) not in typed.quantities:
        return str(proposed) if proposed and typed is None else ""
    return typed.quantities[line_id, lot_id]


def _declined(desk: Desk, line: Any, typed: Typed | None, boxes: list[Any]) -> str:
    """Nothing in the store: the reason is chosen beforehand."""
    if typed is not None:
        return typed.declined.get(line.id, "")
    return "" if boxes or line.id in desk.declined else str(Dispense.Reason.OUT_OF_STOCK)


@require_POST
@protected(permissions.DISPENSE)
def undo(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    who = who_asks(request)
    acts.undo(prescription=_found(prescription_id, who), by=who)
    notice(request, _("Đã hoàn tác: thuốc trở lại kho, người bệnh trở lại danh sách chờ."))
    return after(request, "pharmacy:queue")


@require_POST
@protected(permissions.DISPENSE)
def take_back(request: HttpRequest, prescription_id: UUID, dispense_id: UUID) -> HttpResponse:
    """The person brings drugs back, or the figure was wrong."""
    who = who_asks(request)
    sheet = _found(prescription_id, who)
    chart = chart_of(sheet.patient_id, who)
    rows = [r for r in records.dispenses_of(chart, sheet.number) if r.id == dispense_id]
    if not rows:
        raise Http404
    text = request.POST.get("quantity", "").strip()
    quantity = int(text) if text.isdecimal() and len(text) < 9 else 0
    acts.take_back(row=rows[0], quantity=quantity, by=who, why=request.POST.get("why", ""))
    notice(request, _("Đã thu lại, thuốc trở lại kho."))
    return after(request, "pharmacy:dispense", sheet.id)


@require_GET
@never_cache
@protected(permissions.DISPENSE)
def labels(request: HttpRequest, prescription_id: UUID) -> HttpResponse:
    """A label for each drug that was handed out of this sheet."""
    who = who_asks(request)
    sheet = _found(prescription_id, who)
    chart = opened_chart(sheet.patient_id, who, what="dispense")
    rows = records.dispenses_of(chart, sheet.number)
    given = [row for row in rows if row.status == DispenseStatus.COMPLETED]
    if not given:
        raise Http404
    name = f'inline; filename="nhan-thuoc-{sheet.number}.pdf"'
    return HttpResponse(
        labels_pdf(labels_of(who.unit_name, chart.person.name, given)),
        content_type="application/pdf",
        headers={"Content-Disposition": name},
    )


@require_GET
@protected(permissions.DISPENSE)
def of_visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """From a finished visit to its sheet; to the queue where it has none here."""
    who = who_asks(request)
    sheets = list(records.prescriptions_of_visit(encounter_id, who)[:2])
    if not sheets:
        patient_id = visits.patient_of(encounter_id, who)
        if patient_id is None:
            raise Http404
        chart_of(patient_id, who)
        notice(request, _("Lượt khám này không có đơn thuốc ở đơn vị."), level="warning")
        return after(request, "pharmacy:queue")
    return after(request, "pharmacy:dispense", sheets[0].id)
