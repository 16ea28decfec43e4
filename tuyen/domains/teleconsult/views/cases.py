"""One case on a page for both ends, and all cases of a person."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.ids import uuid7
from tuyen.domains.teleconsult import billing, cases, learning, moves, sessions, words
from tuyen.domains.teleconsult.forms import AdviceForm, OutcomeForm
from tuyen.domains.teleconsult.forms_remote import BillForm, first_bill
from tuyen.domains.teleconsult.views import opening
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments import thumbs
from tuyen.platform.attachments.answer import download, small_picture
from tuyen.platform.forms.files import in_answers
from tuyen.platform.ui.respond import page
from tuyen.record import consult_route, permissions
from tuyen.record.chart import Chart, ChartClosed, opened_chart
from tuyen.record.consult_limits import basis_of
from tuyen.record.consult_modes import consent_of
from tuyen.record.models import Consult, ConsultStatus
from tuyen.record.queries import consults as queries
from tuyen.record.queries.consult_proposals import open_visit
from tuyen.record.rules import consults as rules
from tuyen.record.rules.consult_proposals import written
from tuyen.record.rules.consults import BEFORE_ADVICE, Status
from tuyen.registry.facilities.queries import names_of

TEMPLATE = "teleconsult/case.html"
_ENDED = (Status.OUTCOME, Status.CLOSED)


@require_GET
@never_cache
@protected("chart.open")
def case(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """The whole case; a department whose chart is not open yet sees the question and may take it."""
    who = who_asks(request)
    try:
        chart, row = opening.opened(consult_id, who, what="consult")
    except ChartClosed:
        return _door(request, opening.found(consult_id, who))
    return shown(request, chart, row)


def _door(request: HttpRequest, row: Consult) -> HttpResponse:
    who = who_asks(request)
    units = names_of([row.from_unit_id, row.to_unit_id])
    on = row.day
    context = {
        "row": row,
        "from_unit": units.get(row.from_unit_id, ""),
        "to_unit": units.get(row.to_unit_id, ""),
        "urgency": words.labels("urgency", on).get(row.urgency, row.urgency),
        "urgency_tone": words.URGENCY_TONES.get(row.urgency, "neutral"),
        "specialty": words.specialties(on).get(row.specialty, row.specialty),
        "clock": words.clock_of(row, clock.now(), words.share_now()),
        "may_accept": permissions.may_answer_consult(who)
        and row.status == Status.ASKED
        and queries.is_asked(row, who),
    }
    return page(request, "teleconsult/door.html", context)


def shown(
    request: HttpRequest,
    chart: Chart,
    row: Consult,
    *,
    advice: AdviceForm | None = None,
    outcome: OutcomeForm | None = None,
    sure: Any = None,
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page of one case with what this reader may do now."""
    who = chart.who
    asks, answers = queries.is_asker(row, who), queries.is_asked(row, who)
    is_expert = answers and permissions.may_answer_consult(who)
    is_asker = asks and permissions.may_ask_consult(who)
    may_answer = is_expert and row.status in BEFORE_ADVICE
    moved = moves.of(chart, row, may_pick=is_asker)
    context: dict[str, Any] = {
        "person": chart.person,
        "consult": row,
        "case": cases.case_of(chart, row),
        "moved": moved,
        "consent": consent_of(chart, row),
        "open_visit": open_visit(row, who) if is_asker and row.status in billing.ENDED else None,
        "bill": billing.last_of(chart, row) if row.status in billing.ENDED else None,
        "bill_form": BillForm(initial=first_bill(row))
        if (is_expert or is_asker) and row.status in billing.ENDED
        else None,
        "learning_id": learning.made_of(row) if row.status in _ENDED else None,
        "may_teach": (is_expert or is_asker) and row.status in _ENDED and not row.compartment,
        "limits_basis": basis_of(row),
        "table": sessions.table_of(chart, row),
        "may_print": permissions.may_sign_minutes(who),
        "problem": problem,
        "sure": sure,
        "repeat": request.POST.get("repeat") or uuid7(),
        "say_key": uuid7(),  # one of its own: a line may wait off line while an advice is signed
        "is_expert": is_expert,
        "is_asker": is_asker,
        "may_accept": is_expert and row.status == Status.ASKED,
        "may_answer": may_answer,
        "may_talk": (is_expert or is_asker) and row.status in rules.OPEN,
        "may_cancel": is_asker and row.status in BEFORE_ADVICE,
        "may_follow": is_asker and row.status in (Status.ADVISED, Status.OUTCOME),
        "may_end": is_asker and row.status == Status.ADVISED,
        "may_close": is_expert and row.status == Status.OUTCOME,
        "may_add": is_expert and row.status in (Status.ADVISED, Status.OUTCOME),
        "may_read": is_asker and queries.open_tasks(row, queries.TASK_ADVICE).exists(),
        "states": _states(row),
        "held": words.labels("held", row.day),
    }
    if may_answer:
        context |= _to_answer(chart, row, advice)
    if context["may_end"]:
        context["outcome_form"] = outcome or OutcomeForm(first=moves.first_words(moved))
    return page(request, TEMPLATE, context, status=status)


