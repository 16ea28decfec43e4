"""The people of rounds, and where each of them stands: read in bulk, derived by the rules."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import F, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.sampling import rules
from tuyen.domains.sampling.models import PoolResult, RoundMember, SamplePool, SampleRound
from tuyen.domains.sampling.rules import State
from tuyen.platform.access.chart_access import opening_of
from tuyen.record.models import Observation, Order, Result, Specimen
from tuyen.record.queries.beds import names_of
from tuyen.registry.persons.models import Person
from tuyen.registry.terms.orderables import answers

CHUNK = 400  # SQLite takes so many values in one statement


def of_round(row: SampleRound, who: Actor) -> QuerySet[RoundMember]:
    """In the order of taking; those who wait stand last."""
    rows: QuerySet[RoundMember] = RoundMember.objects.filter(
        round_id=row.id, is_out=False, compartment__in=["", *who.compartments]
    )
    return rows.order_by(F("taken_at").asc(nulls_last=True), "planned_at", "id")


def one(row: SampleRound, member_id: uuid.UUID, who: Actor) -> RoundMember | None:
    found: RoundMember | None = of_round(row, who).filter(pk=member_id).first()
    return found


def of_pool(pool: SamplePool) -> list[RoundMember]:
    return list(RoundMember.objects.filter(pool_id=pool.id).order_by("taken_at", "id"))


@dataclass
class Line:
    """One person of a round as a page shows them. person: None where the name may not be said."""

    member: RoundMember
    state: State = State.PLANNED
    order: Order | None = None
    specimen: Specimen | None = None
    result: Result | None = None
    pool: SamplePool | None = None
    person: Person | None = None

    @property
    def waits_check(self) -> bool:
        return self.state == State.WAITS_CHECK

    @property
    def answered_on(self) -> dt.date | None:
        at = self.result.verified_at if self.result else None
        return clock.day_of(at) if at and self.state in rules.ANSWERED else None


@dataclass
class _Read:
    orders: dict[uuid.UUID, Order] = field(default_factory=dict)
    specimens: dict[uuid.UUID, Specimen] = field(default_factory=dict)
    results: dict[uuid.UUID, Result] = field(default_factory=dict)
    words: dict[uuid.UUID, str] = field(default_factory=dict)
    pools: dict[uuid.UUID, SamplePool] = field(default_factory=dict)
    pool_answers: dict[uuid.UUID, PoolResult] = field(default_factory=dict)


def lines(members: Iterable[RoundMember], who: Actor | None = None) -> list[Line]:
    """Six statements for any number of people up to a chunk; one more for their names."""
    rows = list(members)
    read = _read(rows)
    people = names_of([row.patient_id for row in rows], who) if who and rows else {}
    return [_line(row, read, people.get(row.patient_id)) for row in rows]


def _chunks(ids: Collection[uuid.UUID]) -> Iterable[list[uuid.UUID]]:
    every = sorted(ids)
    return (every[at : at + CHUNK] for at in range(0, len(every), CHUNK))


def _read(rows: Sequence[RoundMember]) -> _Read:
    found = _Read()
    order_ids = {row.order_id for row in rows if row.order_id}
    for ids in _chunks(order_ids):
        found.orders |= {row.id: row for row in Order.objects.filter(pk__in=ids)}
        answered = Result.objects.filter(order_id__in=ids, superseded_by_id=None)
        found.results |= {
            row.order_id: row for row in answered.exclude(status="preliminary").order_by("id")
        }
    for ids in _chunks({row.specimen_id for row in rows if row.specimen_id}):
        found.specimens |= {row.id: row for row in Specimen.objects.filter(pk__in=ids)}
    for ids in _chunks({row.id for row in found.results.values()}):
        figures = Observation.objects.filter(result_id__in=ids).order_by("id")
        for each in figures:
            if each.result_id:
                found.words[each.result_id] = code_of(each)
    pool_ids = {row.pool_id for row in rows if row.pool_id}
    for ids in _chunks(pool_ids):
        found.pools |= {row.id: row for row in SamplePool.objects.filter(pk__in=ids)}
    found.pool_answers = answers_of(pool_ids)
    return found


def answers_of(pool_ids: Collection[uuid.UUID]) -> dict[uuid.UUID, PoolResult]:
    """The newest verified answer of each pool."""
    found: dict[uuid.UUID, PoolResult] = {}
    for ids in _chunks(pool_ids):
        told = PoolResult.objects.filter(pool_id__in=ids).exclude(status="preliminary")
        found |= {row.pool_id: row for row in told.order_by("id")}
    return found


def code_of(figure: Observation) -> str:
    """negative, positive, indeterminate: what the words of a figure mean by its scale."""
    scale = answers(figure.day).get(figure.code, ())
    return next((each.code for each in scale if each.label.vi == figure.value_text), "")


def _line(row: RoundMember, read: _Read, person: Person | None) -> Line:
    order = read.orders.get(row.order_id) if row.order_id else None
    specimen = read.specimens.get(row.specimen_id) if row.specimen_id else None
    result = read.results.get(row.order_id) if row.order_id else None
    pool = read.pools.get(row.pool_id) if row.pool_id else None
    answer = read.pool_answers.get(row.pool_id) if row.pool_id else None
    known = rules.Known(
        has_specimen=specimen is not None,
        is_sent=bool(row.consignment_id),
        is_own=row.unit_id == row.laboratory_id,
        specimen=specimen.status if specimen else "",
        order=order.status if order else "",
        pool_answer=answer.answer if answer else "",
        result=(read.words.get(result.id) or _unsaid(result)) if result else "",
        is_pooled=bool(result and result.pool_id),
        is_new_tube=bool(row.pooled_specimen_id and row.pooled_specimen_id != row.specimen_id),
    )
    return Line(row, rules.state_of(known), order, specimen, result, pool, person)


def _unsaid(result: Result) -> str:
    """A verified result without a word of the scale: nothing is known, of a pool; unclear, of one person."""
    return "" if result.pool_id else rules.Answer.INDETERMINATE


def counts(found: Iterable[Line]) -> dict[State, int]:
    told = dict.fromkeys(State, 0)
    for line in found:
        told[line.state] += 1
    return told


def named(found: list[Line], who: Actor) -> list[Line]:
    """The same lines with the names that `who` may read."""
    people = names_of([line.member.patient_id for line in found], who)
    for line in found:
        line.person = people.get(line.member.patient_id)
    return found


def waiting_names(row: SampleRound, who: Actor, most: int = 50) -> list[Line]:
    """Who is on the list and has given nothing yet, the first put there first."""
    found = of_round(row, who).filter(specimen_id=None).order_by("planned_at", "id")[:most]
    return named([Line(each) for each in found], who)


def of_person(person_id: uuid.UUID, known: Collection[uuid.UUID], who: Actor) -> list[Line]:
    """What one person gave in these rounds, the newest first."""
    found = RoundMember.objects.filter(
        patient_id=person_id,
        round_id__in=list(known),
        is_out=False,
        compartment__in=["", *who.compartments],
    )
    return lines(found.order_by("-planned_at", "-id")[:50], who)


def is_cared_for(person_id: uuid.UUID, who: Actor) -> bool:
    """Does the unit care for this person, whatever for?"""
    return opening_of([person_id], who) is not None
