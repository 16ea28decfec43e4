"""Findings and corrections: of a round, of a list with its filter, past their deadline, closed late."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.supervision import permissions, rules
from tuyen.domains.supervision.models import CorrectiveAction, Finding, SupervisionRound
from tuyen.record.models import UnitResponse
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import names_of

OPEN = (rules.Correction.OPEN, rules.Correction.REPORTED)
LATE_WHEN_CLOSED = Q(done_on__gt=F("due_on"))


def response_of(round_: SupervisionRound) -> UnitResponse | None:
    if round_.response_id is None:
        return None
    return UnitResponse.objects.filter(pk=round_.response_id).first()


def withheld_from(who: Actor) -> QuerySet[SupervisionRound, Any]:
    """Checklists of rounds without minutes: the team's alone."""
    rows = SupervisionRound.objects.filter(response_id__isnull=False).exclude(
        status=rules.Round.CONCLUDED
    )
    if who.may(permissions.MANAGE):
        rows = rows.exclude(unit_id=direction.facility_of(who.unit_id))
    return rows.values("response_id")


def finding(finding_id: uuid.UUID) -> Finding:
    row: Finding = Finding.objects.get(pk=finding_id)
    return row


def of_round(round_: SupervisionRound) -> list[CorrectiveAction]:
    """Corrections of the round, the gravest first; those of struck findings are left out."""
    struck = Finding.objects.filter(round_id=round_.id, is_struck=True).values("id")
    rows = CorrectiveAction.objects.filter(round_id=round_.id).exclude(finding_id__in=struck)
    order = {row["code"]: n for n, row in enumerate(rulebook.on(rules.GRADES, clock.today()).rows)}
    return sorted(rows, key=lambda row: (order.get(row.grade, 9), row.id))


def actions_to_hand_over(round_: SupervisionRound) -> list[CorrectiveAction]:
    return [row for row in of_round(round_) if row.status == rules.Correction.DRAFT]


def finding_of_round(round_: SupervisionRound, finding_id: uuid.UUID) -> Finding | None:
    return Finding.objects.filter(pk=finding_id, round_id=round_.id, is_struck=False).first()


def visible_to(who: Actor) -> QuerySet[CorrectiveAction]:
    """Handed over; what is still being written is the team's alone."""
    rows = direction.either_side(CorrectiveAction.objects.all(), who, "unit_id", "to_unit_id")
    return rows.exclude(status=rules.Correction.DRAFT)


def filtered(
    who: Actor,
    on: dt.date,
    *,
    state: str = "",
    grade: str = "",
    unit_id: uuid.UUID | None = None,
) -> QuerySet[CorrectiveAction]:
    """state: open, waiting (for the unit), overdue, reported, late (closed late), done; empty: all."""
    rows = visible_to(who)
    if asked := states(on).get(state):
        rows = rows.filter(asked)
    if grade:
        rows = rows.filter(grade=grade)
    if unit_id:
        rows = rows.filter(to_unit_id=unit_id)
    return rows.order_by("due_on", "id")


def states(on: dt.date) -> dict[str, Q]:
    """State → its rows; an overdue one waits as well."""
    step = rules.Correction
    return {
        "open": Q(status__in=OPEN),
        "waiting": Q(status=step.OPEN),
        "overdue": Q(status=step.OPEN, due_on__lt=on),
        "reported": Q(status=step.REPORTED),
        "late": Q(status=step.ACCEPTED) & LATE_WHEN_CLOSED,
        "done": Q(status=step.ACCEPTED),
    }


def counts(who: Actor, on: dt.date) -> dict[str, int]:
    """How many in each state. One statement."""
    found = visible_to(who).aggregate(
        **{name: Count("id", filter=state) for name, state in states(on).items()}
    )
    return {name: int(n) for name, n in found.items()}


@dataclass(frozen=True, slots=True)
class Row:
    """A correction as a list shows it. days_late counts to the day it was mended, or to today."""

    action: CorrectiveAction
    unit: str
    grade: str
    grade_tone: str
    days_late: int

    @property
    def is_closed_late(self) -> bool:
        return self.days_late > 0 and self.action.status == rules.Correction.ACCEPTED


def rows_of(actions: Iterable[CorrectiveAction], on: dt.date, language: str = "vi") -> list[Row]:
    """With the names of the units: one statement more."""
    found = list(actions)
    names = names_of(action.to_unit_id for action in found)
    grades = {row["code"]: row for row in rulebook.on(rules.GRADES, on).rows}
    return [
        Row(
            action,
            names.get(action.to_unit_id, ""),
            rulebook.label(grades[action.grade], language) if action.grade in grades else "",
            str(grades[action.grade]["tone"]) if action.grade in grades else "neutral",
            rules.days_late(action.due_on, action.done_on, on),
        )
        for action in found
    ]


def waiting_for(unit_id: uuid.UUID) -> QuerySet[CorrectiveAction]:
    """What this unit owes and has not reported yet."""
    return CorrectiveAction.objects.filter(to_unit_id=unit_id, status=rules.Correction.OPEN)
