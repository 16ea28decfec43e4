"""Counts of referrals of my unit and all below, from the kept counts; the rows behind each number.

Hidden compartments are no part of any number that this reader sees.
"""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, QuerySet, Sum

from tuyen.core.actor import Actor
from tuyen.platform.access.models import ScopeNode
from tuyen.platform.tally.models import Tally
from tuyen.record.models import Referral
from tuyen.record.projections import REFERRALS_IN, REFERRALS_OUT
from tuyen.record.rules.referrals import Status

SIDES = {"out": REFERRALS_OUT, "in": REFERRALS_IN}
# What a column counts.
GROUPS: dict[str, frozenset[Status]] = {
    "all": frozenset(Status),
    "waiting": frozenset({Status.REQUESTED, Status.ACCEPTED}),
    "arrived": frozenset({Status.ARRIVED, Status.REPLIED, Status.RETURNED, Status.CLOSED}),
    "back": frozenset({Status.RETURNED, Status.CLOSED}),
    "lost": frozenset({Status.LOST}),
    "away": frozenset({Status.REFUSED, Status.REDIRECTED, Status.CANCELLED}),
}
MOST_UNITS = 100


@dataclass(frozen=True)
class Asked:
    """side: out (sent) or in (received); both days belong to the period."""

    side: str
    first: dt.date
    last: dt.date
    group: str = "all"
    reason: str = ""
    unit_id: uuid.UUID | None = None


@dataclass
class Line:
    """One unit or one reason, with its counts by group."""

    key: Any
    label: str
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))


@dataclass(frozen=True)
class Times:
    """Average hours from the request to the answer, the arrival, the reply; None where nothing is."""

    answer: float | None
    arrival: float | None
    reply: float | None


def cells(asked: Asked, who: Actor) -> list[tuple[uuid.UUID, str, str, int]]:
    """(unit, status, reason, n) of the period; one statement."""
    rows = Tally.objects.filter(
        indicator=SIDES[asked.side],
        day__gte=asked.first,
        day__lte=asked.last,
        dimension_c__in=["", *who.compartments],
        unit_id__in=_scope(who),
    )
    counted = rows.values_list("unit_id", "dimension_a", "dimension_b").annotate(n=Sum("n"))
    return [(unit, status, reason, n) for unit, status, reason, n in counted if n]


def _scope(who: Actor) -> QuerySet[ScopeNode, Any]:
    return ScopeNode.objects.filter(path__startswith=who.path).values("unit_id")


def lines_by_reason(found: list[Any], labels: Mapping[str, str]) -> list[Line]:
    lines = {code: Line(code, label) for code, label in labels.items()}
    for _unit, status, reason, n in found:
        _add(lines.setdefault(reason, Line(reason, reason)), status, n)
    return list(lines.values())


def lines_by_unit(found: list[Any], names: Mapping[uuid.UUID, str]) -> list[Line]:
    """The units with the most first."""
    lines: dict[uuid.UUID, Line] = {}
    for unit, status, _reason, n in found:
        _add(lines.setdefault(unit, Line(unit, names.get(unit, ""))), status, n)
    return sorted(lines.values(), key=lambda line: (-line.counts["all"], line.label))[:MOST_UNITS]


def total_of(found: list[Any]) -> Line:
    line = Line("", "")
    for _unit, status, _reason, n in found:
        _add(line, status, n)
    return line


def _add(line: Line, status: str, n: int) -> None:
    for group, statuses in GROUPS.items():
        line.counts[group] += n if status in statuses else 0


def rows_behind(asked: Asked, who: Actor) -> QuerySet[Referral]:
    """The referrals that a number counts, newest first."""
    column = "from_unit_id" if asked.side == "out" else "to_unit_id"
    units: Any = [asked.unit_id] if asked.unit_id else _scope(who)
    found = Referral.objects.filter(
        compartment__in=["", *who.compartments],
        day__gte=asked.first,
        day__lte=asked.last,
        **{f"{column}__in": units},
    )
    if asked.unit_id:
        found = found.filter(**{f"{column}__in": _scope(who)})
    if asked.reason:
        found = found.filter(reason_code=asked.reason)
    return found.filter(status__in=GROUPS[asked.group]).order_by("-requested_at", "-id")


def times_of(asked: Asked, who: Actor) -> Times:
    """One statement."""
    ends = {"answer": "decided_at", "arrival": "arrived_at", "reply": "replied_at"}
    spans = {
        name: Avg(ExpressionWrapper(F(end) - F("requested_at"), output_field=DurationField()))
        for name, end in ends.items()
    }
    found = rows_behind(asked, who).order_by().aggregate(**spans)
    return Times(**{name: _hours(found[name]) for name in ends})


def _hours(span: dt.timedelta | None) -> float | None:
    return None if span is None else span.total_seconds() / 3600


def feedback_of(asked: Asked, who: Actor) -> dict[str, int]:
    """How the receiving units judged the referrals: code → how many."""
    judged = rows_behind(asked, who).exclude(feedback="").order_by()
    counted: dict[str, int] = defaultdict(int)
    for code, n in judged.values_list("feedback").annotate(n=Count("id")):
        counted[code] += n
    return dict(counted)
