"""Finding a case: its chart is opened, the reading is logged; 404 for what one may not see."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import Consult
from tuyen.record.queries import consults as queries

_SKIPPED = ("csrfmiddlewaretoken", "repeat")


def opened(consult_id: UUID, who: Actor, *, what: str) -> tuple[Chart, Consult]:
    """For a page."""
    chart = opened_chart(_patient(consult_id, who), who, what=what)
    return chart, get_object_or_404(chart.of(Consult), pk=consult_id)


def found(consult_id: UUID, who: Actor) -> Consult:
    """For work on the case by an expert whose department may not have the chart open yet: the row of
    a case that my facility asked or was asked, whatever compartments I see."""
    row: Any = queries.at_either_end(who).filter(pk=consult_id).first()
    if row is None:
        raise Http404
    return row  # type: ignore[no-any-return]


def found_with_chart(consult_id: UUID, who: Actor) -> tuple[Chart, Consult]:
    chart = chart_of(_patient(consult_id, who), who)
    return chart, get_object_or_404(chart.of(Consult), pk=consult_id)


def _patient(consult_id: UUID, who: Actor) -> UUID:
    patient_id = queries.patient_of(consult_id, who)
    if patient_id is None:
        raise Http404
    return patient_id


def repeat_of(request: HttpRequest, who: Actor) -> changes.Repeat | None:
    """The key that came with a form: the same form sent twice is one act (rulings 41)."""
    try:
        key = UUID(request.POST.get("repeat", ""))
    except ValueError:
        return None
    said = {name: values for name, values in request.POST.lists() if name not in _SKIPPED}
    return changes.Repeat(key, who.account_id, changes.digest_of(said))
