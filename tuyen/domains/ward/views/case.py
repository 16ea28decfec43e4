"""One stay: where the person lies, what happens next, how it ends; and all stays of a person."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.ward import queries
from tuyen.domains.ward.forms.stays import LeaveForm, LeavingForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import admissions as acts
from tuyen.record.actions import discharges
from tuyen.record.chart import Chart, opened_chart
from tuyen.record.models import Admission
from tuyen.record.queries import beds as places
from tuyen.record.rules.admissions import endings

TEMPLATE = "ward/case.html"


def stay_or_404(request: HttpRequest, admission_id: UUID) -> Admission:
    stay: Admission = get_object_or_404(places.visible_to(who_asks(request)), pk=admission_id)
    return stay


def opened_stay(request: HttpRequest, admission_id: UUID) -> tuple[Admission, Chart]:
    """The stay with the chart of who lies there; the reading is logged."""
    stay = stay_or_404(request, admission_id)
    return stay, opened_chart(stay.patient_id, who_asks(request), what="stay")


def about(stay: Admission, chart: Chart, who: Actor, tab: str) -> dict[str, Any]:
    """What the head of every page of a stay shows."""
    return {
        "stay": stay,
        "chart": chart,
        "person": chart.person,
        "tone": queries.TONES[stay.status],
        "day": queries.day_of_stay(stay),
        "tab": tab,
        "is_open": stay.ended_at is None,
        "may_treat": permissions.may_treat(who),
        "may_nurse": permissions.may_nurse(who),
    }


@require_GET
@never_cache
@protected("chart.open")
def stays(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Every stay of a person, newest first; the place of one in custody stays masked outside."""
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="stays")
    context = {"person": chart.person, "rows": queries.stays_of(chart)}
    return page(request, "ward/stays.html", context)


@require_GET
@never_cache
@protected("ward.nurse")
def case(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    stay, chart = opened_stay(request, admission_id)
    who = who_asks(request)
    units = places.departments_for(who)
    context = about(stay, chart, who, "place") | {
        "pieces": places.pieces_of(stay),
        "units": [node for node in units if node.unit_id != stay.unit_id],
        "free": [
            (f"{bed.id}", f"{room_name} · {bed.name}")
            for bed, room_name in places.free_beds(who)
            if queries.fits(bed.compartment, stay)
        ],
        "leave_form": LeaveForm(initial={"until": LeaveForm.tomorrow()}),
        "unit_name": queries.units_named(units, stay.unit_id),
    }
    return page(request, TEMPLATE, context)


@require_POST
@protected("ward.nurse")
def place(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    stay, who = stay_or_404(request, admission_id), who_asks(request)
    bed = _chosen(request, "bed", lambda id_: places.beds_of(who).filter(pk=id_).first())
    if bed is None:
        raise Refused(_("Chọn giường."), field="bed")
    acts.place(admission=stay, bed=bed, by=who, why=request.POST.get("why", ""))
    notice(request, _("Đã xếp giường."))
    return _back(request, admission_id)


@require_POST
@protected("ward.nurse")
def move(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """To another department; whoever works there only finds the stay from now on."""
    stay, who = stay_or_404(request, admission_id), who_asks(request)
    unit_id = _chosen(request, "unit", lambda id_: id_)
    if unit_id is None:
        raise Refused(_("Chọn khoa chuyển đến."), field="unit")
    acts.move(admission=stay, unit_id=unit_id, by=who, why=request.POST.get("why", ""))
    notice(request, _("Đã chuyển khoa; khoa nhận sẽ xếp giường."))
    return after(request, "ward:board")


def _chosen(request: HttpRequest, name: str, find: Callable[[UUID], Any]) -> Any:
    """What a select box chose; None for nothing and for what is no id."""
    try:
        return find(UUID(request.POST.get(name, "")))
    except ValueError:
        return None


@require_POST
@protected("ward.nurse")
def arrive(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    acts.arrive(admission=stay_or_404(request, admission_id), by=who_asks(request))
    notice(request, _("Đã đến. Xếp giường cho người bệnh."))
    return after(request, "ward:case", admission_id)


@require_POST
@protected("ward.treat")
def leave(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    stay = stay_or_404(request, admission_id)
    form = LeaveForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Nhập giờ hẹn trở lại như 07:00 23/11/2026."), field="until")
    said = form.cleaned_data
    acts.go_on_leave(admission=stay, until=said["until"], why=said["why"], by=who_asks(request))
    notice(request, _("Đã ghi đi phép; giường được giữ."))
    return after(request, "ward:case", admission_id)


@require_POST
@protected("ward.nurse")
def come_back(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    acts.come_back(admission=stay_or_404(request, admission_id), by=who_asks(request))
    notice(request, _("Đã trở lại từ phép."))
    return _back(request, admission_id)


@require_POST
@protected("ward.nurse")
def cancel(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    acts.cancel(
        admission=stay_or_404(request, admission_id),
        why=request.POST.get("why", ""),
        by=who_asks(request),
    )
    notice(request, _("Đã hủy đợt nằm viện nhập nhầm."))
    return after(request, "ward:board")


def _back(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    if request.POST.get("then") == "board":
        return after(request, "ward:board")
    return after(request, "ward:case", admission_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("ward.treat")
def end(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """The discharge summary; with it the stay ends."""
    stay, chart = opened_stay(request, admission_id)
    who = who_asks(request)
    form = _leaving_form(request, stay)
    if request.method == "POST" and form.is_valid() and _ended(request, stay, form, who):
        return after(request, "ward:case", admission_id)
    status = 422 if request.method == "POST" else 200
    return page(request, "ward/end.html", about(stay, chart, who, "end") | {"form": form}, status)


def _leaving_form(request: HttpRequest, stay: Admission) -> LeavingForm:
    if request.method == "POST":
        return LeavingForm(request.POST, day=clock.today())
    said = {"code": stay.code, "diagnosis": stay.diagnosis}
    ending = endings(clock.today()).get(request.GET.get("how", ""))
    if ending is not None:
        said |= {
            "status": ending.status,
            "type": ending.types[0],
            "outcome": ending.outcomes[0],
        }
    return LeavingForm(initial=said, day=clock.today())


def _ended(request: HttpRequest, stay: Admission, form: LeavingForm, who: Actor) -> bool:
    said = form.cleaned_data
    words = {name: said[name] for name in (*discharges.SUMMARY, "code", "diagnosis", "at")}
    leaving = discharges.Leaving(
        status=said["status"],
        type=said["type"],
        outcome=said["outcome"],
        next_visit_on=said["next_visit_on"],
        **words,
    )
    try:
        if said["status"] == "died":
            names = ("a", "b", "c", "d", "underlying", "underlying_code", "other", "mode")
            causes = discharges.Causes(**{name: said[name] for name in names})
            discharges.record_death(admission=stay, leaving=leaving, causes=causes, by=who)
        else:
            discharges.end_stay(admission=stay, leaving=leaving, by=who)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        stay.refresh_from_db()
        return False
    notice(request, _("Đã kết thúc đợt nằm viện."))
    return True


@require_POST
@protected("ward.treat")
def take_back(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    discharges.take_back_ending(
        admission=stay_or_404(request, admission_id),
        why=request.POST.get("why", ""),
        by=who_asks(request),
    )
    notice(request, _("Đã mở lại đợt nằm viện; xếp giường cho người bệnh."))
    return after(request, "ward:case", admission_id)
