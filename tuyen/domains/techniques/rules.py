"""Stages of a technique transfer: what may follow what, on which evidence, and when it lapses.

No Django here; months and numbers of cases come from the rulebook and from the agreement.
"""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Stage(StrEnum):
    REQUESTED = "requested"
    SURVEYED = "surveyed"
    AGREED = "agreed"
    THEORY = "theory"
    OBSERVED = "observed"
    ASSISTED = "assisted"
    SUPERVISED = "supervised"
    INDEPENDENT = "independent"
    CERTIFIED = "certified"
    SUSTAINED = "sustained"
    LAPSED = "lapsed"  # no case for the rulebook's months
    STOPPED = "stopped"  # given up, with the reason


ORDER = (
    Stage.REQUESTED,
    Stage.SURVEYED,
    Stage.AGREED,
    Stage.THEORY,
    Stage.OBSERVED,
    Stage.ASSISTED,
    Stage.SUPERVISED,
    Stage.INDEPENDENT,
    Stage.CERTIFIED,
    Stage.SUSTAINED,
)
MASTERED = frozenset({Stage.CERTIFIED, Stage.SUSTAINED})
OPEN = frozenset(ORDER) - MASTERED
# what only an expert who was there may sign
SIGNED = frozenset(
    {
        Stage.OBSERVED,
        Stage.ASSISTED,
        Stage.SUPERVISED,
        Stage.INDEPENDENT,
        Stage.CERTIFIED,
        Stage.SUSTAINED,
    }
)


def next_stage(now: str) -> Stage | None:
    """The one step that may be signed next; a lapsed technique is taken up again under supervision."""
    if now == Stage.LAPSED:
        return Stage.SUPERVISED
    if now in (Stage.STOPPED, Stage.SUSTAINED):
        return None
    return ORDER[ORDER.index(Stage(now)) + 1]


def may_follow(now: str, then: str) -> bool:
    if then == Stage.STOPPED:
        return now in OPEN or now == Stage.LAPSED
    if then == Stage.LAPSED:
        return now in MASTERED
    return next_stage(now) == then


def skipped(now: str, then: str) -> list[Stage]:
    """Stages between the two, for the sentence that refuses."""
    if now not in ORDER or then not in ORDER:
        return []
    return list(ORDER[ORDER.index(Stage(now)) + 1 : ORDER.index(Stage(then))])


@dataclass(frozen=True, slots=True)
class Case:
    """One procedure of the technique. `hands`: everybody at the table but the supervisor."""

    day: dt.date
    facility_id: uuid.UUID
    performer_id: uuid.UUID | None
    supervisor_id: uuid.UUID | None
    assistant_ids: frozenset[uuid.UUID]

    @property
    def people(self) -> frozenset[uuid.UUID]:
        named = {self.performer_id, self.supervisor_id} - {None}
        return self.assistant_ids | frozenset(each for each in named if each)


@dataclass(frozen=True, slots=True)
class Sides:
    """Who takes part: experts of the giver, learners of the receiver, and the receiver itself."""

    receiver_id: uuid.UUID
    experts: frozenset[uuid.UUID]
    learners: frozenset[uuid.UUID]


@dataclass(frozen=True, slots=True)
class Tally:
    """Cases by what they prove. `seen_by`: expert → cases at which that expert was."""

    observed: int
    assisted: int
    supervised: int
    independent: int
    kept: int
    last_on: dt.date | None
    seen_by: dict[uuid.UUID, int]

    def of(self, stage: str) -> int:
        return {
            Stage.OBSERVED: self.observed,
            Stage.ASSISTED: self.assisted,
            Stage.SUPERVISED: self.supervised,
            Stage.INDEPENDENT: self.independent,
            Stage.SUSTAINED: self.kept,
        }.get(Stage(stage), 0)


