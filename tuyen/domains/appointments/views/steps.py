"""One tap on one appointment: came, moved, cancelled, called, reminded; and back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.domains.appointments.views.lists import agreed_day
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice
from tuyen.record.actions import appointments as acts
from tuyen.record.actions.queue import enqueue
from tuyen.record.models import Appointment, CallResult
from tuyen.record.queries import appointments as queries


def _found(request: HttpRequest, appointment_id: UUID) -> Appointment:
    return get_object_or_404(queries.visible_to(who_asks(request)), pk=appointment_id)


@require_POST
@protected("queue.manage", "visit.record")
def arrive(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    """The person stands at the desk: into the queue; the appointment is kept in the same act."""
    found = _found(request, appointment_id)
    entry = enqueue(person_id=found.patient_id, by=who_asks(request), reason=found.reason)
    undo = reverse("clinic:leave", args=[entry.id])
    notice(request, _("Đã đến, số chờ %(n)s.") % {"n": entry.number}, undo=undo)
    return _back(request, found)


@require_POST
@protected("appointment.manage")
def move(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _found(request, appointment_id)
    acts.move(appointment=found, day=agreed_day(request.POST.get("day", "")), by=who_asks(request))
    return _told(request, found, _("Đã đổi sang ngày %(day)s.") % {"day": f"{found.day:%d/%m/%Y}"})


@require_POST
@protected("appointment.manage")
def cancel(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _found(request, appointment_id)
    acts.cancel(appointment=found, by=who_asks(request), why=request.POST.get("why", ""))
    return _told(request, found, _("Đã hủy hẹn."))


@require_POST
@protected("appointment.manage")
def call(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found, result = _found(request, appointment_id), request.POST.get("result", "")
    said = request.POST.get("day", "")
    acts.call(
        appointment=found,
        result=result,
        by=who_asks(request),
        day=agreed_day(said) if said else None,
    )
    word = str(CallResult(result).label)
    if result == CallResult.AGREED:
        word = _("Đồng ý đến ngày %(day)s") % {"day": f"{found.day:%d/%m/%Y}"}
    return _told(request, found, _("Đã ghi cuộc gọi: %(result)s.") % {"result": word})


@require_POST
@protected("appointment.manage")
def reminded(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _found(request, appointment_id)
    acts.remind(appointment=found, by=who_asks(request))
    notice(request, _("Đã ghi: đã gọi nhắc."))
    return _back(request, found)


@require_POST
@protected("appointment.manage")
def undo(request: HttpRequest, appointment_id: UUID) -> HttpResponse:
    found = _found(request, appointment_id)
    acts.undo(appointment=found, by=who_asks(request))
    notice(request, _("Đã hoàn tác: vẫn hẹn ngày %(day)s.") % {"day": f"{found.day:%d/%m/%Y}"})
    return _back(request, found)


def _told(request: HttpRequest, found: Appointment, words: str) -> HttpResponse:
    notice(request, words, undo=reverse("appointments:undo", args=[found.id]))
    return _back(request, found)


def _back(request: HttpRequest, found: Appointment) -> HttpResponse:
    """To the list the tap was made in."""
    where = request.POST.get("back", "")
    if where in ("overdue", "remind"):
        return after(request, f"appointments:{where}")
    if where == "person":
        return after(request, "appointments:person", found.patient_id)
    return after(request, "appointments:day", day=f"{found.day:%d/%m/%Y}")
