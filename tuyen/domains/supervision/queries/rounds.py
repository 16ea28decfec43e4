"""Rounds as either side sees them; which unit is due; how things went over the quarters."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tuyen.core.actor import Actor
from tuyen.domains.supervision import rules
from tuyen.domains.supervision.models import (
    CorrectiveAction,
    Finding,
    SupervisionPlan,
    SupervisionRound,
)
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import name_at
from tuyen.registry.terms import settled

DONE = rules.Round.CONCLUDED


def visible_to(who: Actor) -> QuerySet[SupervisionRound]:
    return direction.either_side(SupervisionRound.objects.all(), who, "unit_id", "to_unit_id")


def plans_of(who: Actor) -> QuerySet[SupervisionPlan]:
    rows = direction.either_side(SupervisionPlan.objects.all(), who, "unit_id")
    return rows.order_by("-from_on", "-id")


def between(who: Actor, first: dt.date, last: dt.date) -> QuerySet[SupervisionRound]:
    """What stands on the calendar, with what was cancelled and the names of the units, in order."""
    rows = visible_to(who).filter(starts_on__lte=last, ends_on__gte=first)
    return rows.annotate(to_name=name_at("to_unit_id")).order_by("starts_on", "id")


def of_unit(unit_id: uuid.UUID) -> QuerySet[SupervisionRound]:
    """The caller has asked whether the unit is within reach."""
    rows = SupervisionRound.objects.filter(to_unit_id=unit_id)
    return rows.exclude(status=rules.Round.CANCELLED).order_by("-starts_on", "-id")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be visited. next_on: the round already planned."""

    unit: Unit
    known: rules.Known
    risk: float
    is_unvisited: bool
    next_on: dt.date | None


def candidates(who: Actor, on: dt.date, months: int = 0) -> list[Candidate]:
    """Every unit that we direct, the riskiest first. Four statements for any number of units."""
    weights = settled.on(rules.RISK, on, who.unit_id)
    months = months or int(weights["unvisited_months"])
    units = list(direction.directed(who.unit_id, on))
    known, planned = _known({unit.id for unit in units}, on, who.unit_id)
    found = [
        Candidate(
            unit,
            about := known.get(unit.id, rules.Known()),
            rules.risk(about, on, weights.values),
            rules.is_unvisited(about, on, months),
            planned.get(unit.id),
        )
        for unit in units
    ]
    return sorted(found, key=lambda each: (-each.risk, each.unit.name_fold))


def _known(
    units: set[uuid.UUID], on: dt.date, ours: uuid.UUID
) -> tuple[dict[uuid.UUID, rules.Known], dict[uuid.UUID, dt.date]]:
    """What is known of each unit, and the next round on its calendar."""
    last, planned = _rounds_of(units, on)
    weights = {row["code"]: row["weight"] for row in settled.on(rules.GRADES, on, ours).rows}
    weight: dict[uuid.UUID, float] = defaultdict(float)
    overdue: dict[uuid.UUID, int] = defaultdict(int)
    waiting = CorrectiveAction.objects.filter(to_unit_id__in=units, status=rules.Correction.OPEN)
    for unit_id, grade, due_on in waiting.values_list("to_unit_id", "grade", "due_on"):
        weight[unit_id] += weights.get(grade, 0)
        overdue[unit_id] += due_on < on
    known = {
        unit_id: rules.Known(
            seen.ends_on if (seen := last.get(unit_id)) else None,
            seen.percent if seen else None,
            weight[unit_id],
            overdue[unit_id],
        )
        for unit_id in units
    }
    return known, planned


