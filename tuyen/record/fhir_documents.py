"""Papers of a chart as FHIR R4 DocumentReference: where the bytes are, what they are, whose case."""

import uuid

from tuyen.core import fhir
from tuyen.core.fhir import LOINC, Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import ConsultPaper, Document
from tuyen.record.models.documents import SIGNED_KIND

CONSULT_NOTE = "11488-4"
_DIGEST = f"{fhir.OUR_CODES}:identifier:sha256"  # Attachment.hash is SHA-1 in R4


def document_reference(
    row: Document, subject_id: uuid.UUID, url: str, paper: ConsultPaper | None = None
) -> Resource:
    """url: where the bytes are. paper: what ties minutes or an advice to their case.

    Papers and photographs alike; one that answers an order names it among what it is related to.
    """
    asked = [paper.consult_id if paper else None, row.order_id]
    related = [{"reference": f"ServiceRequest/{each}"} for each in asked if each]
    kinds = [fhir.coding(f"{fhir.OUR_CODES}:document-kind", row.kind)]
    if paper is not None:
        kinds.append(fhir.coding(LOINC, CONSULT_NOTE, "Consult note"))
        kinds.append(fhir.coding(f"{fhir.OUR_CODES}:consult-paper", paper.kind))
    return fhir.resource(
        "DocumentReference",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        identifier=[fhir.identifier(_DIGEST, row.sha256)],
        status="current",
        docStatus="final" if row.kind == SIGNED_KIND else None,
        type={"coding": kinds, "text": row.title},
        subject=fhir.reference("Patient", subject_id),
        date=row.added_at.isoformat(),
        relatesTo=[
            {"code": "replaces", "target": {"reference": f"DocumentReference/{row.amends_id}"}}
        ]
        if row.amends_id
        else [],
        content=[
            {
                "attachment": {
                    "contentType": row.content_type,
                    "url": url,
                    "size": row.size_bytes,
                    "title": row.title,
                    "creation": row.added_at.isoformat(),
                }
            }
        ],
        context=fhir.clean(
            {
                "encounter": [each]
                if (each := fhir.reference("Encounter", row.encounter_id))
                else [],
                "related": related,
            }
        ),
    )
