"""Everything that happened to a person, by kind and year."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.record import timeline as events
from tuyen.record.chart import opened_chart
from tuyen.record.queries.timeline import shown_for

TEMPLATE = "record/timeline.html"


@require_GET
@never_cache
@protected("chart.open")
def timeline(request: HttpRequest, person_id: UUID) -> HttpResponse:
    chart = opened_chart(person_id, who_asks(request), what="timeline")
    kind = request.GET.get("kind", "")
    context: dict[str, Any] = {
        "person": chart.person,
        "shown": shown_for(
            chart,
            kind=kind if events.part_of(kind) else "",
            year=_number(request.GET.get("year", "")),
            page=_number(request.GET.get("page", "")) or 0,
        ),
    }
    return page(request, f"{TEMPLATE}#events", context)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) <= 4 and int(text) else None
