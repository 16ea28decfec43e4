"""What waits and since when; how many were positive of how many, by day and place."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.sampling import rules
from tuyen.domains.sampling.models import ConsignmentReceipt, RoundMember, SampleRound
from tuyen.domains.sampling.queries import members, rounds
from tuyen.domains.sampling.rules import ANSWERED, State
from tuyen.record.models import Specimen

LOOK_BACK_DAYS = 90
MOST = 20_000  # people that a board looks at
WAITING = (
    State.TAKEN,
    State.SENT,
    State.RECEIVED,
    State.WAITS_CHECK,
    State.REJECTED,
    State.RETEST,
)


@dataclass
class Waiting:
    """Of one round and one state: how many, how many past the limit, the oldest."""

    row: SampleRound
    state: State
    people: int = 0
    late: int = 0
    hours: int = 0
    limit: int | None = None


def waits(who: Actor) -> list[Waiting]:
    """Late ones first. Limits are those of the rulebook on the day on which the round was opened."""
    rows = {row.id: row for row in _rounds(who)}
    lines = _lines(rows, who)
    received = _received({line.member.consignment_id for line in lines})
    found: dict[tuple[uuid.UUID, State], Waiting] = {}
    now = clock.now()
    for line in lines:
        if line.state not in WAITING:
            continue
        row = rows[line.member.round_id]
        cell = found.setdefault((row.id, line.state), Waiting(row, line.state))
        since, limit = _limit(row, line, received)
        cell.people, cell.limit = cell.people + 1, limit
        if limit is not None and (over := rules.hours_over(since, limit, now)):
            cell.late, cell.hours = cell.late + 1, max(cell.hours, over)
    return sorted(found.values(), key=lambda each: (-each.hours, each.row.opened_on, each.state))


def _limit(
    row: SampleRound, line: members.Line, received: dict[uuid.UUID, dt.datetime]
) -> tuple[dt.datetime, int | None]:
    """(since when it waits, hours it may wait)."""
    send, receive = rules.hours(row.opened_on)
    taken = line.member.taken_at or row.opened_at
    at = received.get(line.member.consignment_id) if line.member.consignment_id else None
    if line.state == State.TAKEN:
        return taken, send
    if line.state == State.SENT:
        return taken, send + receive
    if line.state in (State.RECEIVED, State.WAITS_CHECK):
        return at or taken, rules.test_of(row.test, row.opened_on).turnaround_hours or None
    return taken, None


def _received(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, dt.datetime]:
    wanted = [each for each in set(ids) if each]
    told = ConsignmentReceipt.objects.filter(consignment_id__in=wanted)
    return dict(told.values_list("consignment_id", "received_at"))


def _rounds(who: Actor) -> list[SampleRound]:
    since = clock.today() - dt.timedelta(days=LOOK_BACK_DAYS)
    return list(rounds.visible_to(who).filter(opened_on__gte=since).order_by("-opened_on", "-id"))


def _lines(rows: dict[uuid.UUID, SampleRound], who: Actor) -> list[members.Line]:
    found = RoundMember.objects.filter(
        round_id__in=list(rows), is_out=False, compartment__in=["", *who.compartments]
    ).exclude(specimen_id=None)
    return members.lines(found.order_by("taken_at", "id")[:MOST])


@dataclass
class Figures:
    """People are counted once a row; specimens with those that were taken again."""

    people: set[uuid.UUID] = field(default_factory=set)
    specimens: int = 0
    answered: set[uuid.UUID] = field(default_factory=set)
    positive: set[uuid.UUID] = field(default_factory=set)
    retest: int = 0

    @property
    def percent(self) -> float | None:
        return rules.positivity(len(self.positive), len(self.answered))

    def add(self, line: members.Line, specimens: int) -> None:
        patient = line.member.patient_id
        self.people.add(patient)
        self.specimens += specimens
        if line.state in ANSWERED:
            self.answered.add(patient)
        if line.state == State.POSITIVE:
            self.positive.add(patient)
        self.retest += line.state == State.RETEST


@dataclass(frozen=True)
class Positivity:
    by_day: list[tuple[dt.date, Figures]]
    by_place: list[tuple[SampleRound, Figures]]
    total: Figures


def positivity(who: Actor, disease: str, since: dt.date) -> Positivity:
    """By the day of taking and by round; the denominator is who has an answer."""
    every = [row for row in _rounds(who) if not disease or row.disease == disease]
    rows = {row.id: row for row in every}
    lines = [line for line in _lines(rows, who) if _day(line) >= since]
    tubes = _tubes(lines)
    days: dict[dt.date, Figures] = {}
    places: dict[uuid.UUID, Figures] = {}
    total = Figures()
    for line in lines:
        n = tubes.get(line.order.requisition_id, 1) if line.order else 1
        for cell in (
            days.setdefault(_day(line), Figures()),
            places.setdefault(line.member.round_id, Figures()),
            total,
        ):
            cell.add(line, n)
    by_day = sorted(days.items(), reverse=True)
    return Positivity(by_day, [(rows[id_], cell) for id_, cell in places.items()], total)


def _day(line: members.Line) -> dt.date:
    assert line.member.taken_at is not None
    return clock.day_of(line.member.taken_at)


def _tubes(lines: list[members.Line]) -> dict[uuid.UUID, int]:
    """Specimens of each sheet, those taken again counted as well."""
    counts: dict[uuid.UUID, int] = {}
    sheets = sorted({line.order.requisition_id for line in lines if line.order})
    for at in range(0, len(sheets), members.CHUNK):
        part = Specimen.objects.filter(requisition_id__in=sheets[at : at + members.CHUNK])
        for id_ in part.values_list("requisition_id", flat=True):
            counts[id_] = counts.get(id_, 0) + 1
    return counts
