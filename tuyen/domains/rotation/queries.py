"""Turns as both sides see them; who is where; what a turn yielded, from the chart."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.rotation import rules
from tuyen.domains.rotation.models import RotationTurn, Stage, TurnTask
from tuyen.platform.ui import counting
from tuyen.record.models import Encounter
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import names_of
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.staff.queries import working_on
from tuyen.registry.terms import settled

RULE = "rotation/turns"
TECHNIQUES = "technique"  # scheme of the code list
LAST = Coalesce("ended_on", "ends_on")


def remind_days(on: dt.date, unit_id: uuid.UUID) -> int:
    return int(settled.on(RULE, on, unit_id)["remind_days_before"])


def turns_for(who: Actor) -> QuerySet[RotationTurn]:
    """Turns of which one side is within reach, and my own."""
    seen = direction.either_side(RotationTurn.objects.all(), who, "unit_id", "to_unit_id")
    return seen | RotationTurn.objects.filter(staff_id=who.staff_id) if who.staff_id else seen


def turn_for(who: Actor, turn_id: uuid.UUID) -> RotationTurn | None:
    """One turn, if this reader may see it; a turn of the reader's own unit asks one statement."""
    found: RotationTurn | None = with_units(RotationTurn.objects.filter(pk=turn_id)).first()
    if found is None or who.unit_id in (found.unit_id, found.to_unit_id):
        return found
    return found if turns_for(who).filter(pk=turn_id).exists() else None


def turn_here(turn_id: uuid.UUID) -> RotationTurn | None:
    """For what the program does by itself."""
    return RotationTurn.objects.filter(pk=turn_id).first()


WHENS = ("there", "coming", "soon", "over", "planned", "ended")


def on_board(
    rows: QuerySet[RotationTurn],
    on: dt.date,
    remind: int,
    *,
    when: str = "",
    words: str = "",
    kind: str = "",
) -> QuerySet[RotationTurn]:
    """`there` on the day, `coming`, `soon` to end (in `remind` days), `over` and not closed,
    `planned`, `ended`; all by default, with the names of both units."""
    for word in fold(nfc(words)).split():
        rows = rows.filter(name_fold__contains=word)
    if kind:
        rows = rows.filter(kind=kind)
    if when in WHENS:
        rows = rows.filter(whens(on, remind)[when])
    return with_units(rows).order_by("-starts_on", "-id")


def whens(on: dt.date, remind: int = 0) -> dict[str, Q]:
    """Heading of the board → its turns."""
    decided = Q(stage=Stage.DECIDED)
    soon = on + dt.timedelta(days=remind)
    return {
        "there": decided & Q(starts_on__lte=on, ends_on__gte=on),
        "coming": decided & Q(starts_on__gt=on),
        "soon": decided & Q(starts_on__lte=on, ends_on__gte=on, ends_on__lte=soon),
        "over": decided & Q(ends_on__lt=on),
        "planned": Q(stage=Stage.PLANNED),
        "ended": Q(stage=Stage.ENDED),
    }


def with_units(rows: QuerySet[RotationTurn]) -> QuerySet[RotationTurn]:
    """Each turn with `from_name` and `to_name`; no statement more."""
    sent = Unit.objects.filter(pk=OuterRef("unit_id")).values("name")[:1]
    taken = Unit.objects.filter(pk=OuterRef("to_unit_id")).values("name")[:1]
    return rows.annotate(from_name=Subquery(sent), to_name=Subquery(taken))


def counts(rows: QuerySet[RotationTurn], on: dt.date, remind: int) -> dict[str, int]:
    """How many stand under each heading of the board. One statement."""
    told = {when: Count("pk", filter=which) for when, which in whens(on, remind).items()}
    return rows.aggregate(**told)


