"""The ledger: transfers with the stage as it is today, people, steps, and cases from the charts."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, DateField, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.techniques import catalogue, rules
from tuyen.domains.techniques.catalogue import StageWord
from tuyen.domains.techniques.models import (
    Side,
    TechniqueTransfer,
    TransferCase,
    TransferMember,
    TransferStep,
)
from tuyen.record.models import Procedure
from tuyen.record.queries.procedures import SUGGESTIONS, counted, staff_of
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.facilities.queries import name_at
from tuyen.registry.staff.models import StaffMember

Seen = Procedure | TransferCase


def visible_to(who: Actor) -> QuerySet[TechniqueTransfer]:
    """Both sides: units within reach, my own facility, and transfers in which I take part myself; with
    the names of both."""
    rows = with_names()
    if who.is_system:
        return rows
    reach, own = direction.reach(who), direction.facility_of(who.unit_id)
    sides = Q(unit_id__in=reach) | Q(giver_unit_id__in=reach)
    sides |= Q(unit_id=own) | Q(giver_unit_id=own)
    if who.staff_id:
        mine = TransferMember.objects.filter(staff_id=who.staff_id)
        sides |= Q(pk__in=mine.values("transfer_id"))
    return rows.filter(sides)


def with_names() -> QuerySet[TechniqueTransfer]:
    """Every transfer, with the names of both sides in the statement itself."""
    return TechniqueTransfer.objects.annotate(
        receiver_name=name_at("unit_id"), giver_name=name_at("giver_unit_id")
    )


def stage_of(transfer: TechniqueTransfer, on: dt.date | None = None) -> str:
    """The stage today: what was mastered lapses by itself, job or no job."""
    day = on or clock.today()
    months = catalogue.lapse_months(day, transfer.giver_unit_id)
    return rules.stage_on(transfer.stage, transfer.last_case_on, transfer.stage_on, day, months)


def lapses_on(transfer: TechniqueTransfer) -> dt.date:
    months = catalogue.lapse_months(clock.today(), transfer.giver_unit_id)
    return rules.lapses_on(transfer.last_case_on, transfer.stage_on, months)


def lapsing(on: dt.date) -> QuerySet[TechniqueTransfer]:
    """Mastered techniques that have had no case for months; the job looks at each of them."""
    return with_lapse(TechniqueTransfer.objects.all(), on).filter(GONE_QUIET).order_by("id")


GONE_QUIET = Q(
    stage__in=sorted(rules.MASTERED), stage_on__lte=F("quiet_from"), seen_on__lte=F("quiet_from")
)


def with_lapse(rows: QuerySet[TechniqueTransfer], on: dt.date) -> QuerySet[Any, Any]:
    """With the day before which a technique counts as quiet, as its giver has it: see GONE_QUIET."""
    proposed, own = catalogue.lapse_limits(on)
    before: Any = Value(rules.months_before(on, proposed), output_field=DateField())
    if own:
        whens = [
            When(
                giver_unit_id__in=Unit.objects.filter(path__startswith=path).values("id"),
                then=Value(rules.months_before(on, months)),
            )
            for path, months in own
        ]
        before = Case(*whens, default=before, output_field=DateField())
    found: QuerySet[Any, Any] = rows.annotate(
        seen_on=Coalesce("last_case_on", "stage_on"), quiet_from=before
    )
    return found


@dataclass(frozen=True)
class Row:
    """One line of the ledger."""

    transfer: TechniqueTransfer
    stage: StageWord
    receiver: str
    giver: str
    is_lapsed_unseen: bool  # lapsed by the clock, not yet by the job


def rows_of(transfers: Iterable[Any]) -> list[Row]:
    """Of `visible_to`, which brings the names of both sides."""
    words = catalogue.stage_words()
    return [
        Row(
            each,
            words[(stage := stage_of(each))],
            each.receiver_name or "",
            each.giver_name or "",
            stage != each.stage,
        )
        for each in transfers
    ]


def members_of(transfer: TechniqueTransfer) -> list[TransferMember]:
    found = TransferMember.objects.filter(unit_id=transfer.unit_id, transfer_id=transfer.id)
    return list(found.order_by("side", "valid_from", "id"))


def steps_of(transfer: TechniqueTransfer) -> list[TransferStep]:
    """Newest first."""
    found = TransferStep.objects.filter(unit_id=transfer.unit_id, transfer_id=transfer.id)
    return list(found.order_by("-day", "-recorded_at"))


def sides_of(transfer: TechniqueTransfer, members: Sequence[TransferMember]) -> rules.Sides:
    """Whoever took part counts, also after leaving."""
    by_side: dict[str, set[uuid.UUID]] = {Side.GIVER: set(), Side.RECEIVER: set()}
    for member in members:
        by_side[member.side].add(member.staff_id)
    return rules.Sides(
        transfer.unit_id, frozenset(by_side[Side.GIVER]), frozenset(by_side[Side.RECEIVER])
    )


def since_of(transfer: TechniqueTransfer, steps: Sequence[TransferStep]) -> dt.date:
    """From which day cases count: the request, or the day on which the technique lapsed."""
    lapsed = [step.day for step in steps if step.stage == rules.Stage.LAPSED]
    return max(lapsed, default=transfer.requested_on)


def cases_of(transfer: TechniqueTransfer, since: dt.date) -> list[Seen]:
    """Procedures of this technique at both facilities, newest first, and what the other side tells of
    those whose charts are not here. No names of patients."""
    found = counted().filter(code=transfer.code, facility_id__in=_sides(transfer), day__gte=since)
    here = list(found.defer("note", "complication"))
    rows: list[Seen] = [*here, *_without_chart(transfer, since)]
    return sorted(rows, key=lambda row: (row.day, row.id), reverse=True)


def _sides(transfer: TechniqueTransfer) -> list[uuid.UUID]:
    return [transfer.unit_id, transfer.giver_unit_id]


def _without_chart(transfer: TechniqueTransfer, since: dt.date) -> list[TransferCase]:
    told = TransferCase.objects.filter(
        unit_id__in=_sides(transfer), transfer_id=transfer.id, day__gte=since, is_struck=False
    )
    rows = list(told)
    if not rows:
        return []
    known = Procedure.objects.filter(pk__in=[row.procedure_id for row in rows])
    here = set(known.values_list("id", flat=True))
    return [row for row in rows if row.procedure_id not in here]


def told_by(transfer: TechniqueTransfer, facility_id: uuid.UUID) -> list[TransferCase]:
    return list(TransferCase.objects.filter(unit_id=facility_id, transfer_id=transfer.id))


def tellable(transfer: TechniqueTransfer, facility_id: uuid.UUID) -> list[Procedure]:
    """Cases at this side in which people of the transfer took part. Those of a compartment stay where
    they are: their very number may tell too much."""
    members, steps = members_of(transfer), steps_of(transfer)
    sides = sides_of(transfer, members)
    people = sides.experts | sides.learners
    found = counted().filter(
        code=transfer.code,
        facility_id=facility_id,
        day__gte=since_of(transfer, steps),
        compartment="",
    )
    rows = found.defer("note", "complication")
    return [row for row in rows if case_of(row).people & people]


def open_between(facility_id: uuid.UUID, code: str) -> list[TechniqueTransfer]:
    """Transfers of this technique in which the facility gives or receives, and the other is another."""
    side = Q(unit_id=facility_id) | Q(giver_unit_id=facility_id)
    found = TechniqueTransfer.objects.filter(side, code=code).exclude(stage=rules.Stage.STOPPED)
    return list(found.exclude(unit_id=F("giver_unit_id")).order_by("id"))


def case_of(row: Seen) -> rules.Case:
    assistants = frozenset(uuid.UUID(each) for each in row.assistant_ids)
    return rules.Case(row.day, row.facility_id, row.performer_id, row.supervisor_id, assistants)


@dataclass(frozen=True)
class Whole:
    """A transfer with everything that its page, and the judgement of a step, need."""

    transfer: TechniqueTransfer
    members: list[TransferMember]
    steps: list[TransferStep]
    cases: list[Seen]
    sides: rules.Sides
    done: rules.Tally
    wanted: rules.Wanted

    @property
    def stage(self) -> str:
        return stage_of(self.transfer)

    @property
    def next(self) -> rules.Stage | None:
        return rules.next_stage(self.stage)

    @property
    def experts(self) -> list[TransferMember]:
        return [member for member in self.members if member.side == Side.GIVER]

    @property
    def last_supervised_on(self) -> dt.date | None:
        experts = self.sides.experts
        return max((row.day for row in self.cases if row.supervisor_id in experts), default=None)

    @property
    def of_the_transfer(self) -> list[Seen]:
        """Cases in which one of its people took part."""
        people = self.sides.experts | self.sides.learners
        return [row for row in self.cases if case_of(row).people & people]


def whole(transfer: TechniqueTransfer) -> Whole:
    """People, steps, cases of charts, cases told: four statements; a fifth where cases were told."""
    members, steps = members_of(transfer), steps_of(transfer)
    cases = cases_of(transfer, since_of(transfer, steps))
    sides = sides_of(transfer, members)
    done = rules.tally(map(case_of, cases), sides, transfer.certified_on)
    wanted = catalogue.wanted(transfer.supervised_cases, clock.today(), transfer.giver_unit_id)
    return Whole(transfer, members, steps, cases, sides, done, wanted)


def candidates(transfer: TechniqueTransfer, words: str) -> list[tuple[StaffMember, str]]:
    """Staff of either side whose names hold the words typed, with the side each is on."""
    found: list[tuple[StaffMember, str]] = []
    for side, place in (("giver", transfer.giver_unit_id), ("receiver", transfer.unit_id)):
        members = staff_of(place)
        for word in fold(nfc(words)).split():
            members = members.filter(name_fold__contains=word)
        found += [(member, side) for member in members[:SUGGESTIONS]]
    return found


def candidate(transfer: TechniqueTransfer, said: str) -> tuple[StaffMember, str] | None:
    """Who is meant by an id, or by a full name that only one person on either side bears."""
    try:
        id_ = uuid.UUID(said)
    except ValueError:
        same = [each for each in candidates(transfer, said) if fold(each[0].name) == fold(said)]
        return same[0] if len(same) == 1 else None
    for side, place in (("giver", transfer.giver_unit_id), ("receiver", transfer.unit_id)):
        if member := staff_of(place).filter(pk=id_).first():
            return member, side
    return None


def open_of(unit_id: uuid.UUID, code: str) -> TechniqueTransfer | None:
    """The transfer of this technique that is on its way or mastered at the unit."""
    found = TechniqueTransfer.objects.filter(unit_id=unit_id, code=code)
    return found.exclude(stage=rules.Stage.STOPPED).order_by("-requested_on").first()
