"""What other rooms may ask of the laboratory."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from tuyen.core.actor import Actor
from tuyen.core.facts import publishes
from tuyen.domains.diagnostics.statistics import counted
from tuyen.record.chart import Chart
from tuyen.record.models import Order
from tuyen.record.queries.orders import with_answers


@publishes("diagnostics.answered_since")
def answered_since(*, chart: Chart, since: dt.date) -> list[Any]:
    """Orders of a chart with a verified result since a day, newest first, with result and figures."""
    orders = chart.of(Order).filter(status="completed", day__gte=since).order_by("-requested_at")
    return with_answers(chart, list(orders[:60]))


@publishes("diagnostics.counts")
def counts(*, units: Sequence[uuid.UUID], month: dt.date, who: Actor) -> dict[tuple[str, str], int]:
    """("orders" or "results", category) → n of a month at these units, for reports."""
    return counted(units, month, who)


@publishes("diagnostics.waiting")
def waiting(*, chart: Chart, encounter_id: uuid.UUID) -> list[str]:
    """Titles of what was ordered in a visit and has no result yet."""
    rows = chart.of(Order).filter(
        encounter_id=encounter_id, status__in=["requested", "collected", "in_progress", "resulted"]
    )
    return list(rows.values_list("title", flat=True))
