"""Ordering: from the person's page, from a finished visit, from the visit in progress."""

from typing import Any, cast
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.diagnostics.forms import OrderForm, Typed
from tuyen.domains.diagnostics.views.repeats import repeat_of
from tuyen.platform import changes
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions.orders import performers_of, place_orders
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Condition
from tuyen.record.queries.orders import last_performers, open_codes
from tuyen.record.queries.queue import entry_with
from tuyen.record.queries.visits import patient_of, visit_of

TEMPLATE = "diagnostics/place.html"


@require_http_methods(["GET", "POST"])
@never_cache
@protected("order.place")
def from_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    return _place(request, _chart(request, person_id), {})


@require_http_methods(["GET", "POST"])
@never_cache
@protected("order.place")
def from_visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    patient_id = patient_of(encounter_id, who_asks(request))
    if patient_id is None:
        raise Http404
    chart = _chart(request, patient_id)
    visit = visit_of(chart, encounter_id)
    if visit is None:
        raise Http404
    said = [(row.code, row.name) for row in visit.conditions]
    return _place(request, chart, {"encounter_id": encounter_id}, said)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("order.place")
def from_queue(request: HttpRequest, entry_id: UUID) -> HttpResponse:
    """While the person is seen; the visit form keeps what was typed and is opened again after."""
    entry = entry_with(entry_id, who_asks(request))
    if entry is None:
        raise Http404
    chart = _chart(request, entry.patient_id)
    back = reverse("clinic:examine", args=[entry_id])
    reason = [("", entry.reason)] if entry.reason else []
    return _place(request, chart, {"entry_id": entry_id}, reason, back)


def _chart(request: HttpRequest, person_id: UUID) -> Chart:
    who = who_asks(request)
    if request.method == "POST":
        return chart_of(person_id, who)
    return opened_chart(person_id, who, what="order_form")


def _place(
    request: HttpRequest,
    chart: Chart,
    source: dict[str, UUID],
    diagnoses: list[tuple[str, str]] | None = None,
    back: str = "",
) -> HttpResponse:
    known = diagnoses if diagnoses is not None else _problems(chart)
    form = OrderForm(
        cast(Typed, request.POST) if request.method == "POST" else None,
        who=chart.who,
        diagnoses=known,
        waiting=open_codes(chart),
        performers=performers_of(chart.who),
        usual=last_performers(chart.who),
    )
    shown = {"person": chart.person, "form": form, "back": back, "repeat": uuid7()}
    if request.method == "GET" or "set" in request.POST:
        return page(request, TEMPLATE, shown)
    try:
        return _placed(request, chart, form, source, back)
    except Refused as refusal:
        repeat = repeat_of(request)
        earlier = repeat.outcome() if repeat else None
        if isinstance(earlier, changes.Repeated):
            return after(request, "diagnostics:sheet", earlier.result_id)
        form.problem = str(refusal.message)
        shown["repeat"] = request.POST.get("repeat", "")
        return page(request, TEMPLATE, shown, status=refusal.status)


def _problems(chart: Chart) -> list[tuple[str, str]]:
    rows = chart.of(Condition).filter(clinical_status="active", category="problem-list-item")
    return [(row.code, row.name) for row in rows[:5]]


def _placed(
    request: HttpRequest, chart: Chart, form: OrderForm, source: dict[str, Any], back: str
) -> HttpResponse:
    who = chart.who
    rows = place_orders(
        person_id=chart.person.id,
        wanted=form.wanted(),
        reason=form.reason,
        is_urgent=form.is_urgent,
        by=who,
        repeat=repeat_of(request),
        **source,
    )
    said = ngettext("Đã gửi %(n)s chỉ định.", "Đã gửi %(n)s chỉ định.", len(rows))
    notice(request, said % {"n": len(rows)})
    if back and source.get("entry_id"):
        return after(request, "clinic:examine", source["entry_id"])
    return after(request, "diagnostics:sheet", rows[0].requisition_id)
