"""Papers to hand out."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core.actor import Actor
from tuyen.domains.clinic.paper_of_visit import paper_of
from tuyen.domains.clinic.papers.prescription import prescription_pdf
from tuyen.platform.access.doors import protected
from tuyen.record.chart import opened_chart
from tuyen.record.queries.visits import patient_of, visit_of


@require_GET
@never_cache
@protected("chart.open")
def prescription(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """The A5 sheets of a visit; 404 when nothing was prescribed."""
    who: Actor = request.actor  # type: ignore[attr-defined]
    patient_id = patient_of(encounter_id, who)
    if patient_id is None:
        raise Http404
    chart = opened_chart(patient_id, who, what="prescription")
    visit = visit_of(chart, encounter_id)
    if visit is None or not visit.prescriptions:
        raise Http404
    pdf = prescription_pdf(paper_of(visit, chart))
    name = f"don-thuoc-{visit.prescriptions[0].number}.pdf"
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
