"""Cases as the other side of a transfer may know them: written by the machine that works for the facility
where they were done, and by no other (ADR 0024)."""

import uuid

from tuyen.core.actor import SYSTEM
from tuyen.core.ids import from_event
from tuyen.domains.techniques.models import TechniqueTransfer, TransferCase
from tuyen.domains.techniques.queries import transfers as queries
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of
from tuyen.platform.nodes.queries import works_for
from tuyen.record.models import Procedure

KEPT = (
    "day",
    "performer_id",
    "performer_name",
    "supervisor_id",
    "supervisor_name",
    "assistants",
    "outcome",
)


def tell(facility_id: uuid.UUID, code: str) -> None:
    """For each transfer of this technique in which the facility is a side; nothing where all is told."""
    if not works_for(facility_id):
        return
    for transfer in queries.open_between(facility_id, code):
        _tell(transfer, facility_id)


def tell_of(transfer_id: uuid.UUID) -> None:
    """All that is known of one transfer, for whichever side works here."""
    transfer = TechniqueTransfer.objects.filter(pk=transfer_id).first()
    if transfer is not None:
        for facility_id in {transfer.unit_id, transfer.giver_unit_id}:
            tell(facility_id, transfer.code)


def _tell(transfer: TechniqueTransfer, facility_id: uuid.UUID) -> None:
    done = {case_id(transfer, row): row for row in queries.tellable(transfer, facility_id)}
    told = {row.id: row for row in queries.told_by(transfer, facility_id)}
    gone = [row for id_, row in told.items() if not row.is_struck and id_ not in done]
    again = [row for id_, row in told.items() if row.is_struck and id_ in done]
    new = [_new(transfer, facility_id, row) for id_, row in done.items() if id_ not in told]
    if not (new or gone or again):
        return
    with changes.apply(actor=SYSTEM, reason="technique.case_told") as log:
        log.create(*new)
        for row in (*gone, *again):
            row.is_struck = not row.is_struck
            log.change(row, ["is_struck"])


def case_id(transfer: TechniqueTransfer, row: Procedure) -> uuid.UUID:
    return from_event(row.id, f"technique.case {transfer.id}")


def _new(transfer: TechniqueTransfer, facility_id: uuid.UUID, row: Procedure) -> TransferCase:
    is_receiver = facility_id == transfer.unit_id
    return row_of(
        TransferCase,
        case_id(transfer, row),
        unit_id=facility_id,
        other_unit_id=transfer.giver_unit_id if is_receiver else transfer.unit_id,
        transfer_id=transfer.id,
        procedure_id=row.id,
        code=transfer.code,
        **{name: getattr(row, name) for name in KEPT},
    )
