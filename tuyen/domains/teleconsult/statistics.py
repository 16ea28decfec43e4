"""Statistics of consultations of my unit and all below, counted from the records themselves.

Hidden compartments are no part of any number that this reader sees.
"""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import measures
from tuyen.domains.teleconsult.measures import GROUPS, Fact, Line
from tuyen.record.models import Consult, ConsultAdvice
from tuyen.record.queries.consults import SIGNED
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

IN, OUT = "in", "out"
COLUMN = {IN: "to_unit_id", OUT: "from_unit_id"}
MOST_LINES = 100


@dataclass(frozen=True)
class Asked:
    """side: in (asked of us and those below), out (asked by us and those below); both days count."""

    side: str
    first: dt.date
    last: dt.date
    group: str = "all"
    specialty: str = ""
    unit_id: uuid.UUID | None = None
    kind: str = ""
    outcome: str | None = None


@dataclass(frozen=True)
class Numbers:
    """All numbers of one page."""

    total: Line
    by_unit: list[Line]
    by_specialty: list[Line]
    outcomes: dict[tuple[str, str], int | None]
    least: int  # below this a number is hidden; 0 where this reader sees every number


def rows(asked: Asked, who: Actor) -> QuerySet[Consult]:
    """Consultations that this reader's numbers count."""
    column = COLUMN[asked.side]
    ours = Q(pk__in=direction.reach(who)) | Q(pk=direction.facility_of(who.unit_id))
    scope = Unit.objects.filter(ours)
    if asked.unit_id is not None:
        scope = scope.filter(pk=asked.unit_id)
    found = Consult.objects.filter(
        compartment__in=["", *who.compartments],
        day__gte=asked.first,
        day__lte=asked.last,
        **{f"{column}__in": scope.values("id")},
    )
    return found.filter(specialty=asked.specialty) if asked.specialty else found


_FIELDS = (
    *("id", "specialty", "status", "asked_at", "answer_due_at", "conclude_due_at"),
    *("answered_at", "advised_at", "outcome", "agreed", "held"),
)


def facts(asked: Asked, who: Actor) -> list[Fact]:
    """One statement, however many numbers are made of it."""
    advice = ConsultAdvice.objects.filter(
        consult_id=OuterRef("id"),
        patient_id=OuterRef("patient_id"),
        status=SIGNED,
        adds_to_id=None,
    )
    found = rows(asked, who).annotate(kind=Subquery(advice.values("kind")[:1]))
    column = COLUMN[asked.side]
    return [_fact(row, column) for row in found.values(*_FIELDS, column, "kind", "referral_id")]


def _fact(row: dict[str, Any], column: str) -> Fact:
    return Fact(
        unit_id=row[column],
        kind=row["kind"] or "",
        is_moved=row["referral_id"] is not None,
        **{name: row[name] for name in _FIELDS},
    )


def least_for(who: Actor, on: dt.date) -> int:
    """Published on this day, numbers below it are hidden from whoever may open no chart; 0: none."""
    if who.may("chart.open"):
        return 0
    return int(rulebook.on("small_counts", on)["least_published"])


def numbers(asked: Asked, who: Actor) -> Numbers:
    return counted(facts(asked, who), least_for(who, clock.today()), clock.now())


def counted(found: Sequence[Fact], least: int, now: dt.datetime) -> Numbers:
    by_unit = measures.lines_by(found, lambda fact: fact.unit_id, now)
    by_specialty = measures.lines_by(found, lambda fact: fact.specialty, now)
    total = measures.line_of("", found, now)
    made: dict[tuple[str, str], int | None] = dict(measures.outcomes(found))
    if least:
        by_unit = measures.veiled(by_unit, least)
        by_specialty = measures.veiled(by_specialty, least)
        [total] = measures.veiled([total], least)
        made = measures.veiled_outcomes(measures.outcomes(found), least)
    return Numbers(total, by_unit[:MOST_LINES], by_specialty, made, least)


def ids_behind(asked: Asked, who: Actor) -> list[uuid.UUID]:
    """The consultations that one number counts, newest first; none where the number is hidden."""
    found = [fact for fact in facts(asked, who) if GROUPS[asked.group](fact)]
    if asked.kind:
        found = [fact for fact in found if measures.concluded(fact) and fact.kind == asked.kind]
    if asked.outcome is not None:
        found = [fact for fact in found if fact.outcome == asked.outcome]
    if len(found) < least_for(who, clock.today()):
        return []
    return [fact.id for fact in sorted(found, key=lambda fact: fact.asked_at, reverse=True)]


def with_ids(ids: Sequence[uuid.UUID], who: Actor) -> list[Consult]:
    """In the order of the ids."""
    found = Consult.objects.filter(pk__in=list(ids), compartment__in=["", *who.compartments])
    known = {row.id: row for row in found}
    return [known[id_] for id_ in ids if id_ in known]
