"""Illnesses, allergies and medicines of a person with their history; a drug is stopped here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions.medicines import stop_medicine
from tuyen.record.chart import opened_chart
from tuyen.record.queries.courses import history_of


@require_GET
@never_cache
@protected("chart.open")
def courses(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="courses")
    context = {
        "person": chart.person,
        "history": history_of(chart, clock.today()),
        "may_stop": permissions.may_prescribe_anything(who),
    }
    return page(request, "record/courses.html", context)


@require_POST
@protected("prescribe.common", "prescribe.psychotropic", "prescribe.narcotic")
def stop(request: HttpRequest, person_id: UUID, request_id: UUID) -> HttpResponse:
    stop_medicine(
        person_id=person_id,
        request_id=request_id,
        reason=request.POST.get("reason", ""),
        by=who_asks(request),
    )
    notice(request, _("Đã ghi ngừng thuốc."))
    return after(request, "record:courses", person_id)