def spans_of(staff_id: uuid.UUID, but: Iterable[uuid.UUID] = ()) -> list[rules.Span]:
    """The person's turns that hold or are intended."""
    rows = RotationTurn.objects.filter(staff_id=staff_id).exclude(stage=Stage.CANCELLED)
    rows = rows.exclude(pk__in=list(but)).annotate(last=LAST)
    return [rules.Span(first, last) for first, last in rows.values_list("starts_on", "last")]


def span_of(turn: RotationTurn) -> rules.Span:
    """The days there in truth."""
    return rules.Span(turn.starts_on, turn.ended_on or turn.ends_on)


def pair_of(turn: RotationTurn) -> RotationTurn | None:
    """Who came in exchange."""
    if turn.pair_id is None:
        return None
    rows = RotationTurn.objects.filter(pair_id=turn.pair_id).exclude(pk=turn.pk)
    return with_units(rows).first()


def tasks_of(turn: RotationTurn) -> list[TurnTask]:
    return list(turn.tasks.order_by("id"))


def duty(duty_id: uuid.UUID) -> TurnTask | None:
    """One duty with its turn; whoever shows it asks whether the turn may be seen."""
    rows = TurnTask.objects.filter(turn__unit_id=F("unit_id")).select_related("turn")
    return rows.filter(pk=duty_id).first()


def technique_names(codes: Iterable[str], on: dt.date) -> dict[str, str]:
    wanted = sorted({code for code in codes if code})
    if not wanted:
        return {}
    found: dict[str, str] = facts.ask("terms.names", scheme=TECHNIQUES, codes=wanted, on=on)
    return found


def unit_and_parts(unit_id: uuid.UUID) -> list[uuid.UUID]:
    """The unit and its departments: where its visits are written."""
    parts = Q(parent_id=unit_id, kind__in=kinds.kinds_of_group("part"))
    return list(Unit.objects.filter(Q(pk=unit_id) | parts).values_list("id", flat=True))


@dataclass(frozen=True)
class Yield:
    """What a turn brought, counted from the chart and the courses; never typed."""

    days: int
    visits: int
    procedures: list[tuple[str, str, int]]  # code, name, cases done or stood beside
    taught: list[Any]

    @property
    def cases(self) -> int:
        return sum(count for _code, _name, count in self.procedures)


NOTHING = Yield(0, 0, [], [])


def yield_of(turn: RotationTurn, who: Actor) -> Yield:
    """Visits, procedures and classes of this person at the receiving unit, from the first day to today
    or the last day."""
    return yields_of([turn], who)[0]


def yields_of(turns: list[RotationTurn], who: Actor) -> list[Yield]:
    """Of each turn: three statements, and two for each turn."""
    today = clock.today()
    where = _parts_of(turn.to_unit_id for turn in turns)
    whole = [_Whole(turn, _so_far(turn, today), where[turn.to_unit_id]) for turn in turns]
    visits = counting.ask(each.visits(who, at) for at, each in enumerate(whole))
    cases = [each.procedures() for each in whole]
    names = technique_names({code for found in cases for code in found}, today)
    return [
        Yield(
            each.span.days,
            visits[f"visits_{at}"],
            sorted(
                ((code, names.get(code, code), n) for code, n in cases[at].items()),
                key=lambda row: (-row[2], row[1]),
            ),
            each.taught(),
        )
        if each.span
        else NOTHING
        for at, each in enumerate(whole)
    ]


def _so_far(turn: RotationTurn, today: dt.date) -> rules.Span | None:
    """The days there until today; None before they begin."""
    last = min(turn.ended_on or turn.ends_on, today)
    if turn.stage in (Stage.PLANNED, Stage.CANCELLED) or last < turn.starts_on:
        return None
    return rules.Span(turn.starts_on, last)


def _parts_of(unit_ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, list[uuid.UUID]]:
    """Each unit with its departments; one statement."""
    found = {unit_id: [unit_id] for unit_id in unit_ids}
    parts = Unit.objects.filter(parent_id__in=[*found], kind__in=kinds.kinds_of_group("part"))
    for id_, parent_id in parts.values_list("id", "parent_id"):
        found[parent_id].append(id_)
    return found


