"""Remote care at a facility: its declaration, the illnesses it may treat from afar, what is billed."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock, rulebook
from tuyen.core.errors import Refused
from tuyen.domains.teleconsult import billing, remote_care, words
from tuyen.domains.teleconsult.forms_remote import BillForm, ConditionForm, DeclarationForm
from tuyen.domains.teleconsult.models import RemoteCondition
from tuyen.domains.teleconsult.views import opening
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE
from tuyen.platform.print.listings import as_xlsx
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import consult_bills
from tuyen.record.rules.consult_modes import need
from tuyen.record.rules.consults import MODES

PAGE_ROWS = 25
MOST_ROWS = 5000
READS = ("consult.see", "consult.learn", remote_care.CONFIRMS)


@require_GET
@never_cache
@protected(*READS)
def remote(request: HttpRequest) -> HttpResponse:
    return _shown(request)


def _shown(request: HttpRequest, status: int = 200, **given: Any) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    shipped = rulebook.on(remote_care.LIST, today)
    context = {
        "modes": [_mode(row) for row in rulebook.on(MODES, today).rows],
        "conditions": list(remote_care.conditions(who.unit_id, today)),
        "shipped": shipped.rows,
        "listed": shipped["listed"],
        "circular": shipped["circular"],
        "declarations": [
            (row, remote_care.start_of(row, today)) for row in remote_care.declarations(who.unit_id)
        ],
        "has_begun": remote_care.has_begun(who.unit_id, today),
        "may_confirm": remote_care.may_confirm(who),
        "condition_form": ConditionForm(),
        "declaration_form": DeclarationForm(),
    }
    return page(request, "teleconsult/remote_care.html", context | given, status=status)


def _mode(row: rulebook.Row) -> dict[str, Any]:
    language, today = words.language(), clock.today()
    return {
        "label": rulebook.label(row, language),
        "basis": row["basis"],
        "who": row.get(f"who_treats_{language}") or row["who_treats_vi"],
        "needs": [rulebook.label(need(code, today), language) for code in row["needs"]],
    }


@require_POST
@protected(remote_care.CONFIRMS)
def confirm(request: HttpRequest) -> HttpResponse:
    who, form = who_asks(request), ConditionForm(request.POST)
    if not form.is_valid():
        return _shown(request, 422, condition_form=form)
    try:
        remote_care.confirm(said=form.said(), by=who)
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _shown(request, refusal.status, condition_form=form)
    notice(request, _("Đã xác nhận bệnh được khám từ xa."))
    return after(request, "teleconsult:remote_care")


@require_POST
@protected(remote_care.CONFIRMS)
def end(request: HttpRequest, condition_id: UUID) -> HttpResponse:
    who = who_asks(request)
    rows = remote_care.conditions(who.unit_id, clock.today())
    row: RemoteCondition = get_object_or_404(rows, pk=condition_id)
    remote_care.end(condition=row, by=who)
    notice(request, _("Từ ngày mai bệnh này không còn được khám từ xa."))
    return after(request, "teleconsult:remote_care")


@require_POST
@protected(remote_care.CONFIRMS)
def declare(request: HttpRequest) -> HttpResponse:
    who, form = who_asks(request), DeclarationForm(request.POST)
    if not form.is_valid():
        return _shown(request, 422, declaration_form=form)
    try:
        remote_care.declare(said=form.said(), by=who)
    except Refused as refusal:
        form.add_error(refusal.field or None, refusal.message)
        return _shown(request, refusal.status, declaration_form=form)
    notice(request, _("Đã ghi công bố khám từ xa."))
    return after(request, "teleconsult:remote_care")


@require_GET
@never_cache
@protected("consult.see")
def bills(request: HttpRequest) -> HttpResponse:
    """No names: the case's own page opens the chart, and there a person decides."""
    who = who_asks(request)
    which = billing.DONE if request.GET.get("which") == billing.DONE else billing.OPEN
    shown = Paginator(billing.rows(who, which), PAGE_ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "which": which,
        "rows": [
            (line, words.modes(line.row.day).get(line.row.mode, line.row.mode))
            for line in billing.lines(list(shown))
        ],
        "may_open": who.may("chart.open"),
    }
    return page(request, "teleconsult/billing.html", context)


@require_GET
@never_cache
@protected("consult.see")
def bills_sheet(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    which = billing.DONE if request.GET.get("which") == billing.DONE else billing.OPEN
    found = billing.lines(list(billing.rows(who, which)[:MOST_ROWS]))
    content = as_xlsx(billing.listing(found, who.unit_name))
    response = HttpResponse(content, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = 'attachment; filename="thanh-toan-hoi-chan.xlsx"'
    return response


@require_POST
@protected("consult.ask", "consult.answer")
def bill(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """verb=none: not billed, with the reason."""
    who = who_asks(request)
    _chart, row = opening.found_with_chart(consult_id, who)
    form = BillForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Xem lại số tiền và người trả rồi gửi lại."))
    is_billed = request.POST.get("verb") != "none"
    consult_bills.decide_bill(consult=row, bill=form.bill(is_billed=is_billed), by=who)
    notice(request, _("Đã ghi quyết định thanh toán."))
    return after(request, "teleconsult:case", row.id)
