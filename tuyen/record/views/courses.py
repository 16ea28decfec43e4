"""Illnesses, allergies and medicines of a person with their history: corrected, struck, stopped here."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import allergies, problems
from tuyen.record.actions.medicines import stop_medicine
from tuyen.record.chart import chart_of, opened_chart
from tuyen.record.models import Allergy, Condition
from tuyen.record.queries.courses import PROBLEM, history_of


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
        "may_amend": permissions.may_amend(who),
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


@require_POST
@protected("visit.amend")
def mend_allergy(request: HttpRequest, person_id: UUID, allergy_id: UUID) -> HttpResponse:
    """Corrected, or with `strike` taken out as written in error; the reason is asked either way."""
    who, said = who_asks(request), request.POST
    row = get_object_or_404(chart_of(person_id, who).of(Allergy), pk=allergy_id)
    why = said.get("why", "")
    if said.get("strike"):
        allergies.strike_allergy(allergy=row, why=why, by=who)
        notice(request, _("Đã gỡ vì ghi nhầm; lịch sử vẫn giữ lại."))
        return after(request, "record:courses", person_id)
    substance = said.get("substance", "")
    is_same = substance == row.substance
    noted = allergies.Noted(
        substance=substance,
        substance_code=row.substance_code if is_same else "",
        criticality=row.criticality,
        reaction=said.get("reaction", ""),
    )
    allergies.correct_allergy(allergy=row, noted=noted, why=why, by=who)
    notice(request, _("Đã sửa dị ứng; lịch sử vẫn giữ lại."))
    return after(request, "record:courses", person_id)


@require_POST
@protected("visit.amend")
def mend_problem(request: HttpRequest, person_id: UUID, problem_id: UUID) -> HttpResponse:
    """As mend_allergy, for an illness on the list."""
    who, said = who_asks(request), request.POST
    rows = chart_of(person_id, who).of(Condition).filter(category=PROBLEM)
    row, why = get_object_or_404(rows, pk=problem_id), said.get("why", "")
    if said.get("strike"):
        problems.strike_problem(problem=row, why=why, by=who)
        notice(request, _("Đã gỡ vì ghi nhầm; lịch sử vẫn giữ lại."))
    else:
        problems.correct_problem(
            problem=row,
            name=said.get("name", ""),
            code=said.get("code", "").strip().upper(),
            onset_on=row.onset_on,
            why=why,
            by=who,
        )
        notice(request, _("Đã sửa bệnh theo dõi; lịch sử vẫn giữ lại."))
    return after(request, "record:courses", person_id)
