"""Asking an expert: one screen, everything filled in from the chart."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock, facts
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.teleconsult import guided, words
from tuyen.domains.teleconsult.forms import AskForm
from tuyen.domains.teleconsult.views import origins
from tuyen.domains.teleconsult.views.opening import repeat_of
from tuyen.domains.teleconsult.views.origins import Start
from tuyen.platform import changes, forms
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.forms import drawing
from tuyen.platform.forms.rules.items import Form
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import consult_route
from tuyen.record.actions import consults as acts
from tuyen.record.actions.responses import new_person_response
from tuyen.record.actions.tasks import new_task
from tuyen.record.models import Consult
from tuyen.record.queries.consults import TASK_FROM_CALL
from tuyen.record.queries.queue import visible_to as queue_visible_to
from tuyen.record.rules.consults import choices
from tuyen.registry.persons.models import Person

Find = Callable[[UUID, Any, bool], Start]
_FIELDS = {"place": "place", "question": "question", "documents": "documents"}


def _door(find: Find) -> Callable[..., HttpResponse]:
    @require_http_methods(["GET", "POST"])
    @never_cache
    @protected("consult.ask")
    def ask(request: HttpRequest, **named: UUID) -> HttpResponse:
        [id_] = named.values()
        start = find(id_, who_asks(request), request.method == "GET")
        return _asked(request, start)

    return ask


ask_of_visit = _door(origins.of_visit)
ask_of_stay = _door(origins.of_stay)
ask_of_queue = _door(origins.of_queue)
ask_of_person = _door(origins.of_person)


def _asked(request: HttpRequest, start: Start) -> HttpResponse:
    form, places, sheet = _form(request, start)
    if request.method == "GET":
        return _shown(request, start, form, places, sheet)
    answers, faults = forms.read(sheet, request.POST, files=request.FILES, by=start.chart.who)
    drawn = {"answers": answers, "faults": faults}
    if drawing.wants_redraw(request.POST):
        return _shown(request, start, form, places, sheet, status=422, **drawn)
    if not form.is_valid() or faults:
        return _shown(request, start, form, places, sheet, status=422, **drawn)
    try:
        row = _sent(request, start, form, sheet, answers)
    except Refused as refusal:
        field = refusal.field if refusal.field in form.fields else None
        form.add_error(field, refusal.message)
        return _shown(request, start, form, places, sheet, status=refusal.status, **drawn)
    notice(request, _("Đã gửi xin hội chẩn, nơi được hỏi nhận ngay."))
    return after(request, "teleconsult:case", row.id)


def _sent(
    request: HttpRequest, start: Start, form: AskForm, sheet: Form, answers: dict[str, Any]
) -> Consult:
    who = start.chart.who
    response = None
    if answers:
        response = new_person_response(form=sheet, answers=answers, chart=start.chart, by=who)
    return acts.ask(
        person=start.chart,
        question=form.question_said(_call_id(request)),
        by=who,
        encounter_id=start.encounter_id,
        response=response,
        repeat=repeat_of(request, who),
    )


def _form(request: HttpRequest, start: Start) -> tuple[AskForm, list[consult_route.Place], Form]:
    who, today = start.chart.who, clock.today()
    summary = origins.summary(start)
    first = _first(request, summary.specialty)
    specialty = request.POST.get("specialty") or first.get("specialty") or summary.specialty
    places = consult_route.places(who.unit_id, today, specialty=specialty, at=clock.now())
    form = AskForm(
        request.POST if request.method == "POST" else None,
        on=today,
        places=places,
        summary=summary,
        studies=origins.images(start),
        first=first,
    )
    return form, places, guided.form_for(specialty)


def _first(request: HttpRequest, specialty: str) -> dict[str, str]:
    """What another specialty, or the hotline call, already says."""
    said: dict[str, str] = {}
    if call := origins.call(_call_id(request), who_asks(request)):
        said |= {"question": call.question[:200], "specialty": call.specialty or specialty}
    if (asked := request.GET.get("specialty", "")) in words.specialties(clock.today()):
        said["specialty"] = asked
    if (urgency := request.GET.get("urgency", "")) in choices("urgency", clock.today()):
        said["urgency"] = urgency
    return {name: text for name, text in said.items() if text}


def _call_id(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.POST.get("call") or request.GET.get("call", ""))
    except ValueError:
        return None


def _shown(
    request: HttpRequest,
    start: Start,
    form: AskForm,
    places: list[consult_route.Place],
    sheet: Form,
    status: int = 200,
    **drawn: Any,
) -> HttpResponse:
    name, key = start.back
    open_places = [each for each in places if each.is_open]
    context = {
        "person": start.chart.person,
        "origin": start.origin,
        "form": form,
        "sheet": sheet,
        "answers": drawn.get("answers") or {},
        "faults": drawn.get("faults") or [],
        "places": open_places,
        "blocked": [each for each in places if not each.is_open],
        "call_id": _call_id(request),
        "back": reverse(name, args=[key]),
        "draft_id": start.origin.id,
        "repeat": request.POST.get("repeat") or uuid7(),
        "may_support": start.chart.who.may("support.ask"),
    }
    return page(request, "teleconsult/ask.html", context, status=status)


@require_GET
@never_cache
@protected("consult.ask")
def sheet_of(request: HttpRequest) -> HttpResponse:
    """The guided questions of another specialty, without touching what was typed beside them."""
    context = {"sheet": guided.form_for(request.GET.get("specialty", "")), "answers": {}}
    return page(request, "teleconsult/sheet.html", context)


@require_GET
@never_cache
@protected("consult.ask", "hotline.answer")
def from_call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """A hotline call names no patient: the unit that called says which one."""
    who = who_asks(request)
    call = facts.ask("steering.hotline_call", call_id=call_id, who=who)
    if call is None:
        raise Http404
    entries = list(queue_visible_to(who).filter(day=clock.today()).order_by("-arrived_at")[:30])
    people = Person.objects.in_bulk([each.patient_id for each in entries])
    context = {
        "call": call,
        "is_caller": call.caller_unit_id == who.unit_id,
        "people": [people[each.patient_id] for each in entries if each.patient_id in people],
    }
    return page(request, "teleconsult/from_call.html", context)


@require_POST
@protected("hotline.answer")
def ask_caller(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """The hospital may not open the chart: the unit that called is asked to put the case."""
    who = who_asks(request)
    call = facts.ask("steering.hotline_call", call_id=call_id, who=who)
    if call is None or call.caller_unit_id is None:
        raise Http404
    task = new_task(
        unit_id=call.caller_unit_id,
        kind=TASK_FROM_CALL,
        subject_id=call.id,
        title=_("Lập ca xin hội chẩn từ cuộc gọi đường dây nóng"),
        due_on=clock.today(),
        priority=2,
    )
    with changes.apply(actor=who, reason="consult.from_call") as log:
        log.create(task)
    notice(request, _("Đã nhờ nơi gọi lập ca xin hội chẩn."))
    return after(request, "steering:call", call_id)
