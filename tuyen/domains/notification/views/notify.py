"""From a finished visit to a notified case: the program proposes, the person decides."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.notification import queries
from tuyen.domains.notification.forms import NotifyForm, instant_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions.cases import Told, notify_case
from tuyen.record.chart import Chart, opened_chart
from tuyen.record.models import Encounter
from tuyen.record.queries.visits import visible_encounter

FIELDS = {"occurred_at": "found_on", "notified_at": "told_on"}


@require_http_methods(["GET", "POST"])
@never_cache
@protected("case.notify")
def notify(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    who = who_asks(request)
    visit = visible_encounter(encounter_id, who)
    if visit is None:
        raise Http404
    chart = opened_chart(visit.patient_id, who, what="case_notify")
    proposal = queries.proposal_for(chart, visit)
    form = _form(request, who, proposal)
    if request.method == "POST" and form.is_valid():
        case_id = _told(request, form, chart, visit, proposal)
        if case_id:
            return after(request, "notification:case", case_id)
    context = {
        "person": chart.person,
        "visit": visit,
        "proposal": proposal,
        "proposed": queries.label_of(proposal.disease.code) if proposal else "",
        "known": [(row, queries.label_of(row.disease)) for row in queries.of_visit(chart, visit)],
        "form": form,
    }
    status = 422 if form.errors else 200
    return page(request, "notification/notify.html", context, status=status)


def _form(request: HttpRequest, who: Actor, proposal: queries.Proposal | None) -> NotifyForm:
    diseases = queries.choices_for(who)
    if request.method == "POST":
        return NotifyForm(request.POST, diseases=diseases)
    initial: dict[str, Any] = {"classification": "suspected"}
    if proposal:
        initial |= {"disease": proposal.disease.code, "onset_on": proposal.diagnosis.onset_on}
    return NotifyForm(initial=initial, diseases=diseases)


def _told(
    request: HttpRequest,
    form: NotifyForm,
    chart: Chart,
    visit: Encounter,
    proposal: queries.Proposal | None,
) -> UUID | None:
    """The code of the diagnosis goes along only where it is this disease's."""
    said = form.cleaned_data
    is_same = proposal is not None and proposal.disease.code == said["disease"]
    told = Told(
        disease=said["disease"],
        onset_on=said["onset_on"],
        classification=said["classification"],
        icd10=proposal.diagnosis.code if proposal and is_same else "",
        encounter_id=visit.id,
        occurred_at=instant_of(said["found_on"]) or visit.occurred_at,
        notified_at=instant_of(said["told_on"]),
        is_inpatient=visit.kind == "inpatient",
    )
    try:
        case = notify_case(person=chart, told=told, by=who_asks(request))
    except Refused as refusal:
        place = FIELDS.get(refusal.field, refusal.field)
        form.add_error(place if place in form.fields else None, refusal.message)
        return None
    if case.encounter_id == visit.id:
        notice(request, _("Đã báo cáo ca bệnh."))
    else:
        notice(request, _("Lần mắc này đã được báo cáo: đã bổ sung vào ca đang có."))
    told_id: UUID = case.id
    return told_id
