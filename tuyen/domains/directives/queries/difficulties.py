"""Difficulties of both sides, the cases that group them, and how many are open where."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import (
    CaseStatus,
    CaseStep,
    Difficulty,
    DifficultyStatus,
    TopicCase,
)
from tuyen.domains.directives.rules.difficulties import OPEN, OVER
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import name_at

LOOSE = (DifficultyStatus.RAISED,)
DEEPEST = 6  # tiers between a station and the ministry


@dataclass(frozen=True)
class Asked:
    """What a list is asked for; empty is everything. `unit`: the unit that raised it."""

    words: str = ""
    topic: str = ""
    status: str = ""
    unit: uuid.UUID | None = None


STATES = {
    "open": Q(status__in=OPEN),
    "loose": Q(status__in=LOOSE),
    "waiting": Q(status=DifficultyStatus.GROUPED),
    "answered": Q(status=DifficultyStatus.ANSWERED),
    "reopened": Q(status=DifficultyStatus.REOPENED),
    "over": ~Q(status__in=OPEN),
}


def seen_by(who: Actor) -> QuerySet[Difficulty]:
    """Of which one side is within reach."""
    return direction.either_side(Difficulty.objects.all(), who, "unit_id", "to_unit_id")


def raised_by_us(who: Actor, asked: Asked) -> QuerySet[Difficulty]:
    return _matching(Difficulty.objects.filter(unit_id=permissions.home(who)), asked)


def raised_to_us(who: Actor, asked: Asked) -> QuerySet[Difficulty]:
    """Told to my unit, or to a unit that I direct; what hinders care stands first."""
    ours = Q(to_unit_id=permissions.home(who)) | Q(to_unit_id__in=direction.reach(who))
    return _matching(Difficulty.objects.filter(ours), asked)


def _matching(found: QuerySet[Difficulty], asked: Asked) -> QuerySet[Difficulty]:
    for word in fold(nfc(asked.words)).split():
        found = found.filter(title_fold__contains=word)
    if asked.topic:
        found = found.filter(topic=asked.topic)
    if asked.status in STATES:
        found = found.filter(STATES[asked.status])
    if asked.unit:
        found = found.filter(unit_id=asked.unit)
    return found.order_by("-hinders_care", "-raised_at", "-id")


def loose_at(unit_id: uuid.UUID, topic: str = "") -> QuerySet[Difficulty]:
    """Told to the unit and not yet taken into a case."""
    found = Difficulty.objects.filter(to_unit_id=unit_id, status__in=LOOSE)
    return (found.filter(topic=topic) if topic else found).order_by("topic", "-raised_at", "-id")


def cases_seen_by(who: Actor) -> QuerySet[TopicCase]:
    """Of units within reach, or at my unit to be answered; with the name of the unit where it lies."""
    found = direction.either_side(TopicCase.objects.all(), who, "unit_id", "at_unit_id")
    return found.annotate(at_name=name_at("at_unit_id")).order_by("-opened_at", "-id")


def case_list(who: Actor, asked: Asked) -> QuerySet[TopicCase]:
    found = cases_seen_by(who)
    for word in fold(nfc(asked.words)).split():
        found = found.filter(title_fold__contains=word)
    if asked.topic:
        found = found.filter(topic=asked.topic)
    if asked.status == "open":
        found = found.exclude(status=CaseStatus.CLOSED)
    elif asked.status in CaseStatus.values:
        found = found.filter(status=asked.status)
    return found


def case_of(row: Difficulty) -> TopicCase | None:
    """The case that holds it now: the one that took in its own, if there is one."""
    if row.case_id is None:
        return None
    return top_of(TopicCase.objects.filter(pk=row.case_id).first())


def top_of(case: TopicCase | None) -> TopicCase | None:
    for _step in range(DEEPEST):
        if case is None or case.into_id is None:
            break
        case = TopicCase.objects.filter(pk=case.into_id).first()
    return case


def open_cases_at(unit_id: uuid.UUID) -> QuerySet[TopicCase]:
    """Cases that the unit must answer and that no other case has taken in."""
    waiting = (CaseStatus.OPEN, CaseStatus.REOPENED)
    return TopicCase.objects.filter(
        at_unit_id=unit_id, into_id__isnull=True, status__in=waiting
    ).order_by("topic", "-opened_at")


def tree_of(case: TopicCase) -> list[TopicCase]:
    """The case and every case that it took in; a statement a tier."""
    found, layer = [case], [case]
    for _tier in range(DEEPEST):
        layer = list(TopicCase.objects.filter(into_id__in=[each.id for each in layer]))
        if not layer:
            break
        found += layer
    return found


def difficulties_in(cases: Iterable[TopicCase]) -> QuerySet[Difficulty]:
    ids = [case.id for case in cases]
    return Difficulty.objects.filter(case_id__in=ids).order_by("unit_id", "id")


def last_told(cases: Iterable[TopicCase]) -> Any:
    """What moves a case: somebody is not helped, or who settled last; with the name of the `unit`."""
    found = difficulties_in(cases).annotate(unit=name_at("unit_id"))
    reopened = found.filter(status=DifficultyStatus.REOPENED).first()
    return reopened or found.filter(status__in=OVER).order_by("-settled_at", "id").first()


def cases_behind() -> QuerySet[TopicCase]:
    """Cases that stand otherwise than a difficulty of theirs says, as far as one look tells."""
    own = Difficulty.objects.filter(case_id=OuterRef("pk"))
    reopened = Exists(own.filter(status=DifficultyStatus.REOPENED))
    is_over = Exists(own) & ~Exists(own.exclude(status__in=OVER))
    answered, again = Q(status=CaseStatus.ANSWERED), Q(status=CaseStatus.REOPENED)
    behind = answered & (reopened | is_over) | again & ~reopened
    return TopicCase.objects.filter(behind).order_by("id")


def steps_of(cases: Iterable[TopicCase]) -> QuerySet[CaseStep]:
    return CaseStep.objects.filter(case_id__in=[case.id for case in cases]).order_by("at", "id")


def open_by_unit(who: Actor) -> list[tuple[uuid.UUID, int, int]]:
    """(unit, open, of them hindering care) for the units within reach, the most first."""
    found = (
        Difficulty.objects.filter(unit_id__in=direction.reach(who), status__in=OPEN)
        .order_by()
        .values_list("unit_id")
        .annotate(n=Count("id"), hinder=Count("id", filter=Q(hinders_care=True)))
    )
    return sorted(found, key=lambda row: -row[1])


def overdue(who: Actor) -> QuerySet[Difficulty]:
    """Told to us, not answered, and past the day for it."""
    return raised_to_us(who, Asked()).filter(
        status__in=(DifficultyStatus.RAISED, DifficultyStatus.GROUPED),
        answer_due_on__lt=clock.today(),
    )


def of_unit(unit_id: uuid.UUID) -> QuerySet[Difficulty]:
    """What one unit raised, the newest first."""
    return Difficulty.objects.filter(unit_id=unit_id).order_by("-raised_at", "-id")
