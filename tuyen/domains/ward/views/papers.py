"""Papers to hand out: the discharge summary, the note of a death."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.domains.ward import queries
from tuyen.domains.ward.paper_of_stay import death_of, summary_of
from tuyen.domains.ward.papers.stay import StayPaper, stay_pdf
from tuyen.platform.access.doors import protected, who_asks
from tuyen.record.chart import Chart, opened_chart
from tuyen.record.models import Admission, Death


@require_GET
@never_cache
@protected("chart.open")
def summary(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """For whoever may open the chart, also far from the ward: the station reads it afterwards."""
    stay, chart = _ended(request, admission_id)
    return _answer(summary_of(stay, chart), "ra-vien")


@require_GET
@never_cache
@protected("chart.open")
def death_paper(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    stay, chart = _ended(request, admission_id)
    death = chart.of(Death).filter(admission_id=stay.id).first()
    if death is None:
        raise Http404
    return _answer(death_of(death, stay, chart), "tu-vong")


def _ended(request: HttpRequest, admission_id: UUID) -> tuple[Admission, Chart]:
    who = who_asks(request)
    patient_id = queries.patient_of(admission_id, who)
    if patient_id is None:
        raise Http404
    chart = opened_chart(patient_id, who, what="stay_summary")
    stay = chart.of(Admission).filter(pk=admission_id).first()
    if stay is None or stay.ended_at is None or stay.status == "cancelled":
        raise Http404
    return stay, chart


def _answer(paper: StayPaper, name: str) -> HttpResponse:
    return HttpResponse(
        stay_pdf(paper),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}.pdf"'},
    )
