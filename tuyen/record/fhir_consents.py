"""What a person decided about the use of their data, as FHIR R4 Consent."""

import uuid

from tuyen.core import clock, fhir, rulebook
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import Consent
from tuyen.record.rules.consents import PURPOSES

_SCOPES = f"{fhir.TERMINOLOGY}/consentscope"
_CONSENT_DOCUMENT = "59284-0"  # LOINC: consent document
RESEARCH = "research"


def status_of(row: Consent) -> str:
    """A no is `rejected`; a yes holds until it is taken back."""
    if not row.is_given:
        return "rejected"
    return "inactive" if row.withdrawn_at else "active"


def consent(row: Consent, subject_id: uuid.UUID) -> Resource:
    """`policyRule` names the law that asks; the paper that was signed stands in `sourceReference`."""
    scope = RESEARCH if row.purpose == RESEARCH else "patient-privacy"
    purpose = f"{fhir.OUR_CODES}:consent-purpose"
    return fhir.resource(
        "Consent",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        status=status_of(row),
        scope=fhir.concept(_SCOPES, scope),
        category=[
            fhir.concept(fhir.LOINC, _CONSENT_DOCUMENT),
            fhir.concept(purpose, row.purpose, text=row.wording),
        ],
        patient=fhir.reference("Patient", subject_id),
        dateTime=fhir.day(row.given_at),
        performer=[_decider(row, subject_id)],
        organization=[fhir.reference("Organization", row.unit_id, row.taken_by_name)],
        sourceReference=fhir.reference("DocumentReference", row.document_id),
        policyRule={"text": rulebook.on(PURPOSES, clock.day_of(row.given_at)).legal_basis},
        provision=fhir.clean(
            {
                "type": "permit" if row.is_given else "deny",
                "period": fhir.clean(
                    {"start": fhir.day(row.given_at), "end": fhir.day(row.withdrawn_at)}
                ),
                "purpose": [fhir.coding(purpose, row.purpose)],
            }
        ),
    )


def _decider(row: Consent, subject_id: uuid.UUID) -> Resource | None:
    """The person, or somebody who decides for them: known by name only."""
    return fhir.reference(
        "Patient", subject_id if row.given_by_relation == "self" else None, row.given_by_name
    )
