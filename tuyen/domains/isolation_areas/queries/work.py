"""The roster of an area, what it uses up, its oxygen, who is to be asked after leaving."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils.translation import get_language

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.isolation_areas.models import (
    AfterCare,
    AreaStay,
    DutyTurn,
    IsolationArea,
)
from tuyen.domains.isolation_areas.queries import stays
from tuyen.domains.isolation_areas.rules import needs
from tuyen.domains.isolation_areas.rules.stays import days_of
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode

DAY = dt.timedelta(days=1)
WEEK = 7


def turns_of(area: IsolationArea, first: dt.date, last: dt.date) -> list[DutyTurn]:
    found = DutyTurn.objects.filter(
        area=area, unit_id=area.unit_id, is_struck=False, day__gte=first, day__lte=last
    )
    return list(found.order_by("day", "name", "id"))


def turn_of(area: IsolationArea, turn_id: uuid.UUID) -> DutyTurn | None:
    return DutyTurn.objects.filter(area=area, unit_id=area.unit_id, pk=turn_id).first()


@dataclass(frozen=True)
class DutyDay:
    day: dt.date
    shifts: list[list[DutyTurn]]  # in the order of the day; an empty one has nobody


def roster(area: IsolationArea, first: dt.date) -> list[DutyDay]:
    """Seven days from `first`; one statement."""
    turns = turns_of(area, first, first + (WEEK - 1) * DAY)
    codes = list(needs.shifts(first))
    days = [first + number * DAY for number in range(WEEK)]
    return [
        DutyDay(day, [[t for t in turns if t.day == day and t.shift == code] for code in codes])
        for day in days
    ]


@dataclass(frozen=True)
class Today:
    """What the area needs today. unknown: under oxygen or not, nobody told of today."""

    people: dict[str, int]
    turns: int
    supplies: list[needs.Supply]
    oxygen: needs.Oxygen
    unknown: int


def today_of(area: IsolationArea) -> Today:
    """Three statements. The flow of somebody whom nobody saw today is that of the day before, if any."""
    today = clock.today()
    inside = list(stays.present_in(area))
    told = stays.checks_of(inside)
    people = Counter(stay.severity for stay in inside)
    turns = len(turns_of(area, today, today))
    flows: list[Decimal] = []
    for stay in inside:
        days = sorted(told[stay.id], reverse=True)
        flow = told[stay.id][days[0]].oxygen_lpm if days else None
        flows += [flow] if flow else []
    return Today(
        people=dict(people),
        turns=turns,
        supplies=needs.supplies(people, turns, today, get_language() or "vi"),
        oxygen=needs.oxygen(flows, area.oxygen_lpm, area.oxygen_cylinders, today),
        unknown=sum(today not in told[stay.id] for stay in inside),
    )


def lengths_of(area: IsolationArea) -> dict[str, list[int]]:
    """Severity → days of the stays that ended here; one statement."""
    left = stays.listed(area, "over").order_by().values_list("severity", "arrived_on", "ended_on")
    found: dict[str, list[int]] = {}
    for severity, arrived_on, ended_on in left:
        days = days_of(arrived_on, ended_on, clock.today())
        found.setdefault(severity, []).append(days)
    return found


def after_care(area: IsolationArea) -> QuerySet[AfterCare]:
    """Of one area that was found through `areas.visible_to`."""
    rows: QuerySet[AfterCare] = AfterCare.objects.filter(
        area_id=area.id, unit_id=area.unit_id, is_dropped=False
    )
    return rows


def asked_for(area: IsolationArea, which: str) -> QuerySet[AfterCare]:
    """which: `done` for those who were asked, the newest first; else who is to be asked, first due first."""
    rows = after_care(area)
    if which == "done":
        return rows.exclude(result="").order_by("-done_on", "-id")
    return rows.filter(result="").order_by("due_on", "id")


def after_care_for(who: Actor) -> QuerySet[AfterCare]:
    mine = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    rows: QuerySet[AfterCare] = AfterCare.objects.filter(
        unit_id__in=mine, compartment__in=["", *who.compartments]
    )
    return rows


def open_after(stay: AreaStay) -> list[AfterCare]:
    """Days of one stay that nobody asked on yet."""
    found = AfterCare.objects.filter(
        patient_id=stay.patient_id, stay_id=stay.id, result="", is_dropped=False
    )
    return list(found)