@dataclass(frozen=True)
class _Whole:
    """What the chart and the courses are asked for one turn. No span: it has not begun."""

    turn: RotationTurn
    span: rules.Span | None
    where: list[uuid.UUID]

    def visits(self, who: Actor, at: int) -> counting.Counts:
        rows = Encounter.objects.none()
        if self.span:
            rows = Encounter.objects.filter(
                unit_id__in=self.where,
                day__range=(self.span.first, self.span.last),
                practitioner_id=self.turn.staff_id,
                status="finished",
                superseded_by_id=None,
                compartment__in=["", *who.compartments],
            )
        return counting.Counts(rows, {f"visits_{at}": Count("id")})

    def procedures(self) -> dict[str, int]:
        """Technique → cases done or stood beside."""
        if self.span is None:
            return {}
        found: dict[str, int] = facts.ask(
            "record.procedures_of_staff",
            staff_id=self.turn.staff_id,
            since=self.span.first,
            until=self.span.last,
            unit_ids=self.where,
        )
        return found

    def taught(self) -> list[Any]:
        if self.span is None:
            return []
        found: list[Any] = facts.ask(
            "training.taught_by",
            staff_id=self.turn.staff_id,
            unit_ids=self.where,
            first=self.span.first,
            last=self.span.last,
        )
        return found


def days_by_technique(
    rows: QuerySet[RotationTurn], period: rules.Span
) -> list[tuple[str, str, int, int]]:
    """(code, name, person-days, turns) within the period, the most days first. Two statements."""
    tasks = TurnTask.objects.filter(
        turn__unit_id=F("unit_id"),
        turn__in=rows.filter(stage__in=(Stage.DECIDED, Stage.ENDED), starts_on__lte=period.last),
    ).exclude(technique_code="")
    told: dict[Any, tuple[rules.Span, list[str]]] = {}
    for turn_id, first, last, code in tasks.annotate(
        last=Coalesce(F("turn__ended_on"), F("turn__ends_on"))
    ).values_list("turn_id", "turn__starts_on", "last", "technique_code"):
        told.setdefault(turn_id, (rules.Span(first, last), []))[1].append(code)
    days = rules.person_days(told.values(), period)
    turns = {code: sum(code in codes for _span, codes in told.values()) for code in days}
    names = technique_names(days, period.last)
    found = [(code, names.get(code, code), n, turns[code]) for code, n in days.items()]
    return sorted(found, key=lambda row: -row[2])


def staff_at(unit_id: uuid.UUID) -> QuerySet[StaffMember]:
    """Who has the main post at the unit or in a department of it today, by given name; no guests."""
    parts = Q(parent_id=unit_id, kind__in=kinds.kinds_of_group("part"))
    units = Unit.objects.filter(Q(pk=unit_id) | parts).values("id")
    posts = Post.objects.filter(working_on(clock.today()), unit_id__in=units, is_main=True)
    found = StaffMember.objects.filter(pk__in=posts.values("staff_id"))
    return found.order_by("name_key", "id")


def works_at(staff_id: uuid.UUID, unit_id: uuid.UUID, on: dt.date) -> bool:
    """Has this person a post at the unit (or in a department of it) on the day?"""
    where = unit_and_parts(unit_id)
    return Post.objects.filter(working_on(on), staff_id=staff_id, unit_id__in=where).exists()


def of_unit(unit_id: uuid.UUID) -> QuerySet[RotationTurn]:
    """Turns from or to one unit."""
    rows = RotationTurn.objects.filter(Q(unit_id=unit_id) | Q(to_unit_id=unit_id))
    return with_units(rows).order_by("-starts_on", "-id")


def is_within_reach(who: Actor, unit_id: uuid.UUID) -> bool:
    return unit_id == who.unit_id or direction.reaches(who, unit_id)


def unit_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return names_of(ids)
