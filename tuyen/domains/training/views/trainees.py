"""Doormen of trainees and their results."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.training import forms, permissions, queries
from tuyen.domains.training.actions import trainees as actions
from tuyen.domains.training.actions.certificates import lack_word
from tuyen.domains.training.models import Course, Place
from tuyen.domains.training.views import seen
from tuyen.platform import forms as engine
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.fields import ClinicalNumberField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities.forms import refused_by
from tuyen.registry.staff.models import StaffMember

SEE, MANAGE, ATTEND = "direction.see", permissions.MANAGE, permissions.ATTEND


@require_http_methods(["GET", "POST"])
@protected(SEE, ATTEND)
def trainees(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Who is registered; a unit puts its own people forward, the teaching unit anybody's."""
    who, course = who_asks(request), seen.course_of(request, course_id)
    leads = permissions.may_lead(who, course.unit_id)
    units = _units(who, course, leads)
    asked = request.POST.get("unit") or request.GET.get("unit", "")
    unit_id = seen.uuid_or_none(asked)
    unit_id = unit_id if unit_id in units else next(iter(units), None)
    staff = list(queries.staff_at(unit_id)) if unit_id else []
    form = forms.EnrolForm(request.POST or None, staff=staff)
    if (
        form.is_bound
        and unit_id
        and form.is_valid()
        and _enrolled(request, form, course, unit_id, staff)
    ):
        return after(request, "training:trainees", course_id, unit=str(unit_id))
    rows = queries.trainees_of(course, who, leads=leads)
    names = {**queries.unit_names(row.from_unit_id for row in rows), **units}
    context = {
        "course": course,
        "leads": leads,
        "form": form,
        "units": units,
        "unit_id": unit_id,
        "has_staff": bool(staff),
        "may_send": bool(units),
        "rows": [(row, names.get(row.from_unit_id, "")) for row in rows],
        "taken": sum(row.state == Place.TAKEN for row in rows),
        "waiting": sum(row.state == Place.WAITING for row in rows),
        "tab": "trainees",
        "today": clock.today(),
    }
    status = 422 if form.is_bound else 200
    return page(request, "training/trainees.html", context, status=status)


def _units(who: Actor, course: Course, leads: bool) -> dict[UUID, str]:
    """Units whose people this reader may put forward: invited ones first, then the own unit."""
    invited = queries.quotas_of(course)
    names = queries.unit_names({*invited, who.unit_id})
    mine = {
        id_: name
        for id_, name in names.items()
        if id_ in invited and (leads or permissions.may_send(who, id_))
    }
    if who.unit_id not in mine and permissions.may_send(who, who.unit_id):
        mine[who.unit_id] = names.get(who.unit_id, who.unit_name)
    return mine


def _enrolled(
    request: HttpRequest,
    form: forms.EnrolForm,
    course: Course,
    unit_id: UUID,
    staff: list[StaffMember],
) -> bool:
    told = form.cleaned_data
    member = next(each for each in staff if each.id == told["staff"])
    try:
        row = actions.enrol(
            course=course,
            member=member,
            from_unit_id=unit_id,
            by=who_asks(request),
            may_wait=told["may_wait"],
        )
    except Refused as refusal:
        refused_by(form, refusal)
        return False
    waits = row.state == Place.WAITING
    notice(request, _("Đã xếp vào danh sách chờ.") if waits else _("Đã đăng ký học viên."))
    return True


@require_POST
@protected(MANAGE, ATTEND)
def withdraw(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    who = who_asks(request)
    rows = queries.enrolments_in(queries.courses_for(who))
    found = get_object_or_404(rows, pk=enrolment_id)
    moved = actions.withdraw(enrolment=found, by=who, why=request.POST.get("why", ""))
    notice(request, _("Đã rút tên."))
    for row in moved:
        notice(request, _("%(name)s được chuyển từ danh sách chờ lên.") % {"name": row.name})
    return after(request, "training:trainees", found.course_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected()
def test(request: HttpRequest, enrolment_id: UUID) -> HttpResponse:
    """The test of a course, answered by the trainee alone and once."""
    who = who_asks(request)
    if who.staff_id is None:
        raise Http404
    found = get_object_or_404(queries.enrolments_of(who.staff_id), pk=enrolment_id)
    form = engine.find(found.course.programme.form_code or "-")
    answers: Mapping[str, Any] = {}
    faults: Sequence[Any] = ()
    if request.method == "POST":
        answers, faults = engine.read(form, request.POST, files=request.FILES, by=who)
        if not faults:
            actions.take_test(enrolment=found, form=form, answers=answers, by=who)
            notice(request, _("Đã nộp bài."))
            return after(request, "training:mine")
    context = {"enrolment": found, "form": form, "answers": answers, "faults": faults}
    return page(request, "training/test.html", context, status=422 if faults else 200)


@require_http_methods(["GET", "POST"])
@protected(SEE, ATTEND)
def results(request: HttpRequest, course_id: UUID) -> HttpResponse:
    """Attendance, marks, what is lacking, certificates."""
    who, course = who_asks(request), seen.course_of(request, course_id)
    leads = permissions.may_lead(who, course.unit_id)
    fault = ""
    if request.method == "POST":
        try:
            changed = actions.enter_marks(course=course, marks=_marks(request), by=who)
        except Refused as refusal:
            fault = refusal.message
        else:
            notice(request, _("Đã lưu điểm, %(n)d thay đổi.") % {"n": changed})
            return after(request, "training:results", course_id)
    found = queries.results_of(course, queries.trainees_of(course, who, leads=leads))
    context = {
        "course": course,
        "leads": leads,
        "fault": fault,
        "rows": [(each, [lack_word(lack, each) for lack in each.lacks]) for each in found],
        "passed": sum(not each.lacks for each in found),
        "given": sum(each.certificate is not None for each in found),
        "tab": "results",
        "today": clock.today(),
    }
    return page(request, "training/results.html", context, status=422 if fault else 200)


_MARK = ClinicalNumberField(places=1, possible=(0, 10), required=False)


def _marks(request: HttpRequest) -> dict[UUID, float | None]:
    marks: dict[UUID, float | None] = {}
    for name, text in request.POST.items():
        if name.startswith("mark-"):
            try:
                mark = _MARK.clean(text)
            except ValidationError:
                raise Refused(_("Điểm từ 0 đến 10, ví dụ 7,5.")) from None
            marks[seen.uuid_or_404(name.removeprefix("mark-"))] = (
                None if mark is None else float(mark)
            )
    return marks


@require_GET
@protected(SEE, ATTEND)
def results_sheet(request: HttpRequest, course_id: UUID) -> HttpResponse:
    who, course = who_asks(request), seen.course_of(request, course_id)
    leads = permissions.may_lead(who, course.unit_id)
    found = queries.results_of(course, queries.trainees_of(course, who, leads=leads))
    rows: list[list[Any]] = [
        [
            number,
            each.enrolment.name,
            each.unit,
            each.percent,
            each.enrolment.mark,
            "; ".join(lack_word(lack, each) for lack in each.lacks) or _("Đạt"),
            each.certificate.number if each.certificate else "",
        ]
        for number, each in enumerate(found, start=1)
    ]
    header = [
        _("STT"),
        _("Học viên"),
        _("Đơn vị"),
        _("Dự học (%)"),
        _("Điểm"),
        _("Kết quả"),
        _("Số chứng chỉ"),
    ]
    widths = [6, 28, 36, 10, 8, 36, 24]
    return seen.sheet_answer(
        header, rows, name=_("Kết quả"), file="ket-qua-khoa-hoc", widths=widths
    )