def _states(row: Consult) -> list[tuple[str, str, str]]:
    """Code, label and the one key of every state."""
    labels = words.labels("state", row.day)
    found = rules.choices("state", row.day)
    return [(code, labels[code], str(said["key"])) for code, said in found.items()]


def _to_answer(chart: Chart, row: Consult, advice: AdviceForm | None) -> dict[str, Any]:
    draft = queries.draft_of(chart, row)
    first: dict[str, Any] = {}
    if draft is not None:
        names = ("kind", "text", "orders", "diagnosis", "technique_code", "destination")
        first = {name: getattr(draft, name) for name in names}
        first["follow_days"] = ", ".join(str(n) for n in draft.follow_days)
        first["proposals"] = written(draft.proposals)
    else:
        first = sessions.concluded_in(chart, row)
    places = consult_route.places(row.to_unit_id, clock.today())
    return {
        "advice_form": advice or AdviceForm(initial=first),
        "draft": draft,
        "experts": queries.experts_at(row.to_unit_id),
        "further": [each for each in places if each.is_open and each.unit_id != row.from_unit_id],
    }


@require_GET
@never_cache
@protected("chart.open")
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="consults")
    rows = list(queries.consults_of(chart)[:30])
    units = names_of({row.to_unit_id for row in rows})
    context = {
        "person": chart.person,
        "may_ask": permissions.may_ask_consult(who),
        "rows": [
            {
                "row": row,
                "unit": units.get(row.to_unit_id, ""),
                "status": ConsultStatus(row.status).label,
                "tone": words.TONES.get(row.status, "neutral"),
                "specialty": words.specialties(row.day).get(row.specialty, ""),
            }
            for row in rows
        ],
    }
    return page(request, "teleconsult/of_person.html", context)


@require_GET
@protected("chart.open")
def photo(request: HttpRequest, consult_id: UUID, sha256: str) -> HttpResponseBase:
    """A picture that came with the guided questions, for the page that shows it."""
    chart, row = opening.found_with_chart(consult_id, who_asks(request))
    response = cases.response_of(chart, row)
    files = in_answers(response.answers).values() if response else ()
    file = next((each for each in files if each["sha256"] == sha256), None)
    if file is None:
        raise Http404
    if side := thumbs.side_of(request.GET.get("side", "")):
        return small_picture(sha256, may_read=lambda: True, side=side)
    name = str(file.get("name") or _("Ảnh"))
    return download(sha256, may_read=lambda: True, name=name, in_page=True)


@require_GET
@protected("chart.open")
def still_there(request: HttpRequest, consult_id: UUID) -> HttpResponse:
    """204 while nobody said anything new; else the conversation again."""
    chart, row = opening.found_with_chart(consult_id, who_asks(request))
    last = queries.steps_of(chart, row).order_by("-at", "-id").values_list("id", flat=True).first()
    if str(last) == request.GET.get("last", ""):
        return HttpResponse(status=204)
    get_object_or_404(chart.of(Consult), pk=row.id)
    context = {"case": cases.case_of(chart, row), "consult": row}
    return page(request, "teleconsult/talk.html", context)
