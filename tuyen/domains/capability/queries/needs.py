"""Needs by unit and by topic, ranked; plans and what came of them."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.capability import lists, rules
from tuyen.domains.capability.models import Gap, Need, PlanLine, PlannedNeed, YearPlan
from tuyen.domains.capability.queries import surveys
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

State = Need.State
MOST_SEARCHED = 2000


def visible_to(who: Actor) -> QuerySet[Need]:
    return Need.objects.filter(unit_id__in=direction.reach(who))


def of_unit(unit_id: uuid.UUID) -> QuerySet[Need]:
    """Open ones first, then the newest."""
    return Need.objects.filter(unit_id=unit_id).order_by("-state", "-raised_on", "-id")


def standing(unit_id: uuid.UUID, kind: str, code: str) -> Need | None:
    """The need of this topic that the unit has already: open, or in a plan."""
    found = Need.objects.filter(unit_id=unit_id, kind=kind, code=code)
    return found.filter(state__in=(State.OPEN, State.PLANNED)).order_by("id").first()


def standing_of(unit_id: uuid.UUID) -> dict[rules.Key, Need]:
    """Topic → need that the unit has already; one statement."""
    found = Need.objects.filter(unit_id=unit_id, state__in=(State.OPEN, State.PLANNED))
    return {(need.kind, need.code): need for need in found}


def topics(who: Actor, *, kind: str = "", state: str = State.OPEN) -> list[rules.Topic]:
    """Needs within reach, put together by kind and code; one statement for the whole network."""
    found = visible_to(who).filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    rows = (
        found.order_by()
        .values_list("kind", "code")
        .annotate(
            title=Min("title"),
            needs=Count("id"),
            units=Count("unit_id", distinct=True),
            population=Sum("population"),
            lost=Sum("lost"),
            of=Sum("of"),
            oldest=Min("raised_on"),
            cost=Sum("cost_dong"),
        )
    )
    return [_topic(*row) for row in rows]


def _topic(  # noqa: PLR0913  the columns of one row
    kind: str,
    code: str,
    title: str,
    needs: int,
    units: int,
    population: int | None,
    lost: float | None,
    of: float | None,
    oldest: Any,
    cost: int | None,
) -> rules.Topic:
    share = (lost or 0.0) / of if of else 0.0
    return rules.Topic(kind, code, title, needs, units, population or 0, share, oldest, cost)


def ranked(who: Actor, *, kind: str = "") -> list[rules.Ranked]:
    """Open needs by topic, the most urgent first."""
    today = clock.today()
    return rules.rank(topics(who, kind=kind), lists.weights(today, who.unit_id), today)


def of_topic(who: Actor, kind: str, code: str) -> QuerySet[Need]:
    """Open needs of one topic, units with the most people first."""
    found = visible_to(who).filter(kind=kind, code=code, state=State.OPEN)
    return found.order_by("-population", "id")


def filtered(who: Actor, *, words: str = "", state: str = "", kind: str = "") -> QuerySet[Need]:
    """Needs one by one; by words of their title."""
    found = visible_to(who)
    if state:
        found = found.filter(state=state)
    if kind:
        found = found.filter(kind=kind)
    if asked := fold(nfc(words)).split():
        near = found.order_by("-raised_on", "-id").values_list("id", "title")[:MOST_SEARCHED]
        fitting = [id_ for id_, title in near if all(word in fold(title) for word in asked)]
        found = found.filter(pk__in=fitting)
    return found.order_by("-raised_on", "-id")


def plans_of(who: Actor) -> QuerySet[YearPlan]:
    """Plans of the units within reach, and of the units that direct mine."""
    above = direction.directing(who.unit_id, clock.today()).values("id")
    found = YearPlan.objects.filter(
        Q(unit_id__in=direction.reach(who)) | Q(unit_id__in=above, state=YearPlan.State.APPROVED)
    )
    return found.order_by("-year", "-id")


def with_figures(plans: Iterable[YearPlan]) -> list[tuple[YearPlan, int, int]]:
    """Each with its lines that were not given up, and what they cost together; one statement."""
    plans = list(plans)
    rows: Any = (
        PlanLine.objects.filter(plan_id__in=[plan.id for plan in plans])
        .exclude(state=PlanLine.State.DROPPED)
        .order_by()
        .values_list("plan_id")
        .annotate(lines=Count("id"), cost=Sum("cost_dong"))
    )
    counted = {plan_id: (lines, cost or 0) for plan_id, lines, cost in rows}
    return [(plan, *counted.get(plan.id, (0, 0))) for plan in plans]


def lines_of(plan: YearPlan) -> QuerySet[PlanLine]:
    return plan.lines.order_by("-points", "quarter", "id")


@dataclass(frozen=True)
class Outcome:
    """What the latest surveys say of the gaps that a line was to close: units by effect."""

    closed: int = 0
    better: int = 0
    open: int = 0
    worse: int = 0


def outcomes(plan: YearPlan, lines: Iterable[PlanLine]) -> dict[uuid.UUID, Outcome]:
    """Line → what became of its gaps in surveys of the plan's year or later; two statements."""
    lines = list(lines)
    units: dict[uuid.UUID, set[uuid.UUID]] = {line.id: set() for line in lines}
    rows = PlannedNeed.objects.filter(line_id__in=list(units), is_off=False)
    for line_id, unit_id in rows.values_list("line_id", "of_unit_id"):
        units[line_id].add(unit_id)
    everyone = {unit_id for found in units.values() for unit_id in found}
    gaps = surveys.latest_gaps(everyone, {(line.kind, line.code) for line in lines})
    said = {(gap.unit_id, gap.kind, gap.code): gap for gap in gaps if gap.year >= plan.year}
    return {line.id: _outcome(line, units[line.id], said) for line in lines}


def _outcome(
    line: PlanLine, units: set[uuid.UUID], said: dict[tuple[uuid.UUID, str, str], Gap]
) -> Outcome:
    counted = dict.fromkeys(("closed", "better", "open", "worse"), 0)
    for unit_id in units:
        if gap := said.get((unit_id, line.kind, line.code)):
            counted["open" if gap.effect == rules.Effect.NEW else gap.effect] += 1
    return Outcome(**counted)


def planned_for(unit_id: uuid.UUID) -> QuerySet[PlannedNeed]:
    """What approved plans promise this unit, the newest first; lines and plans come after by their ids."""
    approved = YearPlan.objects.filter(state=YearPlan.State.APPROVED).values("id")
    lines = PlanLine.objects.filter(plan_id__in=approved).values("id")
    found = PlannedNeed.objects.filter(of_unit_id=unit_id, is_off=False, line_id__in=lines)
    return found.prefetch_related("line__plan").order_by("-id")


def unit_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(Unit.objects.filter(pk__in=set(ids)).values_list("id", "name"))
