"""What the doormen of training find before they act: only what the reader may see."""

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.domains.training import queries
from tuyen.domains.training.models import Course, CourseSession, Programme
from tuyen.platform.access.doors import who_asks
from tuyen.platform.imports.sheets import CONTENT_TYPE, write_sheet
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities.forms import refused_by


def course_of(request: HttpRequest, course_id: UUID) -> Course:
    found = queries.course_for(who_asks(request), course_id)
    if found is None:
        raise Http404
    return found


def session_of(request: HttpRequest, session_id: UUID) -> CourseSession:
    found = queries.session(session_id)
    if found is None:
        raise Http404
    found.course = course_of(request, found.course_id)
    return found


def programme_of(request: HttpRequest, programme_id: UUID) -> Programme:
    rows = queries.programmes_for(who_asks(request))
    found: Programme = get_object_or_404(rows, pk=programme_id)
    return found


def uuid_or_none(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def uuid_or_404(text: str) -> UUID:
    found = uuid_or_none(text)
    if found is None:
        raise Http404
    return found


def day_text(day: dt.date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def sheet_answer(
    header: Sequence[str],
    rows: list[list[Any]],
    *,
    name: str,
    file: str,
    widths: Sequence[int] = (),
) -> HttpResponse:
    content = write_sheet(header, rows, name=name[:31], widths=widths)
    return HttpResponse(
        content,
        content_type=CONTENT_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{file}.xlsx"'},
    )


Where = tuple[Any, ...]  # url name and its arguments


def form_page(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[], Any],
    *,
    back: Where,
    to: Where | Callable[[Any], Where] = (),
    said: str = "",
    **context: Any,
) -> HttpResponse:
    """Shows the form, or acts and goes to `to` (by default back); a refusal stands in the form."""
    if form.is_bound and form.is_valid():
        try:
            result = act()
        except Refused as refusal:
            refused_by(form, refusal)
        else:
            notice(request, said or _("Đã lưu."))
            return after(request, *(to(result) if callable(to) else to or back))
    shown = {"form": form, "back": reverse(back[0], args=back[1:]), **context}
    return page(request, "training/form.html", shown, status=422 if form.is_bound else 200)
