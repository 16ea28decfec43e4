"""The sending unit: refer from a finished visit, take the request back, take the person back."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.domains.referral import destinations
from tuyen.domains.referral.forms import ReferForm
from tuyen.domains.referral.views.form_keys import repeat_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import referrals as acts
from tuyen.record.case_summary import (
    Origin,
    Summary,
    origin_of_stay,
    origin_of_visit,
    summary_of,
)
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Encounter, Referral
from tuyen.record.queries import referrals as queries
from tuyen.record.queries.beds import present_at
from tuyen.record.queries.visits import FINISHED, visible_encounter

TEMPLATE = "referral/refer.html"


@require_http_methods(["GET", "POST"])
@never_cache
@protected("referral.send")
def refer(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """One screen, everything filled in from the chart: look, change the place if need be, save."""
    chart, encounter = _visit(request, encounter_id, who_asks(request))
    return _referred(request, chart, origin_of_visit(encounter))


@require_http_methods(["GET", "POST"])
@never_cache
@protected("referral.send")
def refer_from_stay(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """The same out of a bed: no visit was written, the stay says what is known."""
    who = who_asks(request)
    stay = get_object_or_404(present_at(who), pk=admission_id)
    is_read = request.method == "GET"
    patient_id = stay.patient_id
    chart = (
        opened_chart(patient_id, who, what="referral_form")
        if is_read
        else chart_of(patient_id, who)
    )
    return _referred(request, chart, origin_of_stay(stay))


def _referred(request: HttpRequest, chart: Chart, origin: Origin) -> HttpResponse:
    who = who_asks(request)
    form, summary = _form(request, chart, origin)
    if request.method == "GET":
        return _shown(request, chart, origin, form, summary)
    if not form.is_valid():
        return _shown(request, chart, origin, form, summary, status=422)
    try:
        row = acts.refer(
            person=chart,
            transfer=form.transfer(),
            by=who,
            encounter_id=origin.id,
            repeat=repeat_of(request, who),
        )
    except Refused as refusal:
        form.add_error(_FIELDS.get(refusal.field), refusal.message)
        return _shown(request, chart, origin, form, summary, status=refusal.status)
    notice(request, _("Đã gửi giấy chuyển. In giấy đưa người bệnh mang theo."))
    return after(request, "referral:case", row.id)


_FIELDS = {"to_unit": "place", "documents": "documents", "diagnosis": "diagnosis"}


def _visit(request: HttpRequest, encounter_id: UUID, who: Actor) -> tuple[Chart, Encounter]:
    """The visit in force and its chart; 404 for one that is hidden, cancelled or was replaced."""
    encounter = visible_encounter(encounter_id, who)
    if encounter is None:
        raise Http404
    if request.method == "GET":
        chart = opened_chart(encounter.patient_id, who, what="referral_form")
    else:
        chart = chart_of(encounter.patient_id, who)
    if encounter.status != FINISHED or encounter.superseded_by_id is not None:
        raise Http404
    return chart, encounter


def _form(request: HttpRequest, chart: Chart, encounter: Origin) -> tuple[ReferForm, Summary]:
    summary = summary_of(chart, encounter)
    today = clock.today()
    places = destinations.offered(
        chart.who,
        today,
        specialty=summary.specialty,
        urgency=request.POST.get("urgency", "routine"),
    )
    data = request.POST if request.method == "POST" else None
    secret = encounter.compartment
    return ReferForm(data, on=today, places=places, summary=summary, secret=secret), summary


def _shown(
    request: HttpRequest,
    chart: Chart,
    encounter: Origin,
    form: ReferForm,
    summary: Summary,
    status: int = 200,
) -> HttpResponse:
    secret, first = encounter.compartment, _unit_id(form["place"].value())
    context: dict[str, Any] = {
        "person": chart.person,
        "encounter": encounter,
        "form": form,
        "summary": summary,
        "repeat": request.POST.get("repeat") or uuid7(),
        "nobody_may_read": first is not None
        and not queries.can_be_read_at(first, secret, clock.today()),
    }
    return page(request, TEMPLATE, context, status=status)


def _unit_id(chosen: str | None) -> UUID | None:
    """Of the place as it was sent, which need not be one of those offered."""
    try:
        return UUID(chosen or "")
    except ValueError:
        return None


@require_POST
@protected("referral.send", "referral.receive")
def pick_unit(request: HttpRequest) -> HttpResponse:
    """Facilities that bear the words typed; nobody's data stands in it."""
    found = destinations.search(who_asks(request), request.POST.get("q", ""), clock.today())
    return page(request, "referral/units.html", {"units": found})


@require_POST
@protected("referral.send")
def cancel(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = found(referral_id, who)
    acts.cancel(referral=row, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã hủy giấy chuyển."))
    return after(request, "referral:case", row.id)


@require_POST
@protected("referral.send")
def take_back(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """Accept the plan: its tasks are ours from now on, its drugs are offered in the next visit."""
    who = who_asks(request)
    row = found(referral_id, who)
    acts.take_back(referral=row, by=who)
    notice(request, _("Đã nhận về: việc cần làm đã vào danh sách, thuốc chờ ở lần khám tới."))
    return after(request, "referral:case", row.id)


def found(referral_id: UUID, who: Actor) -> Referral:
    """The referral for work on it: its chart must be open; 404 for what one may not see."""
    patient_id = queries.patient_of(referral_id, who)
    if patient_id is None:
        raise Http404
    row: Referral = get_object_or_404(chart_of(patient_id, who).of(Referral), pk=referral_id)
    return row
