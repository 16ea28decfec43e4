"""A household: who lives together and who is due for what."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.record.chart import opened_chart
from tuyen.record.queries.household import home_of


@require_GET
@never_cache
@protected("chart.open")
def household(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Behind the chart of one of them: whoever may open it sees with whom the person lives."""
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="household")
    today = clock.today()
    context = {"person": chart.person, "home": home_of(chart.person, who, today), "today": today}
    return page(request, "record/household.html", context)
