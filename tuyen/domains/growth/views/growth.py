"""A small child's growth: curves, table, one more weighing."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.growth import queries
from tuyen.domains.growth.curves import drawing
from tuyen.domains.growth.forms import WeighingForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions
from tuyen.record.actions.measurements import add_measurements
from tuyen.record.chart import Chart, chart_of, opened_chart

TEMPLATE = "growth/growth.html"


@require_GET
@never_cache
@protected("chart.open")
def growth(request: HttpRequest, person_id: UUID) -> HttpResponse:
    chart = opened_chart(person_id, who_asks(request), what="growth")
    return _shown(request, chart, WeighingForm())


@require_POST
@protected("visit.record")
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    chart = chart_of(person_id, who_asks(request))
    form = WeighingForm(request.POST)
    if not form.is_valid():
        return _shown(request, chart, form, status=422)
    try:
        add_measurements(
            person_id=person_id, day=form.cleaned_data["day"], values=form.values, by=chart.who
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return _shown(request, chart, form, status=422)
    notice(request, _("Đã ghi số đo."))
    return after(request, "growth:growth", person_id)


def _shown(
    request: HttpRequest, chart: Chart, form: WeighingForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "person": chart.person,
        "form": form,
        "may_record": permissions.may_record(chart.who),
        "may_be_followed": queries.may_be_followed(chart.person),
    }
    if chart.person.birth_date is not None:
        found = queries.growth_of(chart, clock.today())
        drawn = [drawing(found, indicator) for indicator in found.indicators]
        context |= {"growth": found, "drawings": [each for each in drawn if each]}
    return page(request, TEMPLATE, context, status=status)
