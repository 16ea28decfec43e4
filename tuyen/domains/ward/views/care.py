"""What nurses do: the tasks of the shift over all beds, and those of one stay."""

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.core.rulebook import NoneInForce
from tuyen.domains.ward import actions, bedside, rules
from tuyen.domains.ward.forms.bedside import CareForm
from tuyen.domains.ward.models import CareAct, NursingOrder
from tuyen.domains.ward.views.case import about, opened_stay, stay_or_404
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.chart import chart_of
from tuyen.record.models import Admission

SHOWN = 60


def _shift(request: HttpRequest) -> rules.Shift:
    """The shift that runs now, the one before or the one after."""
    now = rules.shift_at(clock.now())
    which = request.GET.get("shift", "")
    if which == "before":
        return rules.shift_at(now.first - dt.timedelta(minutes=1))
    if which == "after":
        return rules.shift_at(now.last)
    return now


@require_GET
@never_cache
@protected("ward.nurse")
def shift(request: HttpRequest) -> HttpResponse:
    """Everything due on this shift, by the hour; done with one press."""
    who, this = who_asks(request), _shift(request)
    tasks = bedside.tasks_of_shift(who, this)
    context = {
        "shift": this,
        "shift_label": this.label_en if get_language() == "en" else this.label_vi,
        "which": request.GET.get("shift", ""),
        "tasks": tasks,
        "open": sum(task.act is None for task in tasks),
        "late": sum(task.is_late for task in tasks),
    }
    return page(request, "ward/shift.html", context)


@require_GET
@never_cache
@protected("ward.nurse")
def late(request: HttpRequest) -> HttpResponse:
    """How many tasks of this shift are late and open, for the page of the day."""
    tasks = bedside.tasks_of_shift(who_asks(request), rules.shift_at(clock.now()))
    late = sum(task.is_late for task in tasks)
    return page(request, "ward/late.html", {"late": late, "open": sum(not t.act for t in tasks)})


@require_POST
@protected("ward.nurse")
def done(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """One task of one stay: done, refused, held."""
    stay, who = stay_or_404(request, admission_id), who_asks(request)
    task = _task(request, stay)
    actions.do_care(
        admission=stay,
        due=task.due,
        outcome=request.POST.get("outcome", "done"),
        note=request.POST.get("note", ""),
        by=who,
    )
    notice(request, _("Đã ghi: %(title)s") % {"title": task.due.title})
    if request.POST.get("then") == "shift":
        return after(request, "ward:shift")
    return after(request, "ward:care", admission_id)


def _task(request: HttpRequest, stay: Admission) -> bedside.Task:
    """The task that the form names, if it is due on the shift of that hour."""
    _kind, _dot, named = request.POST.get("task", "").partition(".")
    source, _dot, seconds = named.partition(".")
    chart = chart_of(stay.patient_id, who_asks(request))
    try:
        at = dt.datetime.fromtimestamp(int(seconds), dt.UTC)
        task = bedside.task_at(chart, stay, UUID(source), at)
    except (ValueError, OverflowError, OSError, NoneInForce):
        raise Http404 from None
    if task is None:
        raise Http404
    return task


@require_http_methods(["GET", "POST"])
@never_cache
@protected("ward.nurse")
def care(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """Tasks of one stay on this shift, orders of care, what was done."""
    stay, chart = opened_stay(request, admission_id)
    who = who_asks(request)
    form = CareForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _ordered(request, stay, form):
            return after(request, "ward:care", admission_id)
        status = 422
    work = bedside.work_of_stay(chart, stay)
    context = about(stay, chart, who, "care") | {
        "form": form,
        "tasks": bedside.tasks_of_stay(chart, stay, work, _shift(request)),
        "orders": work.orders,
        "acts": work.acts[:SHOWN],
    }
    return page(request, "ward/care.html", context, status=status)


def _ordered(request: HttpRequest, stay: Admission, form: CareForm) -> bool:
    said = form.cleaned_data
    try:
        actions.order_care(
            admission=stay,
            title=said["title"],
            due_at=said["at"],
            every_hours=said["every"],
            by=who_asks(request),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    notice(request, _("Đã thêm việc chăm sóc."))
    return True


@require_POST
@protected("ward.nurse")
def stop_care(request: HttpRequest, admission_id: UUID, order_id: UUID) -> HttpResponse:
    stay, who = stay_or_404(request, admission_id), who_asks(request)
    rows = chart_of(stay.patient_id, who).of(NursingOrder).filter(admission_id=stay.id)
    actions.stop_care(order=get_object_or_404(rows, pk=order_id), by=who)
    notice(request, _("Đã ngừng việc này."))
    return after(request, "ward:care", admission_id)


@require_POST
@protected("ward.nurse")
def strike_care(request: HttpRequest, admission_id: UUID, act_id: UUID) -> HttpResponse:
    """Ticked by mistake: struck with the reason, and due again."""
    stay, who = stay_or_404(request, admission_id), who_asks(request)
    acts = chart_of(stay.patient_id, who).of(CareAct).filter(admission_id=stay.id)
    actions.strike_care(
        act=get_object_or_404(acts, pk=act_id), why=request.POST.get("why", ""), by=who
    )
    notice(request, _("Đã gạch dòng ghi nhầm."))
    return after(request, "ward:care", admission_id)
