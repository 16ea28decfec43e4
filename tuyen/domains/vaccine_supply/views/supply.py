"""Requests: the list with what is short, one request with its lots, the decision, the paper."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import whole_number
from tuyen.domains.vaccine_supply import lists, permissions, printed
from tuyen.domains.vaccine_supply.actions import supply as actions
from tuyen.domains.vaccine_supply.forms import supply as forms
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineRequest
from tuyen.domains.vaccine_supply.queries import sheets as sheet_queries
from tuyen.domains.vaccine_supply.queries import supply as queries
from tuyen.domains.vaccine_supply.queries.sheets import unit_names
from tuyen.domains.vaccine_supply.rules import supply as rules
from tuyen.domains.vaccine_supply.views.sheets import form_page, saved, sheet_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.platform.ui.templatetags.tuyen import number
from tuyen.registry.facilities import direction

ROWS = 30
State = VaccineRequest.State
TONES = {State.ASKED: "info", State.ALLOCATED: "good", State.DECLINED: "warn"}


@require_GET
@protected(permissions.SEE)
def requests(request: HttpRequest) -> HttpResponse:
    """Every request on either side, with what has not come."""
    who = who_asks(request)
    state = request.GET.get("state", "")
    found = queries.requests_for(who, state if state in State.values else "")
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    lots = queries.deliveries_of(shown)
    names = unit_names(i for row in shown for i in (row.unit_id, row.to_unit_id))
    labels = lists.vaccine_labels(clock.today())
    context = {
        "page_obj": shown,
        "state": state,
        "states": State.choices,
        "rows": [
            {
                "row": row,
                "vaccine": labels.get(row.vaccine, row.vaccine),
                "unit": names.get(row.unit_id),
                "to_unit": names.get(row.to_unit_id),
                "stands": queries.standing(row, lots[row.id]),
                "tone": TONES.get(State(row.state), "neutral"),
            }
            for row in shown
        ],
        "may_plan": who.may(permissions.PLAN),
    }
    return page(request, "vaccine_supply/requests.html", context)


def request_of(who: Actor, request_id: UUID) -> VaccineRequest:
    found: VaccineRequest = get_object_or_404(queries.requests_for(who), pk=request_id)
    return found


@require_GET
@protected(permissions.SEE)
def request_page(request: HttpRequest, request_id: UUID) -> HttpResponse:
    return _shown(request, request_of(who_asks(request), request_id))


def _shown(
    request: HttpRequest, found: VaccineRequest, status: int = 200, **bound: Any
) -> HttpResponse:
    who = who_asks(request)
    lots = queries.deliveries_of([found])[found.id]
    names = unit_names([found.unit_id, found.to_unit_id])
    may_send = permissions.may_allocate(who, found.to_unit_id)
    stands = queries.standing(found, lots)
    context = {
        "row": found,
        "vaccine": lists.vaccine_labels(found.asked_on).get(found.vaccine, found.vaccine),
        "unit": names.get(found.unit_id),
        "to_unit": names.get(found.to_unit_id),
        "lots": lots,
        "stands": stands,
        "tone": TONES.get(State(found.state), "neutral"),
        "may_withdraw": found.state == State.ASKED and permissions.may_plan(who, found.unit_id),
        "may_allocate": may_send and found.state in (State.ASKED, State.DECLINED),
        "may_send": may_send and found.state == State.ALLOCATED and stands.may_send > 0,
        "may_receive": permissions.may_plan(who, found.unit_id),
        "send_form": forms.SendForm(initial={"doses": stands.may_send}),
        "receive_form": forms.ReceiveForm(),
    }
    return page(request, "vaccine_supply/request.html", context | bound, status=status)


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def ask(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    who = who_asks(request)
    sheet = sheet_of(who, sheet_id)
    permissions.require_plan(who, sheet.unit_id)
    above = queries.upper_units(sheet.unit_id, clock.today())
    begin = {"scenario": request.GET.get("scenario", "")}
    amounts = amounts_of(sheet)
    form = forms.AskForm(request.POST or None, above=above, amounts=amounts, initial=begin)
    made: list[VaccineRequest] = []

    def act() -> None:
        told = form.cleaned_data
        said = {name: told[name] for name in ("risk", "reason", "scenario")}
        made.append(actions.ask(sheet=sheet, to_unit_id=told["to_unit"], by=who, **said))

    if saved(form, act):
        notice(request, _("Đã gửi đề nghị cấp vắc xin."))
        return after(request, "vaccine_supply:request", made[0].id)
    back = reverse("vaccine_supply:sheet", args=[sheet_id])
    return form_page(request, form, _("Đề nghị cấp vắc xin"), back)


def amounts_of(sheet: NeedSheet) -> list[tuple[str, str]]:
    """How many doses may be asked for: those of the sheet, or with what a forecast adds."""
    worked = sheet_queries.worked(sheet)
    own = _("Theo bảng: %(doses)s liều") % {"doses": number(worked.order.total.doses)}
    more = [
        (name, _("%(scenario)s, %(cases)s ca dự báo: %(doses)s liều") % {
            "scenario": lists.SCENARIOS[name], "cases": number(cases),
            "doses": number(order.total.doses)})
        for name, cases, order in worked.scenarios
    ]  # fmt: skip
    return [("", own), *more]


@require_POST
@protected(permissions.PLAN)
def withdraw(request: HttpRequest, request_id: UUID) -> HttpResponse:
    who = who_asks(request)
    actions.withdraw(request=request_of(who, request_id), by=who)
    return after(request, "vaccine_supply:request", request_id)


@require_http_methods(["GET", "POST"])
@protected(permissions.PLAN)
def allocate(request: HttpRequest) -> HttpResponse:
    """What waits for one vaccine, a proposal by the rule that was chosen, decided line by line."""
    who = who_asks(request)
    labels = lists.vaccine_labels(clock.today())
    asked = request.POST if request.method == "POST" else request.GET
    vaccine = asked.get("vaccine", "mr")
    way = asked.get("way", "") if asked.get("way") in VaccineRequest.Way.values else "need"
    available = whole_number(asked.get("available", ""), 10**9) or 0
    rows = queries.waiting_at(direction.facility_of(who.unit_id), vaccine)
    size = max((row.doses_a_vial for row in rows), default=1)
    wishes = [rules.Wish(row.doses_asked, row.risk) for row in rows]
    proposal = rules.shares(available, size, wishes, rules.Way(way))
    form = forms.AllocateForm(
        request.POST if request.method == "POST" else None,
        rows=rows,
        proposal=proposal,
        initial={"available": available, "way": way},
    )

    def act() -> None:
        told = form.cleaned_data
        decided = [actions.Line(*each) for each in form.decided()]
        actions.allocate(lines=decided, available=told["available"], way=told["way"], by=who)

    if rows and saved(form, act):
        notice(request, _("Đã phân bổ %(n)d đề nghị.") % {"n": len(rows)})
        return after(request, "vaccine_supply:requests")
    names = unit_names(row.unit_id for row in rows)
    context = {
        "form": form,
        "lines": [(row, names.get(row.unit_id), *fields) for row, *fields in form.lines()],
        "asked": sum(row.doses_asked for row in rows),
        "vaccine": vaccine,
        "vaccines": labels.items(),
        "way": way,
        "ways": VaccineRequest.Way.choices,
        "available": available,
    }
    return page(
        request, "vaccine_supply/allocate.html", context, status=422 if form.is_bound else 200
    )


@require_POST
@protected(permissions.PLAN)
def send(request: HttpRequest, request_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = request_of(who, request_id)
    form = forms.SendForm(request.POST)
    if saved(form, lambda: actions.send(request=found, by=who, **form.cleaned_data)):
        notice(request, _("Đã ghi lô gửi đi."))
        return after(request, "vaccine_supply:request", request_id)
    return _shown(request, found, 422, send_form=form)


@require_POST
@protected(permissions.PLAN)
def receive(request: HttpRequest, delivery_id: UUID) -> HttpResponse:
    who = who_asks(request)
    lot = get_object_or_404(queries.deliveries_for(who), pk=delivery_id)
    form = forms.ReceiveForm(request.POST)
    if saved(form, lambda: actions.receive(delivery=lot, by=who, **form.cleaned_data)):
        notice(request, _("Đã nhận, kho được ghi tăng."))
        return after(request, "vaccine_supply:request", lot.request_id)
    return _shown(request, request_of(who, lot.request_id), 422, receive_form=form, bad_lot=lot.id)


@require_GET
@protected(permissions.SEE)
def paper(request: HttpRequest, request_id: UUID) -> HttpResponse:
    found = request_of(who_asks(request), request_id)
    return HttpResponse(printed.request_pdf(found), content_type="application/pdf")
