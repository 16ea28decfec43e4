"""A person's appointments, and a new one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.appointments.forms import BookForm
from tuyen.domains.appointments.views.lists import day_asked
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import appointments as acts
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Appointment
from tuyen.record.queries.reminders import of_patients
from tuyen.record.queries.visits import patient_of
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.persons.queries import search_persons

SHOWN = 50
TEMPLATE = "appointments/person.html"


@require_GET
@never_cache
@protected("chart.open")
def person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="appointments")
    return page(request, TEMPLATE, _context(chart, who, BookForm()))


def _context(chart: Chart, who: Actor, form: BookForm) -> dict[str, Any]:
    found = list(chart.of(Appointment).order_by("-day", "-id")[:SHOWN])
    units = names_of({row.unit_id for row in found})
    today = clock.today()
    return {
        "person": chart.person,
        "form": form,
        "today": today,
        "rows": [
            (row, units.get(row.unit_id, ""), row.status == "booked" and row.day < today)
            for row in found
        ],
        "reminders": list(of_patients(chart.patient_ids, who)[:SHOWN]),
        "may_book": permissions.may_book(who) and not chart.person.is_deceased,
        "unit_id": who.unit_id,
    }


@require_POST
@protected("appointment.manage")
def find(request: HttpRequest) -> HttpResponse:
    """From the list of a day: who is meant, each with one tap to book that day."""
    who, text = who_asks(request), request.POST.get("q", "")[:600]
    day = day_asked(request.POST.get("day", ""))
    found = search_persons(who, text) if text.strip() and who.may("person.find") else None
    context = {"q": text, "day": day, "hits": found.hits if found else [], "tab": "day"}
    return page(request, "appointments/found.html", context)


@require_POST
@protected("appointment.manage")
def book(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart, form = chart_of(person_id, who), BookForm(request.POST)
    if not form.is_valid():
        return page(request, TEMPLATE, _context(chart, who, form), status=422)
    try:
        made = acts.book(chart=chart, by=who, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field or None, str(refusal.message))
        context = _context(chart, who, form) | {"is_full": refusal.code == "full"}
        return page(request, TEMPLATE, context, status=refusal.status)
    undo = reverse("appointments:cancel", args=[made.id])
    notice(request, _("Đã hẹn ngày %(day)s.") % {"day": f"{made.day:%d/%m/%Y}"}, undo=undo)
    if request.POST.get("back") == "day":
        return after(request, "appointments:day", day=f"{made.day:%d/%m/%Y}")
    return after(request, "appointments:person", person_id)


@require_GET
@protected("appointment.manage")
def from_visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """“Hẹn” on a finished visit leads to the person's appointments."""
    patient_id = patient_of(encounter_id, who_asks(request))
    if patient_id is None:
        raise Http404
    chart_of(patient_id, who_asks(request))
    return after(request, "appointments:person", patient_id)
