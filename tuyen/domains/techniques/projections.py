"""The newest case of each technique that is being transferred, kept while procedures are written."""

import uuid
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.db.models import Max

from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.platform.changes import writer
from tuyen.platform.changes.projections import projection, sink
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
def case_seen(before: Procedure | None, after: Procedure | None) -> Iterator[Seen]:
    for row in (before, after):
        if row is not None:
            yield Seen(row.facility_id, row.code)


@projection(TechniqueTransfer)
def transfer_made(
    before: TechniqueTransfer | None, after: TechniqueTransfer | None
) -> Iterator[Seen]:
    """Cases done before the transfer was written count too."""
    if before is None and after is not None:
        yield Seen(after.unit_id, after.code)


@sink("technique_cases")
def keep_last_case(cursor: Any, deltas: Iterable[Seen]) -> None:
    """Each transfer's newest case, asked anew: a struck case takes the day back."""
    for facility_id, code in sorted(set(deltas)):
        transfers = TechniqueTransfer.objects.filter(unit_id=facility_id, code=code)
        ids = list(transfers.order_by("id").values_list("id", flat=True))
        if not ids:
            continue
        cases = counted().filter(facility_id=facility_id, code=code)
        last_on = cases.aggregate(last=Max("day"))["last"]
        statement = writer.update_sql(TechniqueTransfer, ("last_case_on",), ("id", "unit_id"))
        day = writer.prepared(TechniqueTransfer, "last_case_on", last_on)
        unit = writer.prepared(TechniqueTransfer, "unit_id", facility_id)
        for id_ in ids:
            cursor.execute(statement, [day, writer.prepared(TechniqueTransfer, "id", id_), unit])
