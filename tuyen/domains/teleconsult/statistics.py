"""Statistics of consultations of my unit and all below, counted from the records themselves.

Hidden compartments are no part of any number that this reader sees.
"""

import datetime as dt
import functools
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import (
    Case,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.teleconsult import measures
from tuyen.domains.teleconsult.instants import Instant
from tuyen.domains.teleconsult.measures import GROUPS, Fact, Heap, Line
from tuyen.record.models import Consult, ConsultAdvice, ConsultStatus
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


WITHDRAWN = (ConsultStatus.CANCELLED, ConsultStatus.REDIRECTED)
_JUDGED = ("answer", "conclusion", "kind", "outcome", "agreed", "held", "is_moved")


def judged(asked: Asked, who: Actor, now: dt.datetime) -> QuerySet[Consult]:
    """The consultations with what a `Fact` says of them, judged where they lie."""
    advice = ConsultAdvice.objects.filter(
        consult_id=OuterRef("id"),
        patient_id=OuterRef("patient_id"),
        status=SIGNED,
        adds_to_id=None,
    )
    return rows(asked, who).annotate(
        answer=_limit("answered_at", "answer_due_at", now),
        conclusion=_limit("advised_at", "conclude_due_at", now),
        kind=Coalesce(Subquery(advice.values("kind")[:1]), Value("")),
        is_moved=Case(When(referral_id=None, then=Value(False)), default=Value(True)),
    )


def _limit(done: str, due: str, now: dt.datetime) -> Case:
    """What became of a limit, as `measures` names it."""
    ran_out = ~Q(status__in=WITHDRAWN) & Q(**{f"{due}__lt": now})
    return Case(
        When(**{f"{done}__lte": F(due)}, then=Value(measures.IN_TIME)),
        When(**{f"{done}__isnull": False}, then=Value(measures.LATE)),
        When(ran_out, then=Value(measures.MISSED)),
        default=Value(measures.OPEN),
        output_field=IntegerField(),
    )


def heaps(asked: Asked, who: Actor) -> dict[measures.Key, Heap]:
    """One statement and one pass over narrow rows, however many numbers are made of it."""
    column = COLUMN[asked.side]
    asked_at = Instant("asked_at")
    found = judged(asked, who, clock.now()).values_list(
        *(column, "specialty", *_JUDGED),
        Instant("answered_at") - asked_at,
        Instant("advised_at") - asked_at,
    )
    return measures.heaped((Fact(*row[:-2]), row[-2], row[-1]) for row in found.iterator())


def least_for(who: Actor, on: dt.date) -> int:
    """Published on this day, numbers below it are hidden from whoever may open no chart; 0: none."""
    if who.may("chart.open"):
        return 0
    return int(rulebook.on("small_counts", on)["least_published"])


def numbers(asked: Asked, who: Actor) -> Numbers:
    return counted(heaps(asked, who), least_for(who, clock.today()))


def counted(found: Mapping[measures.Key, Heap], least: int) -> Numbers:
    by_unit = measures.lines_by(found, lambda key: key[0])
    by_specialty = measures.lines_by(found, lambda key: key[1])
    whole = measures.all_of(found.values())
    total, outcomes = measures.line_of("", whole), measures.outcomes(whole)
    made: dict[tuple[str, str], int | None] = dict(outcomes)
    if least:
        by_unit = measures.veiled(by_unit, least)
        by_specialty = measures.veiled(by_specialty, least)
        [total] = measures.veiled([total], least)
        made = measures.veiled_outcomes(outcomes, least)
    return Numbers(total, by_unit[:MOST_LINES], by_specialty, made, least)


def ids_behind(asked: Asked, who: Actor) -> list[uuid.UUID]:
    """The consultations that one number counts, newest first; none where the number is hidden."""
    found = judged(asked, who, clock.now()).order_by("-asked_at")
    told = found.values_list("id", COLUMN[asked.side], "specialty", *_JUDGED)
    fits = functools.cache(lambda *said: _is_behind(Fact(*said), asked))
    ids = [id_ for id_, *said in told.iterator() if fits(*said)]
    return [] if len(ids) < least_for(who, clock.today()) else ids


def _is_behind(fact: Fact, asked: Asked) -> bool:
    if not GROUPS[asked.group](fact):
        return False
    if asked.kind and not (measures.concluded(fact) and fact.kind == asked.kind):
        return False
    return asked.outcome is None or fact.outcome == asked.outcome


def with_ids(ids: Sequence[uuid.UUID], who: Actor) -> list[Consult]:
    """In the order of the ids."""
    found = Consult.objects.filter(pk__in=list(ids), compartment__in=["", *who.compartments])
    known = {row.id: row for row in found}
    return [known[id_] for id_ in ids if id_ in known]
