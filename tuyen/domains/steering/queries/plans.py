"""Plans of both sides, the log of direction work, and how evenly it was given."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Count, OuterRef, Q, QuerySet, Subquery, Sum

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.steering.models import Agreement, DirectionEntry, DirectionPlan, PlanLine
from tuyen.domains.steering.models.plans import Side
from tuyen.domains.steering.queries.scope import either_side, facility_of
from tuyen.domains.steering.rules import equity
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.terms import settled

QUARTERS = (1, 2, 3, 4)


def table(day: dt.date, unit_id: uuid.UUID | None = None) -> rulebook.Rule:
    """With the factors of the unit that directs; the rulebook's for no unit."""
    return settled.on(equity.TABLE, day, unit_id)


def kinds(day: dt.date) -> dict[str, rulebook.Row]:
    return {row["code"]: row for row in table(day).rows}


def span(year: int, quarter: int) -> tuple[dt.date, dt.date]:
    """First and last day of a quarter; of the year for quarter 0."""
    if not quarter:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    first = dt.date(year, 3 * quarter - 2, 1)
    after = dt.date(year + quarter // 4, 3 * quarter % 12 + 1, 1)
    return first, after - dt.timedelta(days=1)


def plans_seen_by(who: Actor) -> QuerySet[DirectionPlan]:
    """Plans of the units within reach, and plans that name our facility."""
    here = facility_of(who)
    named = PlanLine.objects.filter(other_unit_id=here, is_removed=False).values("plan_id")
    own = either_side(DirectionPlan.objects.all(), who, "unit_id").values("id")
    found = DirectionPlan.objects.filter(Q(pk__in=own) | Q(pk__in=named, status="approved"))
    return found.order_by("-year", "-quarter", "-id")


@dataclass(frozen=True)
class PlanSum:
    plan: DirectionPlan
    unit: str
    lines: int
    days: float
    cost: int


def sums_of(plans: Iterable[DirectionPlan]) -> list[PlanSum]:
    """Lines, person-days and money of each plan; two statements for a list."""
    found = list(plans)
    ids = [plan.id for plan in found]
    rows = PlanLine.objects.filter(plan_id__in=ids, is_removed=False).values("plan_id")
    told = {
        row["plan_id"]: row
        for row in rows.annotate(n=Count("id"), days=Sum("person_days"), money=Sum("cost"))
    }
    names = names_of(plan.unit_id for plan in found)
    none: dict[str, Any] = {"n": 0, "days": 0.0, "money": 0}
    return [
        PlanSum(plan, names.get(plan.unit_id, ""), row["n"], row["days"], row["money"])
        for plan in found
        for row in [told.get(plan.id, none)]
    ]


@dataclass(frozen=True)
class LineDone:
    """A line of a plan, and what of it has been done."""

    row: PlanLine
    unit: str
    done_days: float
    done_cost: int
    times: int


def lines_in(plan: DirectionPlan) -> QuerySet[PlanLine]:
    """Lines that stand, in the order in which they were written."""
    return PlanLine.objects.filter(plan_id=plan.id, is_removed=False).order_by("id")


def lines_of(plan: DirectionPlan) -> list[LineDone]:
    """Three statements, whatever the plan's length."""
    rows = list(lines_in(plan))
    ids = [row.id for row in rows]
    done = {
        told["plan_line_id"]: told
        for told in DirectionEntry.objects.filter(plan_line_id__in=ids, is_void=False)
        .values("plan_line_id")
        .annotate(days=Sum("person_days"), money=Sum("cost"), n=Count("id"))
    }
    names = names_of(row.other_unit_id for row in rows)
    none: dict[str, Any] = {"days": 0.0, "money": 0, "n": 0}
    return [
        LineDone(row, names.get(row.other_unit_id, ""), told["days"], told["money"], told["n"])
        for row in rows
        for told in [done.get(row.id, none)]
    ]


def partners(who: Actor, day: dt.date) -> dict[uuid.UUID, tuple[str, str]]:
    """Unit id → (name, our side towards it): those that we direct or hold an agreement with, and those
    that direct us."""
    here = facility_of(who)
    below = direction.directed(here, day).values_list("id", "name")
    found = {id_: (name, Side.DIRECTS.value) for id_, name in below}
    for unit in direction.directing(here, day):
        found.setdefault(unit.id, (unit.name, Side.DIRECTED.value))
    sides = Q(unit_id=here) | Q(other_unit_id=here)
    for row in Agreement.objects.filter(sides, other_unit_id__isnull=False):
        other = row.other_unit_id if row.unit_id == here else row.unit_id
        if row.term.holds_on(day) and other not in found:
            found[other] = ("", Side.DIRECTS.value)
    names = names_of(id_ for id_, (name, _side) in found.items() if not name)
    return {id_: (name or names.get(id_, ""), side) for id_, (name, side) in found.items()}


def open_lines(who: Actor, year: int) -> list[PlanLine]:
    """Lines of our approved plans of the year, for the log to point at."""
    plans = DirectionPlan.objects.filter(unit_id=facility_of(who), year=year, status="approved")
    rows = PlanLine.objects.filter(plan_id__in=plans.values("id"), is_removed=False)
    return list(rows.order_by("id"))


def agreements_with(who: Actor) -> list[Agreement]:
    """Every agreement of our facility, in force or not: the act judges by the day of the work."""
    here = facility_of(who)
    found = Agreement.objects.filter(Q(unit_id=here) | Q(other_unit_id=here))
    return list(found.order_by("-valid_from"))


def entries_seen_by(who: Actor) -> QuerySet[DirectionEntry]:
    return either_side(DirectionEntry.objects.all(), who, "unit_id", "other_unit_id")


def listed(
    who: Actor, first: dt.date, last: dt.date, *, kind: str = "", unit_id: uuid.UUID | None = None
) -> QuerySet[DirectionEntry]:
    """The log of a period, newest first; struck out entries stay in it."""
    found = entries_seen_by(who).filter(done_on__range=(first, last))
    if kind:
        found = found.filter(kind=kind)
    if unit_id:
        found = found.filter(Q(unit_id=unit_id) | Q(other_unit_id=unit_id))
    return found.order_by("-done_on", "-id")


def of_unit(unit_id: uuid.UUID, who: Actor) -> QuerySet[DirectionEntry]:
    """Work done with this unit, the newest first; struck out entries are left out."""
    side = Q(unit_id=unit_id) | Q(other_unit_id=unit_id)
    return entries_seen_by(who).filter(side, is_void=False).order_by("-done_on", "-id")


def entry_names(rows: Iterable[DirectionEntry]) -> dict[uuid.UUID, str]:
    return names_of({id_ for row in rows for id_ in (row.unit_id, row.other_unit_id)})


def ours(who: Actor, first: dt.date, last: dt.date) -> QuerySet[DirectionEntry]:
    """What our facility did for those below in a period."""
    return _ours(facility_of(who), first, last)


def _ours(here: uuid.UUID, first: dt.date, last: dt.date) -> QuerySet[DirectionEntry]:
    return DirectionEntry.objects.filter(
        unit_id=here, side=Side.DIRECTS, is_void=False, done_on__range=(first, last)
    )


@dataclass(frozen=True)
class Work:
    """What our facility did for those that it directs in a period."""

    shares: list[equity.Share]
    names: Mapping[uuid.UUID, str]
    by_kind: list[tuple[str, int, float]]
    person_days: float
    planned_days: float
    cost: int
    to_move: float


def work(who: Actor, first: dt.date, last: dt.date) -> Work:
    """Person-days of our own log, a station's work counted to the unit above it that we direct first."""
    here, today = facility_of(who), clock.today()
    groups = _groups(here, min(last, today))
    done = list(
        _ours(here, first, last)
        .values("other_unit_id", "kind")
        .annotate(n=Count("id"), days=Sum("person_days"), money=Sum("cost"))
    )
    days = _summed(done, "other_unit_id", "days")
    units = [
        equity.Given(g.id, g.size, g.distance_km, sum(days.get(id_, 0.0) for id_ in g.members))
        for g in groups
    ]
    judged = equity.shares(units, table(today, here).values)
    times, by_kind = _summed(done, "kind", "n"), _summed(done, "kind", "days")
    kinds_ = [(kind, int(times[kind]), spent) for kind, spent in by_kind.items()]
    return Work(
        shares=judged,
        names={g.id: g.name for g in groups},
        by_kind=sorted(kinds_, key=lambda row: -row[2]),
        person_days=sum(days.values()),
        planned_days=_planned(here, first, last),
        cost=sum(row["money"] or 0 for row in done),
        to_move=equity.to_move(judged),
    )


def _summed(rows: list[Any], by: str, what: str) -> dict[Any, float]:
    found: dict[Any, float] = {}
    for row in rows:
        found[row[by]] = found.get(row[by], 0) + (row[what] or 0)
    return found


def _planned(here: uuid.UUID, first: dt.date, last: dt.date) -> float:
    """Person-days of our approved plans whose period lies inside this one."""
    plans = DirectionPlan.objects.filter(
        unit_id=here, side=Side.DIRECTS, status="approved", year=first.year
    )
    lines = PlanLine.objects.filter(plan_id__in=plans.values("id"), is_removed=False)
    quarter = Subquery(plans.filter(pk=OuterRef("plan_id")).values("quarter")[:1])
    told: Any = lines.annotate(quarter=quarter).values("quarter").annotate(days=Sum("person_days"))
    inside = (row for row in told if _inside(span(first.year, row["quarter"]), first, last))
    return float(sum(row["days"] or 0.0 for row in inside))


def _inside(period: tuple[dt.date, dt.date], first: dt.date, last: dt.date) -> bool:
    return first <= period[0] and period[1] <= last


@dataclass(frozen=True)
class _Group:
    """A unit that we direct first, with every directed unit below it."""

    id: uuid.UUID
    name: str
    members: tuple[uuid.UUID, ...]
    size: int
    distance_km: float | None


def _groups(here: uuid.UUID, day: dt.date) -> list[_Group]:
    """Two statements over the whole network below; a unit without a place of its own lies in the middle
    of what is below it."""
    rows = list(
        direction.directed(here, day)
        .order_by("path")
        .values_list("id", "name", "path", "lat", "lon")
    )
    gathered: list[list[tuple[uuid.UUID, str, str, float | None, float | None]]] = []
    for row in rows:
        if gathered and row[2].startswith(gathered[-1][0][2]):
            gathered[-1].append(row)
        else:
            gathered.append([row])
    start = _place_of(here)
    return [
        _Group(
            members[0][0],
            members[0][1],
            tuple(each[0] for each in members),
            len(members),
            equity.distance_km(start, _middle([(each[3], each[4]) for each in members])),
        )
        for members in gathered
    ]


def _middle(
    places: list[tuple[float | None, float | None]],
) -> tuple[float, float] | None:
    """The first place when it is known, else the mean of those that are."""
    known = [(lat, lon) for lat, lon in places if lat is not None and lon is not None]
    if not known:
        return None
    if places[0] == known[0]:
        return known[0]
    return sum(lat for lat, _ in known) / len(known), sum(lon for _, lon in known) / len(known)


def _place_of(here: uuid.UUID) -> tuple[float, float] | None:
    unit = direction.unit(here)
    if unit.lat is not None and unit.lon is not None:
        return unit.lat, unit.lon
    told = Unit.objects.filter(path__startswith=unit.path).aggregate(lat=Avg("lat"), lon=Avg("lon"))
    return None if told["lat"] is None or told["lon"] is None else (told["lat"], told["lon"])
