"""What was ordered and answered in a month, from the kept counts, and the orders behind each number."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet, Sum
from django.utils.translation import get_language

from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.tally.models import Tally
from tuyen.platform.tally.sink import month_of
from tuyen.platform.ui.months import after
from tuyen.record.models import Order, Result
from tuyen.record.projections import ORDERS, RESULTS
from tuyen.record.queries.orders import asked_by, carried_out_by, my_units
from tuyen.registry.terms.orderables import categories

SIDES = {"ordered": ORDERS, "answered": RESULTS}


@dataclass(frozen=True)
class Line:
    """One category; orders withdrawn are not counted, a corrected result counts once."""

    code: str
    label: str
    ordered: int
    answered: int


def counted(
    units: QuerySet[ScopeNode, Any] | Sequence[uuid.UUID], month: dt.date, who: Actor
) -> dict[tuple[str, str], int]:
    """(indicator, category) → n of a month in compartments that the reader sees."""
    rows = Tally.objects.filter(
        indicator__in=SIDES.values(),
        month=month_of(month),
        dimension_b__in=["", *who.compartments],
        unit_id__in=units,
    )
    found = rows.order_by().values_list("indicator", "dimension_a").annotate(n=Sum("n"))
    return {(indicator, category): n for indicator, category, n in found}


def lines_of(month: dt.date, who: Actor) -> list[Line]:
    """Of my unit and all below it."""
    units = ScopeNode.objects.filter(path__startswith=who.path).values("unit_id")
    numbers = counted(units, month, who)
    language = get_language() or "vi"
    return [
        Line(
            each.code,
            each.label.spoken(language),
            numbers.get((ORDERS, each.code), 0),
            numbers.get((RESULTS, each.code), 0),
        )
        for each in categories(month)
    ]


def orders_behind(side: str, category: str, month: dt.date, who: Actor) -> QuerySet[Order]:
    """The orders of my own unit that a number counts, newest first."""
    last = after(month) - dt.timedelta(days=1)
    if side == "answered":
        results = Result.objects.filter(
            unit_id__in=my_units(who), day__range=(month, last), superseded_by_id=None
        )
        answered = results.exclude(status="preliminary").values("order_id")
        rows = carried_out_by(who).filter(pk__in=answered)
    else:
        rows = asked_by(who).filter(day__range=(month, last)).exclude(status="cancelled")
    return rows.filter(category=category).order_by("-day", "-requested_at", "-id")
