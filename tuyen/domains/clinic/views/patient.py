"""The person's page: alerts, problems, medicines, tasks, timeline, trends, readers."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.clinic.charts import patient_page, timeline_page
from tuyen.domains.clinic.middleware import closed
from tuyen.platform.access.chart_access import break_glass as open_by_break_glass
from tuyen.platform.access.doors import protected
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions import allergies as allergy_acts
from tuyen.record.actions import problems as problem_acts
from tuyen.record.chart import ChartClosed, chart_of, opened_chart, overseen_person, visible_person
from tuyen.record.models import Allergy, Condition
from tuyen.record.queries.readers import readers as readers_found
from tuyen.registry.areas.queries import place_name
from tuyen.registry.persons.identity import same_person_ids
from tuyen.registry.persons.models import Person

TEMPLATE = "clinic/patient.html"


def _actor(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined,no-any-return]


@require_GET
@never_cache
@protected("chart.open")
def patient(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = _actor(request)
    chart = opened_chart(person_id, who, what="patient_page")
    shown = patient_page(chart)
    context = {
        "person": chart.person,
        "opening": chart.opening,
        "shown": shown,
        "place": _place(chart.person),
        "may_record": permissions.may_record(who),
        "may_amend": permissions.may_amend(who),
        "may_queue": permissions.may_queue(who),
        "may_readers": who.may("readlog.view"),
        "may_stop": permissions.may_prescribe_anything(who),
        "today": clock.today(),
    }
    return page(request, TEMPLATE, context)


_places: dict[str, str] = {}


def _place(person: Person) -> str:
    """Name of the commune; asked once a process, for names change with a decree."""
    code = person.commune_code
    if code and code not in _places and (name := place_name(code, clock.today())):
        _places[code] = name
    return ", ".join(part for part in (person.address_line, _places.get(code, "")) if part)


@require_GET
@never_cache
@protected("chart.open")
def timeline(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Older visits, put below the others."""
    chart = chart_of(person_id, _actor(request))
    number = request.GET.get("page", "1")
    number_read = int(number) if number.isdecimal() and len(number) < 5 else 1
    items, has_more = timeline_page(chart, number_read)
    context: dict[str, Any] = {
        "person": chart.person,
        "items": items,
        "has_more": has_more,
        "next_page": number_read + 1,
    }
    return page(request, "clinic/timeline.html#more", context)


@require_GET
@never_cache
@protected("readlog.view")
def readers(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who looked at this person's record."""
    who = _actor(request)
    person = overseen_person(person_id, who)
    context = {"person": person, "readers": readers_found(same_person_ids(person), who)}
    return page(request, "clinic/readers.html", context)


@require_POST
@protected("visit.record")
def add_allergy(request: HttpRequest, person_id: UUID) -> HttpResponse:
    allergy_acts.add_allergy(
        person_id=person_id,
        substance=request.POST.get("substance", ""),
        substance_code=request.POST.get("substance_code", ""),
        reaction=request.POST.get("reaction", ""),
        by=_actor(request),
    )
    notice(request, _("Đã ghi dị ứng."))
    return after(request, "clinic:patient", person_id)


@require_POST
@protected("visit.amend")
def resolve_allergy(request: HttpRequest, person_id: UUID, allergy_id: UUID) -> HttpResponse:
    chart = chart_of(person_id, _actor(request))
    allergy = get_object_or_404(chart.of(Allergy), pk=allergy_id)
    allergy_acts.resolve_allergy(
        allergy=allergy, by=_actor(request), why=request.POST.get("why", "")
    )
    notice(request, _("Đã bỏ cảnh báo dị ứng; lịch sử vẫn giữ lại."))
    return after(request, "clinic:patient", person_id)


@require_POST
@protected("visit.record")
def add_problem(request: HttpRequest, person_id: UUID) -> HttpResponse:
    problem_acts.add_problem(
        person_id=person_id,
        name=request.POST.get("problem", ""),
        code=request.POST.get("problem_code", ""),
        by=_actor(request),
    )
    notice(request, _("Đã thêm vào danh sách bệnh."))
    return after(request, "clinic:patient", person_id)


@require_POST
@protected("visit.record")
def resolve_problem(request: HttpRequest, person_id: UUID, problem_id: UUID) -> HttpResponse:
    chart = chart_of(person_id, _actor(request))
    problem = get_object_or_404(chart.of(Condition), pk=problem_id)
    problem_acts.resolve_problem(problem=problem, by=_actor(request))
    notice(request, _("Đã ghi: hết bệnh."))
    return after(request, "clinic:patient", person_id)


@require_POST
@protected("breakglass.open")
def break_glass(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Open the chart in an emergency: with a reason, for an hour, before everybody's eyes."""
    person = visible_person(person_id, _actor(request))
    reason = request.POST.get("reason", "")
    try:
        open_by_break_glass(patient_id=person.id, reason=reason, by=_actor(request))
    except Refused as refusal:
        return closed(request, ChartClosed(person), problem=str(refusal.message), reason=reason)
    notice(request, _("Đã mở khẩn cấp trong 60 phút. Cán bộ bảo vệ dữ liệu sẽ xem lại lý do."))
    return after(request, "clinic:patient", person.id)
