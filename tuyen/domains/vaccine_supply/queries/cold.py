"""Fridges within reach, their months, and what was out of its temperatures."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from django.db.models import F, QuerySet

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.vaccine_supply import lists
from tuyen.domains.vaccine_supply.models import (
    ColdReading,
    Excursion,
    ExcursionLot,
    Fridge,
    LoggerDay,
)
from tuyen.domains.vaccine_supply.queries.supply import store_code
from tuyen.domains.vaccine_supply.rules import cold as rules
from tuyen.registry.facilities import direction

MOST_FRIDGES = 60
TURNS = (rules.Turn.MORNING.value, rules.Turn.AFTERNOON.value)


def fridges_for(who: Actor, words: str = "") -> QuerySet[Fridge]:
    """Of my unit and of those below it that I direct; what is no longer used comes last."""
    found = direction.either_side(Fridge.objects.all(), who, "unit_id")
    for word in fold(nfc(words)).split():
        found = found.filter(name_fold__contains=word)
    return found.order_by("is_closed", "unit_id", "name_fold", "id")


def read_at(unit_id: uuid.UUID) -> list[Fridge]:
    """What the unit itself reads on each turn."""
    found = Fridge.objects.filter(unit_id=unit_id, is_closed=False)
    return list(found.order_by("name_fold", "id")[:MOST_FRIDGES])


def readings_of(
    fridges: Iterable[Fridge], first: dt.date, last: dt.date
) -> dict[tuple[uuid.UUID, dt.date, str], ColdReading]:
    """One statement; a second row of one turn (two machines at once) gives way to the newer."""
    asked = [each.id for each in fridges]
    rows = ColdReading.objects.filter(fridge_id__in=asked, read_on__range=(first, last))
    return {(row.fridge_id, row.read_on, row.turn): row for row in rows.order_by("hlc")}


def logger_days_of(fridge: Fridge, first: dt.date, last: dt.date) -> dict[dt.date, LoggerDay]:
    rows = LoggerDay.objects.filter(fridge_id=fridge.id, day__range=(first, last))
    return {row.day: row for row in rows.order_by("hlc")}


class TurnSeen(NamedTuple):
    """A turn of a day. is_missing: it is over, and nobody wrote anything; that is never normal."""

    turn: str
    celsius: Decimal | None
    side: str
    is_missing: bool
    froze: bool = False
    by: str = ""


class DaySeen(NamedTuple):
    day: dt.date
    turns: tuple[TurnSeen, TurnSeen]
    low: Decimal | None
    high: Decimal | None


class MonthSeen(NamedTuple):
    days: list[DaySeen]
    limits: rules.Limits

    @property
    def turns(self) -> list[TurnSeen]:
        return [turn for day in self.days for turn in day.turns]

    @property
    def missing(self) -> int:
        return sum(turn.is_missing for turn in self.turns)


def month(fridge: Fridge, first: dt.date) -> MonthSeen:
    """Every day of the month from the first on; two statements."""
    last = last_of(first)
    readings = readings_of([fridge], first, last)
    logged = logger_days_of(fridge, first, last)
    limits, now = lists.limits(fridge.kind, first), clock.now().astimezone(clock.VIETNAM)
    days = []
    for number in range(last.day):
        day = first + dt.timedelta(days=number)
        seen = [
            turn_seen(fridge, day, turn, readings.get((fridge.id, day, turn)), now)
            for turn in TURNS
        ]
        values = [_celsius(tenths) for _m, tenths in logged[day].points] if day in logged else []
        days.append(
            DaySeen(day, (seen[0], seen[1]), min(values, default=None), max(values, default=None))
        )
    return MonthSeen(days, limits)


def turn_seen(
    fridge: Fridge, day: dt.date, turn: str, row: ColdReading | None, now: dt.datetime
) -> TurnSeen:
    if row is None:
        hours = {name: each["until"] for name, each in lists.turn_hours(day).items()}
        owed = fridge.kind in lists.read_daily(day) and fridge.used_from <= day
        return TurnSeen(
            turn, None, "", owed and not fridge.is_closed and rules.due(day, turn, now, hours)
        )
    point = rules.Point(row.taken_at, row.celsius, froze=row.froze)
    where = rules.side(point, lists.limits(fridge.kind, day))
    return TurnSeen(turn, row.celsius, where, False, row.froze, row.read_by_name)


def last_of(first: dt.date) -> dt.date:
    following = (first.replace(day=28) + dt.timedelta(days=4)).replace(day=1)
    return following - dt.timedelta(days=1)


def _celsius(tenths: int) -> Decimal:
    return Decimal(tenths) / 10


def points_of(fridge: Fridge, first: dt.date, last: dt.date) -> list[rules.Point]:
    """Readings and logger of the days, one line of time; two statements."""
    points = [
        rules.Point(row.taken_at, row.celsius, froze=row.froze)
        for row in readings_of([fridge], first, last).values()
    ]
    for day, row in logger_days_of(fridge, first, last).items():
        start = clock.start_of(day)
        points += [
            rules.Point(start + dt.timedelta(minutes=minute), _celsius(tenths), by_logger=True)
            for minute, tenths in row.points
        ]
    return points


def excursions_for(who: Actor, state: str = "") -> QuerySet[Excursion]:
    found = direction.either_side(Excursion.objects.all(), who, "unit_id")
    if state:
        found = found.filter(state=state)
    found = found.filter(fridge__unit_id=F("unit_id")).select_related("fridge")
    return found.order_by("-started_at", "-id")


def excursions_of(fridge: Fridge, since: dt.datetime, until: dt.datetime) -> list[Excursion]:
    rows = Excursion.objects.filter(fridge_id=fridge.id, ended_at__gte=since, started_at__lte=until)
    return list(rows.order_by("started_at", "id"))


def open_counts(fridges: Sequence[Fridge]) -> dict[uuid.UUID, int]:
    """Fridge → what waits for a decision; one statement."""
    found: dict[uuid.UUID, int] = defaultdict(int)
    rows = Excursion.objects.filter(
        fridge_id__in=[each.id for each in fridges], state=Excursion.State.OPEN
    )
    for fridge_id in rows.values_list("fridge_id", flat=True):
        found[fridge_id] += 1
    return found


def lots_of(excursion: Excursion) -> list[ExcursionLot]:
    rows = ExcursionLot.objects.filter(excursion_id=excursion.id)
    return list(rows.order_by("vaccine", "lot_number", "id"))


def lots_for(who: Actor) -> QuerySet[ExcursionLot]:
    """Lots within reach, each with what it was in."""
    found = ExcursionLot.objects.filter(excursion__unit_id=F("unit_id"))
    return direction.either_side(found, who, "unit_id").select_related("excursion")


def in_store(unit_id: uuid.UUID, on: dt.date) -> list[tuple[str, str, int]]:
    """(vaccine, lot, doses) usable in the unit's store; one statement."""
    codes = {store_code(code): code for code in lists.vaccine_labels(on)}
    lots = facts.ask("pharmacy.usable_lots_of", unit_id=unit_id, drug_codes=list(codes)) or {}
    return [
        (codes[drug], lot, doses)
        for drug, held in sorted(lots.items())
        for lot, doses in held.items()
    ]


def is_held(unit_id: uuid.UUID, vaccine: str, lot: str) -> bool:
    """Set aside or thrown away after an excursion, and nobody has let it go since."""
    rows = ExcursionLot.objects.filter(
        unit_id=unit_id, vaccine=vaccine, lot_number=lot, decision__in=list(rules.HELD)
    )
    return bool(lot) and rows.exists()
