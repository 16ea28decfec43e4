"""What was done in a visit or on the ward: listed, recorded, corrected, struck."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.techniques.forms.procedures import ProcedureForm, typed_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import procedures as acts
from tuyen.record.chart import Chart, opened_chart
from tuyen.record.models import Procedure
from tuyen.record.models.procedures import ENTERED_IN_ERROR
from tuyen.record.queries import beds
from tuyen.record.queries import procedures as queries
from tuyen.record.queries.visits import visible_encounter
from tuyen.registry.facilities.direction import facility_of
from tuyen.registry.terms.queries import names_of, search_codes

MOST = 10


@require_http_methods(["GET", "POST"])
@never_cache
@protected("chart.open")
def of_visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    who = who_asks(request)
    visit = visible_encounter(encounter_id, who)
    if visit is None:
        raise Http404
    chart = opened_chart(visit.patient_id, who, what="procedures")
    form = _form(request, who)
    if request.method == "POST" and _recorded(request, visit, form):
        return after(request, "techniques:of_visit", encounter_id)
    context = _listed(queries.of_visit(chart, visit), form, who) | {
        "person": chart.person,
        "visit": visit,
        "is_open": visit.superseded_by_id is None and visit.status != ENTERED_IN_ERROR,
    }
    return page(request, "techniques/procedures.html", context, status=_status(form))


@require_http_methods(["GET", "POST"])
@never_cache
@protected("chart.open")
def of_stay(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    who = who_asks(request)
    stay = get_object_or_404(beds.visible_to(who), pk=admission_id)
    chart = opened_chart(stay.patient_id, who, what="procedures")
    form = _form(request, who)
    if request.method == "POST" and _recorded(request, stay, form):
        return after(request, "techniques:of_stay", admission_id)
    context = _listed(queries.of_stay(chart, stay), form, who) | {
        "person": chart.person,
        "stay": stay,
        "is_open": stay.status not in ("planned", "cancelled"),
    }
    return page(request, "techniques/procedures.html", context, status=_status(form))


def _form(request: HttpRequest, who: Actor) -> ProcedureForm:
    """The day is today and whoever types did it, unless they say otherwise."""
    if request.method == "POST":
        return ProcedureForm(request.POST)
    return ProcedureForm(initial={"day": clock.today(), "performer": who.staff_id or who.name})


def _status(form: ProcedureForm) -> int:
    return 422 if form.errors else 200


def _listed(rows: list[Procedure], form: ProcedureForm, who: Actor) -> dict[str, Any]:
    return {
        "rows": rows,
        "form": form,
        "anaesthesia": names_of("anaesthesia", {row.anaesthesia for row in rows}, clock.today()),
        "may_record": permissions.may_record_procedure(who),
    }


def _recorded(request: HttpRequest, of: acts.Setting, form: ProcedureForm) -> bool:
    if not form.is_valid():
        return False
    try:
        acts.record_procedure(of=of, done=form.done(), by=who_asks(request))
    except Refused as refusal:
        _say(form, refusal)
        return False
    notice(request, _("Đã ghi thủ thuật, phẫu thuật."))
    return True


def _say(form: ProcedureForm, refusal: Refused) -> None:
    place = "assistant_1" if refusal.field == "assistants" else refusal.field
    form.add_error(place if place in form.fields else None, refusal.message)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("chart.open")
def procedure(request: HttpRequest, procedure_id: UUID) -> HttpResponse:
    """One procedure with its history; whoever did it may correct it here."""
    who = who_asks(request)
    chart, row = _found(procedure_id, who)
    form = ProcedureForm(request.POST) if request.method == "POST" else ProcedureForm(typed_of(row))
    if request.method == "POST" and form.is_valid():
        try:
            new = acts.amend_procedure(
                procedure=row, done=form.done(), why=request.POST.get("why", ""), by=who
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            notice(request, _("Đã sửa. Bản trước còn trong lịch sử."))
            return after(request, "techniques:procedure", new.id)
    status = _status(form) if request.method == "POST" else 200
    return page(request, "techniques/procedure.html", _shown(chart, row, form, who), status=status)


def _shown(chart: Chart, row: Procedure, form: ProcedureForm, who: Actor) -> dict[str, Any]:
    is_standing = row.superseded_by_id is None and row.status != ENTERED_IN_ERROR
    is_ours = is_standing and row.facility_id == facility_of(who.unit_id)
    return {
        "person": chart.person,
        "row": row,
        "form": form,
        "versions": queries.versions_of_procedure(chart, row),
        "anaesthesia": names_of("anaesthesia", {row.anaesthesia}, clock.today()),
        "is_struck": row.status == ENTERED_IN_ERROR,
        "may_amend": is_ours and permissions.may_record_procedure(who),
    }


@require_POST
@protected("procedure.record")
def strike(request: HttpRequest, procedure_id: UUID) -> HttpResponse:
    who = who_asks(request)
    _chart, row = _found(procedure_id, who)
    struck = acts.strike_procedure(procedure=row, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã gạch dòng ghi nhầm; lịch sử vẫn giữ lại."))
    return after(request, "techniques:procedure", struck.id)


def _found(procedure_id: UUID, who: Actor) -> tuple[Chart, Procedure]:
    row = queries.visible_procedure(procedure_id, who)
    if row is None:
        raise Http404
    return opened_chart(row.patient_id, who, what="procedures"), row


@require_GET
@protected("procedure.record", "direction.see")
def pick_technique(request: HttpRequest) -> HttpResponse:
    found = search_codes("technique", request.GET.get("q", ""), clock.today(), MOST)
    options = [(each.code, f"{each.code} – {each.name}", _class_of(each)) for each in found]
    return page(request, "techniques/options.html", {"options": options})


def _class_of(code: Any) -> str:
    return str(code.attributes.get("procedure_class") or "")


@require_GET
@protected("procedure.record", "technique.manage")
def pick_staff(request: HttpRequest) -> HttpResponse:
    facility_id = facility_of(who_asks(request).unit_id)
    found = queries.search_hands(facility_id, request.GET.get("q", ""))
    options = [(str(member.id), member.name, place) for member, place in found]
    return page(request, "techniques/options.html", {"options": options})
