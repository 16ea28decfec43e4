"""Papers that a person takes along: the summary, and who has read the record."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.platform.access.doors import protected, who_asks
from tuyen.record.chart import opened_chart, overseen_person
from tuyen.record.papers.readers import readers_pdf
from tuyen.record.papers.summary import summary_pdf
from tuyen.record.queries.readers import readers
from tuyen.record.queries.summary import summary_of
from tuyen.registry.persons.identity import same_person_ids


@require_GET
@never_cache
@protected("chart.open")
def summary(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="summary")
    today = clock.today()
    pdf = summary_pdf(chart.person, summary_of(chart, today), unit=who.unit_name, day=today)
    return _paper(pdf, "tom-tat-ho-so.pdf")


@require_GET
@never_cache
@protected("readlog.view")
def readers_list(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The person's own access log, to be handed over on request."""
    who = who_asks(request)
    person = overseen_person(person_id, who)
    rows = readers(same_person_ids(person), who)
    return _paper(
        readers_pdf(person, rows, unit=who.unit_name, day=clock.today()), "ai-da-xem-ho-so.pdf"
    )


def _paper(pdf: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )
