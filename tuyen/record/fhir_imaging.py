"""Imaging studies as FHIR R4. The pictures themselves stay here: who may see them opens the page."""

import uuid
from collections.abc import Iterable, Sequence
from itertools import groupby

from tuyen.core import fhir
from tuyen.core.fhir import Resource
from tuyen.platform.changes.hlc import ms_of
from tuyen.record.models import ImagingInstance, ImagingStudy

_DICOM = "http://dicom.nema.org/resources/ontology/DCM"
_URI = "urn:ietf:rfc:3986"


def imaging_study(
    row: ImagingStudy, subject_id: uuid.UUID, instances: Sequence[ImagingInstance] = ()
) -> Resource:
    series = _series(instances)
    return fhir.resource(
        "ImagingStudy",
        row.id,
        meta=fhir.meta(row.hlc, ms_of(row.hlc)),
        identifier=[{"system": "urn:dicom:uid", "value": f"urn:oid:{row.study_uid}"}],
        status=row.status,
        modality=[fhir.coding(_DICOM, code) for code in _modalities(row, instances)],
        subject=fhir.reference("Patient", subject_id),
        encounter=fhir.reference("Encounter", row.encounter_id),
        started=fhir.day(row.performed_at),
        numberOfSeries=len(series),
        numberOfInstances=len(instances),
        location=fhir.reference("Location", row.unit_id),
        description=row.title,
        series=series,
    )


def _modalities(row: ImagingStudy, instances: Iterable[ImagingInstance]) -> list[str]:
    return sorted({each.modality for each in instances} or {row.modality})


def _series(instances: Iterable[ImagingInstance]) -> list[Resource]:
    rows = sorted(instances, key=lambda each: (each.series_uid, each.number or 0, each.sop_uid))
    return [_one(uid, list(found)) for uid, found in groupby(rows, key=lambda row: row.series_uid)]


def _one(uid: str, rows: list[ImagingInstance]) -> Resource:
    first = rows[0]
    number = first.series_number
    return fhir.clean(
        {
            "uid": uid,
            "number": number if number is not None and number >= 0 else None,
            "modality": fhir.coding(_DICOM, first.modality),
            "description": first.series_title,
            "numberOfInstances": len(rows),
            "instance": [_instance(row) for row in rows],
        }
    )


def _instance(row: ImagingInstance) -> Resource:
    return fhir.clean(
        {
            "uid": row.sop_uid,
            "sopClass": fhir.coding(_URI, f"urn:oid:{row.sop_class}"),
            "number": row.number if row.number is not None and row.number >= 0 else None,
        }
    )
