"""Positive answers that nobody has decided on, and decisions whose ground is gone."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.sampling.models import RoundMember, SampleRound
from tuyen.domains.sampling.queries import members, rounds
from tuyen.domains.sampling.rules import State
from tuyen.record.models import Case
from tuyen.record.queries import cases
from tuyen.record.rules.cases import diseases

LOOK_BACK = dt.timedelta(days=60)


@dataclass
class Proposal:
    """is_reversed: it was taken up, and the answer has been corrected since."""

    row: SampleRound
    line: members.Line
    case: Case | None
    is_reversed: bool = False


def case_of(row: SampleRound, member: RoundMember, who: Actor) -> Case | None:
    """The case that the specimen was taken for, or that of the same illness."""
    seen = cases.visible_to(who).filter(patient_id=member.patient_id, disease=row.disease)
    if member.case_id:
        found: Case | None = seen.filter(pk=member.case_id).first()
        return found
    known, day = diseases(clock.today()).get(row.disease), member.taken_at
    if known is None or day is None:
        return None
    reach = dt.timedelta(days=known.incubation_days[1])
    near = seen.filter(onset_on__gte=clock.day_of(day) - reach, onset_on__lte=clock.day_of(day))
    latest: Case | None = near.order_by("-onset_on", "id").first()
    return latest


def proposals(who: Actor) -> list[Proposal]:
    """Of rounds that one's own unit takes or answers, newest first."""
    since = clock.now() - LOOK_BACK
    own = rounds.taken_or_answered(who)
    taken = RoundMember.objects.filter(
        round_id__in=list(own), taken_at__gte=since, compartment__in=["", *who.compartments]
    )
    lines = members.lines(taken.order_by("-taken_at", "-id"), who)
    return [_proposal(own[line.member.round_id], line, who) for line in lines if _is_open(line)]


def _is_open(line: members.Line) -> bool:
    decision = line.member.decision
    if line.person is None:
        return False
    if line.state == State.POSITIVE:
        return not decision
    return decision == RoundMember.Decision.TAKEN_UP


def _proposal(row: SampleRound, line: members.Line, who: Actor) -> Proposal:
    return Proposal(row, line, case_of(row, line.member, who), line.state != State.POSITIVE)


def of_persons_rounds(rows: Iterable[SampleRound], disease: str) -> list[SampleRound]:
    """Rounds for this disease first."""
    return sorted(rows, key=lambda row: row.disease != disease)