def tally(cases: Iterable[Case], sides: Sides, certified_on: dt.date | None = None) -> Tally:
    """What the procedures in the charts say of this transfer.

    observed: an expert did it, a learner at the table or the receiver's own room. assisted: an expert
    did it, a learner assisted. supervised: a learner did it, an expert stood beside. independent: a
    learner did it at the receiver's, with no expert beside. kept: done there after the certificate.
    """
    counts = dict.fromkeys(("observed", "assisted", "supervised", "independent", "kept"), 0)
    seen_by: dict[uuid.UUID, int] = {}
    last_on: dt.date | None = None
    for case in cases:
        for expert in case.people & sides.experts:
            seen_by[expert] = seen_by.get(expert, 0) + 1
        for kind in _proves(case, sides):
            counts[kind] += 1
        if case.facility_id == sides.receiver_id and certified_on and case.day > certified_on:
            counts["kept"] += 1
        if case.facility_id == sides.receiver_id and (last_on is None or case.day > last_on):
            last_on = case.day
    return Tally(last_on=last_on, seen_by=seen_by, **counts)


def _proves(case: Case, sides: Sides) -> list[str]:
    by_expert, by_learner = case.performer_id in sides.experts, case.performer_id in sides.learners
    is_here = case.facility_id == sides.receiver_id
    has_learner = bool(case.assistant_ids & sides.learners)
    found = ["observed"] if by_expert and (has_learner or is_here) else []
    if by_expert and has_learner:
        found.append("assisted")
    if by_learner and case.supervisor_id in sides.experts:
        found.append("supervised")
    if by_learner and is_here and case.supervisor_id is None:
        found.append("independent")
    return found


@dataclass(frozen=True, slots=True)
class Missing:
    """Why a stage cannot be signed yet. code: which sentence; have and need: cases."""

    code: str
    have: int = 0
    need: int = 0


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many cases each stage asks for: the agreement's number, the rulebook's otherwise."""

    supervised: int
    independent: int

    def of(self, stage: str) -> int:
        return {
            Stage.OBSERVED: 1,
            Stage.ASSISTED: 1,
            Stage.SUPERVISED: self.supervised,
            Stage.INDEPENDENT: self.independent,
            Stage.SUSTAINED: 1,
        }.get(Stage(stage), 0)


def missing_for(
    stage: str, sides: Sides, done: Tally, wanted: Wanted, signer_id: uuid.UUID | None
) -> list[Missing]:
    """Everything that stands between here and the signature; empty: it may be signed."""
    found: list[Missing] = []
    if stage in (Stage.AGREED, *SIGNED, Stage.THEORY):
        found += [Missing("no_experts")] if not sides.experts else []
        found += [Missing("no_learners")] if not sides.learners else []
    if stage not in SIGNED:
        return found
    if signer_id not in sides.experts:
        found.append(Missing("not_an_expert"))
    elif signer_id is not None and not done.seen_by.get(signer_id):
        found.append(Missing("never_saw_a_case"))
    need = wanted.of(stage)
    if done.of(stage) < need:
        found.append(Missing(f"cases_{stage}", done.of(stage), need))
    return found


def lapses_on(last_on: dt.date | None, since: dt.date, months: int) -> dt.date:
    """The first day on which no case has been seen for so many months."""
    start = max(last_on, since) if last_on else since
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    try:
        return dt.date(year, month + 1, start.day)
    except ValueError:  # the month is shorter: the day after its last
        year, month = divmod(year * 12 + month + 1, 12)
        return dt.date(year, month + 1, 1)


def months_before(on: dt.date, months: int) -> dt.date:
    """Whatever was last seen on this day or earlier has lapsed on `on`."""
    year, month = divmod(on.year * 12 + on.month - 1 - months, 12)
    for day in (on.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, day)
        except ValueError:  # the month is shorter
            continue
    raise AssertionError(on)


def stage_on(stage: str, last_on: dt.date | None, since: dt.date, on: dt.date, months: int) -> str:
    """The stage as it is on a day: what was mastered lapses by itself, before any job has run."""
    if stage in MASTERED and on >= lapses_on(last_on, since, months):
        return Stage.LAPSED
    return stage


def percent(have: int, of: int) -> int:
    """Whole per cent, rounded down: 100 only when nothing is missing."""
    return have * 100 // of if of else 0
