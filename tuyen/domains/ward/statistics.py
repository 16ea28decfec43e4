"""Admissions, ends of stays and nights in a bed in a month, from the kept counts, and who is behind them.

A night counts for the unit in whose bed the person lay at midnight. Up to yesterday: tonight is not over.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q, QuerySet, Sum

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.tally.models import Tally
from tuyen.platform.tally.sink import month_of
from tuyen.record.models import Admission, Bed
from tuyen.record.projections import ADMISSIONS, BED_MOVES, STAYS_ENDED
from tuyen.record.queries import beds

SIDES = ("admitted", "ended", "nights")
ENDS = ("discharged", "transferred", "escaped", "died")


@dataclass
class Line:
    """One unit in a month. `beds`: those that it has today."""

    unit_id: uuid.UUID
    name: str
    admitted: int = 0
    ended: dict[str, int] = field(default_factory=lambda: dict.fromkeys(ENDS, 0))
    nights: int = 0
    beds: int = 0
    nights_possible: int = 0

    @property
    def share(self) -> int | None:
        """Per cent of the nights that the beds of today could have had."""
        return round(100 * self.nights / self.nights_possible) if self.nights_possible else None

    @property
    def ends(self) -> list[int]:
        return [self.ended[each] for each in ENDS]

    @property
    def is_empty(self) -> bool:
        return not (self.admitted or self.nights or self.beds or any(self.ended.values()))


def last_night(month: dt.date) -> dt.date:
    """The last evening of the month that is over."""
    end = (month + dt.timedelta(days=32)).replace(day=1) - dt.timedelta(days=1)
    return min(end, clock.today() - dt.timedelta(days=1))


def lines_of(month: dt.date, who: Actor) -> list[Line]:
    """Units of mine that had something, and a sum below where there are several. Four statements."""
    below = ScopeNode.objects.filter(path__startswith=who.path).order_by("path")
    nodes = below if who.scope == "subtree" else beds.units_here(who)
    lines = {node.unit_id: Line(node.unit_id, node.name) for node in nodes}
    _count_stays(lines, month, who)
    evenings = max(0, (last_night(month) - month).days + 1)
    for unit_id, count in nights_of(lines, month, who).items():
        lines[unit_id].nights = count
    for unit_id in _beds(lines, who):
        lines[unit_id].beds += 1
        lines[unit_id].nights_possible += evenings
    return [line for line in lines.values() if not line.is_empty]


def total_of(lines: Iterable[Line], name: str) -> Line:
    whole = Line(uuid.UUID(int=0), name)
    for line in lines:
        whole.admitted += line.admitted
        whole.nights += line.nights
        whole.beds += line.beds
        whole.nights_possible += line.nights_possible
        for each in ENDS:
            whole.ended[each] += line.ended[each]
    return whole


def _seen(indicators: list[str], units: Iterable[uuid.UUID], who: Actor) -> QuerySet[Tally]:
    """Cells of compartments that the reader sees; stays carry theirs as the third dimension."""
    return Tally.objects.filter(
        indicator__in=indicators,
        unit_id__in=list(units),
        dimension_c__in=["", *who.compartments],
    ).order_by()


def _count_stays(lines: dict[uuid.UUID, Line], month: dt.date, who: Actor) -> None:
    rows = _seen([ADMISSIONS, STAYS_ENDED], lines, who).filter(month=month_of(month))
    found = rows.values_list("indicator", "unit_id", "dimension_a").annotate(many=Sum("n"))
    for indicator, unit_id, code, many in found:
        if indicator == ADMISSIONS:
            lines[unit_id].admitted += many
        elif code in ENDS:
            lines[unit_id].ended[code] += many


def nights_of(units: Iterable[uuid.UUID], month: dt.date, who: Actor) -> dict[uuid.UUID, int]:
    """Who lay there when the month began stays for all its nights; each move adds or takes the rest."""
    last = last_night(month)
    nights: dict[uuid.UUID, int] = defaultdict(int)
    if last < month:
        return nights
    moves = _seen([BED_MOVES], units, who)
    before = moves.filter(month__lt=month_of(month)).values_list("unit_id").annotate(many=Sum("n"))
    for unit_id, many in before:
        nights[unit_id] += many * ((last - month).days + 1)
    within = moves.filter(month=month_of(month), day__lte=last)
    for unit_id, day, many in within.values_list("unit_id", "day").annotate(many=Sum("n")):
        nights[unit_id] += many * ((last - day).days + 1)
    return nights


def _beds(units: Iterable[uuid.UUID], who: Actor) -> list[uuid.UUID]:
    rows = Bed.objects.filter(
        unit_id__in=list(units), compartment__in=["", *who.compartments]
    ).exclude(status="closed")
    return list(rows.values_list("unit_id", flat=True))


def stays_behind(side: str, month: dt.date, who: Actor) -> QuerySet[Admission, Any]:
    """The stays of my unit and its departments that a number counts, newest first."""
    first = clock.start_of(month)
    end = clock.start_of((month + dt.timedelta(days=32)).replace(day=1))
    rows = beds.visible_to(who).exclude(status__in=("planned", "cancelled"))
    if side == "admitted":
        rows = rows.filter(arrived_at__gte=first, arrived_at__lt=end)
    elif side == "ended":
        rows = rows.filter(ended_at__gte=first, ended_at__lt=end)
    else:
        rows = rows.filter(Q(ended_at=None) | Q(ended_at__gte=first), arrived_at__lt=end)
    return rows.order_by("-arrived_at", "-id")
