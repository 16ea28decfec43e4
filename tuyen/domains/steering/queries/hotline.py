"""Calls, callers by their number, the service level, and who is on duty."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db.models import Avg, Count, Q, QuerySet

from tuyen.core import clock, rulebook
from tuyen.core.actor import Actor
from tuyen.domains.steering.models import DutyTurn, HotlineCall, HotlineLine
from tuyen.domains.steering.queries.scope import either_side, facility_of
from tuyen.domains.steering.rules import duty
from tuyen.domains.steering.rules import hotline as rules
from tuyen.record.models import Task
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import name_at, names_of, visible_to
from tuyen.registry.staff.models import Post, StaffMember
from tuyen.registry.staff.queries import working_on
from tuyen.registry.terms import settled

LAST_DIGITS = 3
MOST_ALIKE = 400
SPECIALTIES = "referral/specialties"


def table(day: dt.date) -> rulebook.Rule:
    return rulebook.on(rules.TABLE, day)


def codes(name: str, day: dt.date) -> set[str]:
    return {row["code"] for row in table(day).rows if row["list"] == name}


def calls_seen_by(who: Actor) -> QuerySet[HotlineCall]:
    """Calls that our facility answered, and calls of the units within reach; with the caller's unit."""
    seen = either_side(HotlineCall.objects.all(), who, "unit_id", "caller_unit_id")
    return seen.annotate(caller_unit=name_at("caller_unit_id"))


def our_calls(who: Actor) -> QuerySet[HotlineCall]:
    """Calls that the reader's own facility answers."""
    return HotlineCall.objects.filter(unit_id=facility_of(who))


def listed(who: Actor, which: str) -> QuerySet[HotlineCall]:
    """All calls, newest first, or those of this month; `follow_up`: promised calls back that are due,
    the earliest first."""
    found = calls_seen_by(who)
    if which == "follow_up":
        return found.filter(to_call_back(clock.today())).order_by("follow_up_on", "id")
    if which == "month":
        found = found.filter(rang_at__gte=clock.start_of(clock.today().replace(day=1)))
    if which == "missed":
        found = found.filter(status=rules.Status.MISSED)
    if which == "waiting":
        found = found.filter(status__in=[rules.Status.RINGING, rules.Status.TALKING])
    return found.order_by("-rang_at", "-id")


@dataclass(frozen=True)
class CallLine:
    row: HotlineCall
    unit: str


def lines_of(rows: Iterable[Any]) -> list[CallLine]:
    """Of `calls_seen_by`."""
    return [CallLine(row, row.caller_unit or "") for row in rows]


@dataclass(frozen=True)
class Caller:
    """Who a number belongs to: a unit, or one of its staff."""

    unit_id: uuid.UUID
    unit_name: str
    staff_id: uuid.UUID | None = None
    name: str = ""


def callers(phone: str, who: Actor) -> list[Caller]:
    """Units of the reader's chain, and staff of the units that the reader's facility directs, with this
    number. Numbers are typed in many ways: the last digits narrow, the rest is compared as digits."""
    key = rules.phone_key(phone)
    if not key:
        return []
    alike = {"phone__contains": key[-LAST_DIGITS:]}
    units = visible_to(who).filter(**alike)[:MOST_ALIKE]
    found = [Caller(u.id, u.name) for u in units if key in rules.phones_in(u.phone)]
    return found + _staff_with(key, alike, who)


def _staff_with(key: str, alike: dict[str, str], who: Actor) -> list[Caller]:
    same = [
        member
        for member in StaffMember.objects.filter(**alike)[:MOST_ALIKE]
        if key in rules.phones_in(member.phone)
    ]
    if not same:
        return []
    day = clock.today()
    here = facility_of(who)
    near = Q(unit_id__in=direction.directed(here, day).values("id")) | Q(unit_id=here)
    posts = Post.objects.filter(near, working_on(day), staff_id__in=[m.id for m in same])
    where = {post.staff_id: post.unit_id for post in posts.order_by("is_main", "id")}
    names = names_of(where.values())
    return [
        Caller(where[m.id], names.get(where[m.id], ""), m.id, m.name) for m in same if m.id in where
    ]


@dataclass(frozen=True)
class ServiceLevel:
    """Calls of a period: how many, missed, answered in time, how long callers waited."""

    calls: int
    missed: int
    answered: int
    in_time: int
    waited: float | None
    follow_up: int
    within_seconds: int
    share: float

    @property
    def percent(self) -> int | None:
        """Of all calls, missed ones too, how many were answered in time; None without a call."""
        all_ = self.answered + self.missed
        return round(100 * self.in_time / all_) if all_ else None

    @property
    def is_met(self) -> bool:
        return rules.is_met(self.in_time, self.answered, self.missed, self.share)


