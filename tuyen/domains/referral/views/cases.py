"""One referral on a page for both ends, and all referrals of a person."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.referral import queries
from tuyen.domains.referral.forms import AnswerForm, ReplyForm
from tuyen.domains.referral.replies import reply_from
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.record import permissions
from tuyen.record.chart import Chart, opened_chart
from tuyen.record.models import Admission, Referral
from tuyen.record.queries.referrals import documents_with, patient_of, referrals_of
from tuyen.record.rules.referrals import HERE, ON_THE_WAY, Status

TEMPLATE = "referral/case.html"


@require_GET
@never_cache
@protected("chart.open")
def case(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    chart, row = opened(referral_id, who_asks(request), what="referral")
    return shown(request, chart, row)


@require_GET
@never_cache
@protected("chart.open")
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    chart = opened_chart(person_id, who_asks(request), what="referrals")
    rows = [queries.case_of(row, []) for row in referrals_of(chart)[:20]]
    return page(request, "referral/of_person.html", {"person": chart.person, "rows": rows})


def opened(referral_id: UUID, who: Actor, *, what: str) -> tuple[Chart, Referral]:
    """The chart and the referral in it, the reading logged; 404 for what one may not see."""
    patient_id = patient_of(referral_id, who)
    if patient_id is None:
        raise Http404
    chart = opened_chart(patient_id, who, what=what)
    return chart, get_object_or_404(chart.of(Referral), pk=referral_id)


def shown(
    request: HttpRequest,
    chart: Chart,
    row: Referral,
    *,
    answer: AnswerForm | None = None,
    reply: ReplyForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page of one referral with what this reader may do now."""
    who = chart.who
    is_receiver = permissions.may_receive(who) and row.to_unit_id == who.unit_id
    is_sender = permissions.may_send(who) and row.from_unit_id == who.unit_id
    may_reply = is_receiver and row.status in HERE
    tasks, lines = queries.return_rows(row)
    context: dict[str, Any] = {
        "person": chart.person,
        "referral": row,
        "case": queries.case_of(row, documents_with(chart, row)),
        "answer_form": answer or AnswerForm(),
        "may_decide": is_receiver and row.status in ON_THE_WAY,
        "may_accept": is_receiver and row.status == Status.REQUESTED,
        "may_arrive": is_receiver and row.status in {*ON_THE_WAY, Status.LOST},
        "may_admit": row.to_unit_id == who.unit_id and row.status in {*ON_THE_WAY, *HERE},
        "may_reply": may_reply,
        "may_cancel": is_sender and row.status in {*ON_THE_WAY, Status.LOST},
        "may_take_back": is_sender and row.status == Status.RETURNED,
        "return_tasks": tasks,
        "return_lines": lines,
        "today": clock.today(),
        "is_from_stay": bool(row.encounter_id)
        and chart.of(Admission).filter(pk=row.encounter_id or row.id).exists(),
    }
    if may_reply:
        on = clock.today()
        context["reply_form"] = reply or ReplyForm(None, on=on, initial=reply_from(chart, row))
    return page(request, TEMPLATE, context, status=status)
