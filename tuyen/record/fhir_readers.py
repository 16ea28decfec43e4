"""Who looked at a record, as FHIR R4 AuditEvent."""

import uuid
from collections.abc import Mapping, Sequence

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.access.chart_access import Ground
from tuyen.platform.access.models import ReadLog
from tuyen.platform.accounts.queries import full_names
from tuyen.record.queries.readers import page_names
from tuyen.registry.facilities.queries import names_of

_TYPES = f"{fhir.TERMINOLOGY}/audit-event-type"
_REASONS = f"{fhir.TERMINOLOGY}/v3-ActReason"
_ROLES = f"{fhir.TERMINOLOGY}/object-role"
BREAK_GLASS = ("BTG", "break the glass")
TREATMENT = ("TREAT", "treatment")


def audit_events(rows: Sequence[ReadLog], subject_id: uuid.UUID) -> list[Resource]:
    """Each reading with the names of account and unit: two statements for any number."""
    names = full_names({row.account_id for row in rows})
    units = names_of(row.unit_id for row in rows if row.unit_id)
    pages = page_names()
    return [_event(row, subject_id, names, units, pages.get(row.what, row.what)) for row in rows]


def _event(
    row: ReadLog,
    subject_id: uuid.UUID,
    names: Mapping[uuid.UUID, str],
    units: Mapping[uuid.UUID, str],
    page: str,
) -> Resource:
    """The reader is known by account: not every account is a member of staff."""
    reason = BREAK_GLASS if row.ground == Ground.BREAK_GLASS else TREATMENT
    unit = units.get(row.unit_id, "") if row.unit_id else ""
    return fhir.resource(
        "AuditEvent",
        row.id,
        meta=fhir.meta(1, int(row.at.timestamp() * 1000)),
        type=fhir.coding(_TYPES, "rest", "RESTful Operation"),
        action="R",
        recorded=fhir.day(row.at),
        outcome="0",
        purposeOfEvent=[fhir.concept(_REASONS, *reason)] if row.ground != "report" else [],
        agent=[
            fhir.clean(
                {
                    "who": {"display": names.get(row.account_id, "") or str(row.account_id)},
                    "altId": str(row.account_id),
                }
            )
            | {"requestor": True}
        ],
        source={
            "observer": fhir.reference("Organization", row.unit_id, unit) or {"display": "Tuyến"}
        },
        entity=[
            {
                "what": fhir.reference("Patient", subject_id),
                "role": fhir.coding(_ROLES, "1", "Patient"),
                "description": page,
            }
        ],
    )
