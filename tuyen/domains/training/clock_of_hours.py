"""Hours of continuing education: each person's period, what is earned, who will fall short."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from tuyen.core import rulebook
from tuyen.domains.training import queries, rules, teaching
from tuyen.registry.staff import titles
from tuyen.registry.staff.models import StaffMember
from tuyen.registry.staff.queries import licences_of
from tuyen.registry.terms import settled

RULE = "training/cme"


@dataclass(frozen=True)
class Standing:
    """Where one person stands on a day. taught: hours of those earned that come from teaching."""

    member: StaffMember
    period: rules.Period
    licence: str
    projection: rules.Projection
    taught: float = 0.0


def standings(
    members: Iterable[StaffMember], on: dt.date, unit_id: uuid.UUID | None = None
) -> list[Standing]:
    """Of those who practise under a licence, by the figures of their unit.

    Four statements for any number of people, and that of the figures.
    """
    rule = settled.on(RULE, on, unit_id)
    needed = titles.licensed_professions()
    people = [member for member in members if member.profession in needed]
    ids = [member.id for member in people]
    earned, booked = queries.hours_by_day(ids, on), queries.booked_hours(ids, on)
    taught = teaching.hours_by_day(ids, on)
    licences = licences_of(people)
    found = []
    for member in people:
        held = licences[member.id][0] if licences[member.id] else None
        period = _period(rule, held.issued_on if held else None, on)
        number = held.number if held else ""
        lessons = taught.get(member.id, [])
        entries = [*earned.get(member.id, []), *lessons]
        found.append(
            Standing(
                member,
                period,
                number,
                _projection(entries, booked.get(member.id, []), period, on, rule),
                round(rules.hours_in(lessons, period), 1),
            )
        )
    return found


def period_of(licensed_on: dt.date | None, on: dt.date) -> rules.Period:
    return _period(rulebook.on(RULE, on), licensed_on, on)


def _period(rule: rulebook.Rule, licensed_on: dt.date | None, on: dt.date) -> rules.Period:
    return rules.period_of(licensed_on, on, rule["clock_not_before"], rule["years"])


def _projection(
    earned: list[tuple[dt.date, float]],
    booked: list[tuple[dt.date, float]],
    period: rules.Period,
    on: dt.date,
    rule: rulebook.Rule,
) -> rules.Projection:
    return rules.project(
        earned=rules.hours_in(earned, period),
        booked=rules.hours_in(booked, period),
        period=period,
        on=on,
        asked=rule["hours"],
        judge_after_days=rule["judge_after_days"],
    )


def hours_of(staff_ids: Iterable[uuid.UUID], on: dt.date) -> dict[uuid.UUID, float]:
    """Staff id → hours earned so far in the period that the day lies in."""
    members = StaffMember.objects.filter(pk__in=list(staff_ids))
    return {each.member.id: each.projection.earned for each in standings(members, on)}
