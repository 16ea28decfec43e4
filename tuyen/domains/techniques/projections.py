"""The newest case of each technique that is being transferred, kept while procedures are written; and the
machine of a side hears that cases, or who takes part, have changed."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Max

from tuyen.domains.techniques.events import CasesMoved, PeopleMoved, PrerequisitesAsked
from tuyen.domains.techniques.models import (
    PrerequisiteNote,
    TechniqueTransfer,
    TransferCase,
    TransferMember,
    TransferStep,
)
from tuyen.domains.techniques.rules import Stage
from tuyen.platform.changes import writer
from tuyen.platform.changes.projections import projection, sink
from tuyen.platform.changes.unit_of_work import Announced
from tuyen.record.models import Procedure
from tuyen.record.queries.procedures import counted


class Seen(NamedTuple):
    """The delta: cases of this technique at this facility have changed."""

    facility_id: uuid.UUID
    code: str

    @property
    def sink(self) -> str:
        return "technique_cases"


@projection(Procedure)
def case_seen(before: Procedure | None, after: Procedure | None) -> Iterator[Seen | Announced]:
    places = {(row.facility_id, row.code) for row in (before, after) if row is not None}
    for place in sorted(places):
        yield Seen(*place)
        yield Announced(CasesMoved(*place))


@projection(TransferCase)
def case_told(before: TransferCase | None, after: TransferCase | None) -> Iterator[Seen]:
    for row in (before, after):
        if row is not None:
            yield Seen(row.unit_id, row.code)


@projection(TransferMember)
def member_came(before: TransferMember | None, after: TransferMember | None) -> Iterator[Announced]:
    if before is None and after is not None:
        yield Announced(PeopleMoved(after.transfer_id))


@projection(TransferStep)
def step_signed(before: TransferStep | None, after: TransferStep | None) -> Iterator[Announced]:
    if before is None and after is not None and after.stage in (Stage.SURVEYED, Stage.AGREED):
        yield Announced(PrerequisitesAsked(after.transfer_id))


@projection(PrerequisiteNote)
def place_looked_at(
    before: PrerequisiteNote | None, after: PrerequisiteNote | None
) -> Iterator[Announced]:
    if before is None and after is not None and not after.is_there:
        yield Announced(PrerequisitesAsked(after.transfer_id))


@projection(TechniqueTransfer)
def transfer_made(
    before: TechniqueTransfer | None, after: TechniqueTransfer | None
) -> Iterator[Seen]:
    """Cases done before the transfer was written count too."""
    if before is None and after is not None:
        yield Seen(after.unit_id, after.code)


@sink("technique_cases")
def keep_last_case(cursor: Any, deltas: Iterable[Seen]) -> None:
    """Each transfer's newest case, asked anew: a struck case takes the day back. Three statements,
    and one more for each transfer whose day has moved."""
    pairs = set(deltas)
    places, codes = {each.facility_id for each in pairs}, {each.code for each in pairs}
    known = TechniqueTransfer.objects.filter(unit_id__in=places, code__in=codes)
    transfers = list(
        known.order_by("unit_id", "id").values_list("id", "unit_id", "code", "last_case_on")
    )
    if not transfers:
        return
    cases = counted().filter(facility_id__in=places, code__in=codes)
    newest = {
        (place, code): day
        for place, code, day in cases.values_list("facility_id", "code")
        .annotate(last=Max("day"))
        .order_by()
    }
    told = TransferCase.objects.filter(unit_id__in=places, code__in=codes, is_struck=False)
    for place, code, day in (
        told.values_list("unit_id", "code").annotate(last=Max("day")).order_by()
    ):
        newest[place, code] = max(day, newest.get((place, code), day))
    statement = writer.update_sql(TechniqueTransfer, ("last_case_on",), ("id", "unit_id"))
    for id_, unit_id, code, last_on in transfers:
        day = newest.get((unit_id, code))
        if day != last_on and (unit_id, code) in pairs:
            values = (("last_case_on", day), ("id", id_), ("unit_id", unit_id))
            cursor.execute(
                statement, [writer.prepared(TechniqueTransfer, *each) for each in values]
            )
