"""Requests for support, as far as the reader may see them; who may be asked; how well they were served."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Avg, Case, Count, F, IntegerField, Q, QuerySet, Value, When

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.steering.models import Agreement, SupportRequest, SupportStep
from tuyen.domains.steering.queries.scope import either_side, facility_of
from tuyen.domains.steering.rules import support as rules
from tuyen.record.models import Task
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.queries import name_at, names_of
from tuyen.registry.terms import settled

WHICH = ("open", "late", "to_us", "ours", "answered", "declined", "closed", "all")


def urgencies(day: dt.date, asked_unit_id: uuid.UUID | None = None) -> dict[str, rulebook.Row]:
    """With the clocks of the unit that is asked; the rulebook's for no unit."""
    return _rows("urgency", settled.on(rules.TABLE, day, asked_unit_id))


def topics(day: dt.date) -> dict[str, rulebook.Row]:
    return _rows("topic", rulebook.on(rules.TABLE, day))


def _rows(name: str, table: rulebook.Rule) -> dict[str, rulebook.Row]:
    return {row["code"]: row for row in table.rows if row["list"] == name}


def visible_to(who: Actor) -> QuerySet[SupportRequest]:
    """With the names of both sides."""
    seen = either_side(SupportRequest.objects.all(), who, "unit_id", "to_unit_id")
    return seen.annotate(asker_name=name_at("unit_id"), asked_name=name_at("to_unit_id"))


def may_be_asked(unit_id: uuid.UUID, day: dt.date) -> dict[uuid.UUID, str]:
    """Unit id → name of whom this facility may ask: who directs it, nearest first, and the other sides
    of its agreements in force. A lapsed agreement opens no door."""
    above = list(direction.directing(unit_id, day))[::-1]
    found = {unit.id: unit.name for unit in above}
    sides = Q(unit_id=unit_id) | Q(other_unit_id=unit_id)
    partners = {
        row.other_unit_id if row.unit_id == unit_id else row.unit_id
        for row in Agreement.objects.filter(sides)
        if row.term.holds_on(day)
    } - {None, *found}
    named = names_of(id_ for id_ in partners if id_ is not None)
    return found | dict(sorted(named.items(), key=lambda pair: pair[1]))


def listed(who: Actor, *, which: str, urgency: str = "") -> QuerySet[SupportRequest]:
    """The list asked for; open ones by what is due first, emergencies on top."""
    found = visible_to(who)
    if urgency:
        found = found.filter(urgency=urgency)
    ours = facility_of(who) if which in ("to_us", "ours") else None
    asked = {
        "open": Q(status__in=[*rules.OPEN]),
        "late": late(clock.now()),
        "to_us": Q(status__in=[*rules.OPEN], to_unit_id=ours),
        "ours": Q(status__in=[*rules.OPEN], unit_id=ours),
        "answered": Q(status=rules.Status.ANSWERED),
        "declined": Q(status=rules.Status.DECLINED),
        "closed": Q(status__in=[rules.Status.CLOSED, rules.Status.WITHDRAWN]),
    }
    if which in asked:
        found = found.filter(asked[which])
    if which in ("closed", "declined", "all"):
        return found.order_by("-asked_at", "-id")
    gravest = Case(
        When(urgency="emergency", then=Value(0)),
        When(urgency="urgent", then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.order_by(gravest, "answer_by", "id")


def of_unit(unit_id: uuid.UUID, who: Actor) -> QuerySet[SupportRequest]:
    """What this unit asked or was asked, the newest first."""
    side = Q(unit_id=unit_id) | Q(to_unit_id=unit_id)
    return visible_to(who).filter(side).order_by("-asked_at", "-id")


def late(now: dt.datetime) -> Q:
    """Not taken, or not answered, by its instant."""
    not_taken = Q(status__in=[*rules.WAITS_TO_BE_TAKEN], take_by__lt=now)
    return not_taken | Q(status__in=[*rules.WAITS_FOR_ANSWER], answer_by__lt=now)


@dataclass(frozen=True)
class Line:
    """A request as lists show it."""

    row: SupportRequest
    asker: str
    asked: str
    due: dt.datetime | None
    is_late: bool
    tone: str


def lines_of(rows: Iterable[SupportRequest]) -> list[Line]:
    """As lists show them; the names of both sides come with the rows (`visible_to`)."""
    now = clock.now()
    return [_line(row, now) for row in rows]


def _line(row: Any, now: dt.datetime) -> Line:
    due = rules.due_at(row.status, row.clock)
    return Line(
        row,
        row.asker_name or "",
        row.asked_name or "",
        due,
        due is not None and due < now,
        rules.tone_of(row.clock_from, due, now, row.urgency),
    )


def taken_further(row: SupportRequest) -> SupportRequest | None:
    """The request that went to another unit after this one was declined."""
    if row.status != rules.Status.DECLINED:
        return None
    return SupportRequest.objects.filter(after_id=row.id).order_by("-asked_at").first()


def steps_of(row: SupportRequest) -> list[SupportStep]:
    return list(row.steps.order_by("at", "id"))


def tasks_about(row: SupportRequest, kinds: Iterable[str]) -> list[Task]:
    """Open tasks of either side about this request."""
    return list(Task.objects.filter(subject_id=row.id, kind__in=[*kinds], status="requested"))


@dataclass(frozen=True)
class Served:
    """How requests of a period were served: asked, open, late now, answered in time, rating."""

    asked: int
    open: int
    late: int
    answered: int
    in_time: int
    rating: float | None


def served(who: Actor, since: dt.datetime) -> Served:
    """One statement over what the reader sees; what is open counts whenever it was asked."""
    now = clock.now()
    period = Q(asked_at__gte=since)
    answered = period & Q(answered_at__isnull=False)
    told = visible_to(who).aggregate(
        asked=Count("id", filter=period),
        open=Count("id", filter=Q(status__in=[*rules.OPEN])),
        late=Count("id", filter=late(now)),
        answered=Count("id", filter=answered),
        in_time=Count("id", filter=answered & Q(answered_at__lte=F("answer_by"))),
        rating=Avg("rating", filter=period),
    )
    return Served(**told)