def _rounds_of(
    units: set[uuid.UUID], on: dt.date
) -> tuple[dict[uuid.UUID, SupervisionRound], dict[uuid.UUID, dt.date]]:
    """Unit → its last concluded round; unit → first day of the round that comes next."""
    ahead = Q(status__in=[rules.Round.PLANNED, rules.Round.UNDER_WAY], ends_on__gte=on)
    rows = SupervisionRound.objects.filter(Q(status=DONE) | ahead, to_unit_id__in=units)
    last: dict[uuid.UUID, SupervisionRound] = {}
    planned: dict[uuid.UUID, dt.date] = {}
    names = ("to_unit_id", "starts_on", "ends_on", "points", "of", "status")
    for row in rows.only(*names).order_by("ends_on"):
        if row.status == DONE:
            last[row.to_unit_id] = row
        else:
            first = planned.get(row.to_unit_id, row.starts_on)
            planned[row.to_unit_id] = min(first, row.starts_on)
    return last, planned


def unvisited(who: Actor, on: dt.date) -> QuerySet[Unit]:
    """Units that we direct without a concluded round for the rulebook's months."""
    months = int(settled.on(rules.RISK, on, who.unit_id)["unvisited_months"])
    since = _months_before(on, months)
    visited = SupervisionRound.objects.filter(status=DONE, ends_on__gt=since).values("to_unit_id")
    return direction.directed(who.unit_id, on).exclude(pk__in=visited)


def _months_before(day: dt.date, months: int) -> dt.date:
    month = day.month - 1 - months
    year = day.year + month // 12
    last = rules.month_end(dt.date(year, month % 12 + 1, 1))
    return min(last, dt.date(year, month % 12 + 1, min(day.day, last.day)))


@dataclass(frozen=True, slots=True)
class Quarter:
    """What came of the rounds concluded in three months."""

    first: dt.date
    rounds: int
    percent: float | None
    findings: Mapping[str, int]
    mended: int
    mended_late: int

    @property
    def name(self) -> str:
        return f"{(self.first.month - 1) // 3 + 1}/{self.first.year}"


def trends(who: Actor, on: dt.date, quarters: int = 6) -> list[Quarter]:
    """The last quarters, the newest last. Three statements."""
    firsts = [rules.quarter_of(on)[0]]
    while len(firsts) < quarters:
        firsts.insert(0, rules.quarter_of(firsts[0] - dt.timedelta(days=1))[0])
    rounds = visible_to(who).filter(status=DONE, concluded_on__gte=firsts[0])
    held = defaultdict(list)
    for row in rounds.only("concluded_on", "points", "of"):
        if row.concluded_on:
            held[rules.quarter_of(row.concluded_on)[0]].append(row.percent)
    findings = _findings_by_quarter(who, firsts[0])
    mended = _mended_by_quarter(who, firsts[0])
    return [
        Quarter(
            first,
            len(held[first]),
            _mean(held[first]),
            findings.get(first, {}),
            *mended.get(first, (0, 0)),
        )
        for first in firsts
    ]


def _findings_by_quarter(who: Actor, since: dt.date) -> dict[dt.date, dict[str, int]]:
    rows = direction.either_side(Finding.objects.all(), who, "unit_id", "to_unit_id")
    counted: dict[dt.date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = rows.filter(found_on__gte=since, is_struck=False).values("found_on", "grade")
    for row in found.annotate(n=Count("id")):
        counted[rules.quarter_of(row["found_on"])[0]][row["grade"]] += row["n"]
    return {first: dict(grades) for first, grades in counted.items()}


def _mended_by_quarter(who: Actor, since: dt.date) -> dict[dt.date, tuple[int, int]]:
    rows = direction.either_side(CorrectiveAction.objects.all(), who, "unit_id", "to_unit_id")
    rows = rows.filter(status=rules.Correction.ACCEPTED, done_on__gte=since)
    counted: Any = rows.values("done_on")
    found: dict[dt.date, tuple[int, int]] = {}
    late = Count("id", filter=Q(done_on__gt=F("due_on")))
    for row in counted.annotate(n=Count("id"), late=late):
        first = rules.quarter_of(row["done_on"])[0]
        all_, late_ = found.get(first, (0, 0))
        found[first] = (all_ + row["n"], late_ + row["late"])
    return found


def _mean(values: list[Any]) -> float | None:
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None