def service_level(
    rows: QuerySet[HotlineCall], since: dt.datetime, day: dt.date, unit_id: uuid.UUID
) -> ServiceLevel:
    """One statement, by the unit's own limits. Promised calls back are counted whenever the call was."""
    said = settled.on(rules.TABLE, day, unit_id)
    within, share = int(said["answer_within_seconds"]), float(said["share_in_time"])
    period = Q(rang_at__gte=since)
    told = rows.aggregate(
        calls=Count("id", filter=period),
        missed=Count("id", filter=period & Q(status=rules.Status.MISSED)),
        answered=Count("id", filter=period & Q(answered_at__isnull=False)),
        in_time=Count("id", filter=period & Q(waited_seconds__lte=within)),
        waited=Avg("waited_seconds", filter=period),
        follow_up=Count("id", filter=to_call_back(day)),
    )
    return ServiceLevel(**told, within_seconds=within, share=share)


def to_call_back(day: dt.date) -> Q:
    """Promised calls back that are due."""
    return Q(follow_up_on__lte=day, followed_up_at__isnull=True)


def follow_up_tasks(call: HotlineCall) -> list[Task]:
    return list(
        Task.objects.filter(subject_id=call.id, kind="hotline_follow_up", status="requested")
    )


def lines_to_call(unit_ids: Iterable[uuid.UUID]) -> list[HotlineLine]:
    """Numbers that these hospitals answer today."""
    found = HotlineLine.objects.filter(unit_id__in=[*unit_ids], is_off=False)
    return list(found.order_by("purpose", "phone"))


def shifts(unit_id: uuid.UUID, day: dt.date) -> list[duty.Shift]:
    """The unit's shifts on a day, with its own hours."""
    return duty.shifts(settled.on(duty.TABLE, day, unit_id))


def turns_of(unit_id: uuid.UUID, first: dt.date, last: dt.date) -> list[DutyTurn]:
    found = DutyTurn.objects.filter(unit_id=unit_id, day__range=(first, last), is_off=False)
    return list(found.order_by("day", "shift", "specialty", "name"))


def on_duty(
    unit_ids: Iterable[uuid.UUID], at: dt.datetime, specialty: str = ""
) -> list[tuple[DutyTurn, dt.datetime]]:
    """Who is on duty at an instant, with the end of the shift: those of the specialty first, then those
    who stand for everything. Without a specialty everybody."""
    running = {
        (unit_id, day, shift): until
        for unit_id in unit_ids
        for day, shift, until in duty.shifts_at(at, partial(shifts, unit_id))
    }
    units, days = {unit_id for unit_id, *_ in running}, {day for _unit, day, _shift in running}
    wanted = Q(specialty__in=["", specialty]) if specialty else Q()
    turns = DutyTurn.objects.filter(wanted, unit_id__in=units, day__in=days, is_off=False)
    keyed = [((turn.unit_id, turn.day, turn.shift), turn) for turn in turns]
    found = [(turn, running[key]) for key, turn in keyed if key in running]
    return sorted(found, key=lambda pair: (not pair[0].specialty, pair[0].specialty, pair[0].name))


def own_staff(who: Actor) -> list[StaffMember]:
    """Whom the roster may name: everybody who works in our facility and its departments today."""
    here = facility_of(who)
    parts = Q(parent_id=here, kind__in=kinds.kinds_of_group("part"))
    units = Unit.objects.filter(Q(pk=here) | parts)
    posts = Post.objects.filter(working_on(clock.today()), unit_id__in=units.values("id"))
    return list(StaffMember.objects.filter(pk__in=posts.values("staff_id")).order_by("name_key"))


def our_numbers(who: Actor) -> QuerySet[HotlineLine]:
    here = facility_of(who)
    return HotlineLine.objects.filter(unit_id=here, is_off=False).order_by("purpose", "phone")


def our_turns(who: Actor) -> QuerySet[DutyTurn]:
    return DutyTurn.objects.filter(unit_id=facility_of(who), is_off=False)


def week(
    unit_id: uuid.UUID, first: dt.date
) -> list[tuple[dt.date, list[tuple[str, list[DutyTurn]]]]]:
    """Day → shift → who stands there, for seven days; one statement."""
    days = duty.week_of(first)
    turns = turns_of(unit_id, days[0], days[-1])
    return [
        (
            day,
            [
                (shift.code, [t for t in turns if t.day == day and t.shift == shift.code])
                for shift in shifts(unit_id, day)
            ],
        )
        for day in days
    ]
