"""Doormen of the timetable: lessons, the code on the screen, who was there."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.domains.training import forms, permissions, queries
from tuyen.domains.training.actions import courses as actions
from tuyen.domains.training.actions import trainees
from tuyen.domains.training.models import CourseSession, Place
from tuyen.domains.training.views import seen
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.print import qr_svg
from tuyen.platform.ui.respond import after, notice, page

SEE, MANAGE = "direction.see", permissions.MANAGE


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def add(request: HttpRequest, course_id: UUID) -> HttpResponse:
    who, course = who_asks(request), seen.course_of(request, course_id)
    permissions.require_lead(who, course.unit_id)
    staff = queries.staff_at(course.unit_id)
    form = forms.SessionForm(
        request.POST or None, lecturers=staff, initial={"day": course.starts_on}
    )

    def act() -> Any:
        told = dict(form.cleaned_data)
        lesson = actions.Lesson(lecturer_id=told.pop("lecturer"), **_named(told, form))
        return actions.add_session(course=course, lesson=lesson, by=who)

    return seen.form_page(
        request,
        form,
        act,
        back=("training:course", course_id),
        title=_("Thêm buổi học"),
        about=course.title,
    )


def _named(told: dict[str, Any], form: forms.SessionForm) -> dict[str, Any]:
    """The lecturer's name is kept beside the id: the timetable is read without the register."""
    chosen = form.cleaned_data["lecturer"]
    labels = dict(form.fields["lecturer"].choices)  # type: ignore[attr-defined]
    name = str(labels.get(str(chosen), "")).split(" · ")[0] if chosen else told["lecturer_name"]
    return told | {"lecturer_name": name}


@require_http_methods(["GET", "POST"])
@never_cache
@protected(SEE, "training.attend")
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A lesson: the code for those with a telephone, the list for the others."""
    who, found = who_asks(request), seen.session_of(request, session_id)
    leads = permissions.may_lead(who, found.unit_id)
    if request.method == "POST":
        chosen = {seen.uuid_or_404(text) for text in request.POST.getlist("present")}
        changed = trainees.note_attendance(session=found, present=chosen, by=who)
        notice(request, _("Đã lưu điểm danh, %(n)d thay đổi.") % {"n": changed})
        return after(request, "training:session", session_id)
    present = {row.enrolment_id: row for row in found.attendance.all() if row.is_present}
    people = queries.trainees_of(found.course, who, leads=leads)
    rows = [(row, present.get(row.id)) for row in people if row.state == Place.TAKEN]
    context = {
        "session": found,
        "course": found.course,
        "rows": rows,
        "there": sum(at is not None for _row, at in rows),
        "leads": leads,
        "has_begun": found.starts_at - trainees.EARLY <= clock.now(),
        **(_code_of(request, found) if leads else {}),
    }
    return page(request, "training/session.html", context)


def _code_of(request: HttpRequest, found: CourseSession) -> dict[str, str]:
    code = trainees.code_now(found)
    url = request.build_absolute_uri(reverse("training:attend", args=[found.id, code]))
    return {"code": code, "code_url": url, "code_svg": qr_svg(url)}


@require_GET
@never_cache
@protected(MANAGE)
def code(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The code of this half minute, for the screen in the class room."""
    found = seen.session_of(request, session_id)
    permissions.require_lead(who_asks(request), found.unit_id)
    return page(request, "training/code.html", {"session": found, **_code_of(request, found)})


@require_http_methods(["GET", "POST"])
@never_cache
@protected()
def attend(request: HttpRequest, session_id: UUID, code: str) -> HttpResponse:
    """Where the scanned code leads: one press says “I am here”."""
    who = who_asks(request)
    found = queries.session_of_trainee(who, session_id)
    if found is None:
        found = seen.session_of(request, session_id)
    if request.method == "POST":
        trainees.attend_by_code(session=found, code=code, by=who)
        notice(request, _("Đã điểm danh."))
        return after(request, "training:mine")
    context = {"session": found, "course": found.course, "code": code}
    return page(request, "training/attend.html", context)


@require_POST
@protected(MANAGE)
def off(request: HttpRequest, session_id: UUID) -> HttpResponse:
    found = seen.session_of(request, session_id)
    actions.drop_session(session=found, by=who_asks(request))
    notice(request, _("Đã bỏ buổi học khỏi lịch."))
    return after(request, "training:course", found.course_id)
