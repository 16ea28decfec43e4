"""At the bed: the chart of signs, the treatment sheet, drug orders."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.ward import actions, bedside
from tuyen.domains.ward.forms.bedside import DrugForm, NoteForm
from tuyen.domains.ward.forms.vital_row import VitalRow
from tuyen.domains.ward.models import CourseNote
from tuyen.domains.ward.views.case import about, opened_stay, stay_or_404
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.ages import age_in_months
from tuyen.platform.ui.moments import MomentField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions.visits import NotYet
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Admission, MedicationRequest
from tuyen.record.sentences import sentence


@require_http_methods(["GET", "POST"])
@never_cache
@protected("ward.nurse")
def vitals(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """The chart over days, and one more row by the keyboard."""
    stay, chart = opened_stay(request, admission_id)
    typed = request.POST.dict() if request.method == "POST" else {}
    row = VitalRow(typed, _years(chart), clock.today())
    if request.method == "POST":
        problem = _recorded(request, stay, row)
        if not problem:
            return after(request, "ward:vitals", admission_id)
        return _vitals_page(request, stay, chart, row, problem)
    return _vitals_page(request, stay, chart, row)


def _years(chart: Chart) -> int | None:
    born = chart.person.birth_date
    return age_in_months(born, clock.today()) // 12 if born else None


def _recorded(request: HttpRequest, stay: Admission, row: VitalRow) -> str:
    """Empty when it was written, else what to mend."""
    if not row.is_valid:
        return _("Xem lại ô có dấu ▲.")
    try:
        at = MomentField(required=False).clean(request.POST.get("at", ""))
        actions.record_vitals(admission=stay, readings=row.readings, at=at, by=who_asks(request))
    except Refused as refusal:
        return str(refusal.message)
    except ValidationError as fault:
        return str(fault.messages[0])
    for remark in row.remarks:
        notice(request, remark, level="warning")
    notice(request, _("Đã ghi dấu hiệu sinh tồn."))
    return ""


def _vitals_page(
    request: HttpRequest, stay: Admission, chart: Chart, row: VitalRow, problem: str = ""
) -> HttpResponse:
    signs = bedside.signs_of(chart, stay)
    context = about(stay, chart, who_asks(request), "vitals") | {
        "row": row,
        "problem": problem,
        "typed_at": request.POST.get("at", ""),
        "drawn": bedside.chart_of_signs(signs, stay),
        "rows": bedside.rows_of(signs),
        "columns": bedside.column_names(get_language() or "vi"),
    }
    return page(request, "ward/vitals.html", context, status=422 if problem else 200)


@require_POST
@protected("ward.nurse")
def strike_vitals(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    stay = stay_or_404(request, admission_id)
    try:
        at = dt.datetime.fromisoformat(request.POST.get("at", ""))
    except ValueError:
        raise Http404 from None
    why = request.POST.get("why", "")
    actions.strike_vitals(admission=stay, at=at, why=why, by=who_asks(request))
    notice(request, _("Đã xóa dòng nhập nhầm; lịch sử vẫn giữ lại."))
    return after(request, "ward:vitals", admission_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("ward.nurse")
def course(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """The treatment sheet, and one more line."""
    stay, chart = opened_stay(request, admission_id)
    who = who_asks(request)
    may_treat = permissions.may_treat(who)
    form = NoteForm(request.POST or None, may_treat=may_treat, day=clock.today())
    status = 200
    if request.method == "POST":
        if form.is_valid() and _noted(request, stay, form):
            return after(request, "ward:course", admission_id)
        status = 422
    context = about(stay, chart, who, "course") | {
        "form": form,
        "notes": bedside.notes_of(chart, stay),
    }
    return page(request, "ward/course.html", context, status=status)


def _noted(request: HttpRequest, stay: Admission, form: NoteForm) -> bool:
    try:
        actions.write_note(admission=stay, by=who_asks(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    notice(request, _("Đã ghi tờ điều trị."))
    return True


@require_POST
@protected("ward.nurse")
def strike_note(request: HttpRequest, admission_id: UUID, note_id: UUID) -> HttpResponse:
    stay, who = stay_or_404(request, admission_id), who_asks(request)
    rows = chart_of(stay.patient_id, who).of(CourseNote).filter(admission_id=stay.id)
    note = get_object_or_404(rows, pk=note_id)
    actions.strike_note(note=note, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã gạch dòng ghi nhầm."))
    return after(request, "ward:course", admission_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("ward.nurse")
def drugs(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """Drug orders of the stay; those who prescribe write one more."""
    stay, chart = opened_stay(request, admission_id)
    who = who_asks(request)
    form = DrugForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _ordered(request, stay, form):
            return after(request, "ward:drugs", admission_id)
        status = 422
    context = about(stay, chart, who, "drugs") | {
        "form": form,
        "rows": bedside.drugs_of(chart, stay),
        "may_prescribe": permissions.may_prescribe_anything(who),
    }
    return page(request, "ward/drugs.html", context, status=status)


_PLACES = {"override_reason": "reason"}


def _ordered(request: HttpRequest, stay: Admission, form: DrugForm) -> bool:
    who = who_asks(request)
    try:
        actions.order_drug(admission=stay, line=form.line(who), by=who)
    except NotYet as faults:
        for finding in faults.findings:
            _say(form, finding.field, sentence(finding))
        return False
    except Refused as refusal:
        _say(form, refusal.field, refusal.message)
        return False
    notice(request, _("Đã ra y lệnh thuốc."))
    return True


def _say(form: DrugForm, name: str, message: Any) -> None:
    place = _PLACES.get(name, name)
    form.add_error(place if place in form.fields else None, message)


@require_POST
@protected("ward.treat")
def stop_drug(request: HttpRequest, admission_id: UUID, request_id: UUID) -> HttpResponse:
    stay, who = stay_or_404(request, admission_id), who_asks(request)
    lines = chart_of(stay.patient_id, who).of(MedicationRequest).filter(encounter_id=stay.id)
    line = get_object_or_404(lines, pk=request_id)
    actions.stop_drug(request=line, admission=stay, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã ngừng thuốc."))
    return after(request, "ward:drugs", admission_id)
