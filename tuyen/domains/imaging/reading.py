"""One DICOM file read into what the record keeps of it."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, BinaryIO

from tuyen.core import clock
from tuyen.domains.imaging import dicom, pixels
from tuyen.domains.imaging.rules import limits, sorting, stream
from tuyen.domains.imaging.rules.faults import Unacceptable
from tuyen.domains.imaging.rules.identity import Named


@dataclass(frozen=True)
class Found:
    """What a file says: of whom, of which study and series, and what is in it."""

    named: Named
    patient_number: str
    study: dict[str, Any]
    instance: dict[str, Any]

    @property
    def subject(self) -> tuple[str, str]:
        return self.patient_number, self.named.name


def read(file: BinaryIO) -> Found:
    """Unacceptable for a file that this program does not keep."""
    outline = stream.outline_of(file)
    size = limits.size_of(outline)
    header = dicom.header(file)
    try:
        found = _found(header, size, is_waveform=not outline.has_pixels)
    except (AttributeError, TypeError, ValueError, KeyError) as fault:
        raise Unacceptable("malformed") from fault
    if outline.has_pixels and outline.transfer_syntax not in limits.NATIVE:
        pixels.require_readable(file, header)
    return found


def _found(header: Any, size: limits.Size, *, is_waveform: bool) -> Found:
    study_uid, sop_uid = (
        dicom.text(header, "StudyInstanceUID", 64),
        dicom.text(header, "SOPInstanceUID", 64),
    )
    if not study_uid or not sop_uid:
        raise Unacceptable("no_identity")
    modality = dicom.text(header, "Modality", 16) or ("ECG" if is_waveform else "OT")
    orientation = pixels.geometry(header, "ImageOrientationPatient")
    return Found(
        named=Named(
            name=dicom.text(header, "PatientName", 120).replace("^", " ").partition("=")[0].strip(),
            born_on=_day(dicom.text(header, "PatientBirthDate")),
            sex=dicom.text(header, "PatientSex", 1),
        ),
        patient_number=dicom.text(header, "PatientID", 64),
        study={
            "study_uid": study_uid,
            "accession": dicom.text(header, "AccessionNumber", 40),
            "modality": modality,
            "body_part": dicom.text(header, "BodyPartExamined", 40),
            "title": dicom.text(header, "StudyDescription"),
            "performed_at": _instant(header),
        },
        instance={
            "series_uid": dicom.text(header, "SeriesInstanceUID", 64) or study_uid,
            "series_number": dicom.whole_number(header, "SeriesNumber"),
            "series_title": dicom.text(header, "SeriesDescription"),
            "modality": modality,
            "sop_uid": sop_uid,
            "sop_class": dicom.text(header, "SOPClassUID", 64),
            "number": dicom.whole_number(header, "InstanceNumber"),
            "plane": sorting.orientation_text(orientation),
            "position_mm": sorting.position_mm(
                pixels.geometry(header, "ImagePositionPatient"), orientation
            ),
            "rows": size.rows,
            "columns": size.columns,
            "frames": size.frames,
            "is_waveform": is_waveform,
        },
    )


def _day(text: str) -> dt.date | None:
    digits = text.replace(".", "")[:8]
    try:
        return dt.datetime.strptime(digits, "%Y%m%d").date()  # noqa: DTZ007  a day has no zone
    except ValueError:
        return None


_MOMENTS = (
    ("AcquisitionDate", "AcquisitionTime"),
    ("SeriesDate", "SeriesTime"),
    ("StudyDate", "StudyTime"),
)


def _instant(header: Any) -> dt.datetime | None:
    """When the study began: machines here keep Vietnamese time; one that lies ahead is no date."""
    days = [(day, time) for day, time in reversed(_MOMENTS) if _day(dicom.text(header, day))]
    if not days:
        return None
    day = _day(dicom.text(header, days[0][0]))
    assert day is not None
    said = dicom.text(header, days[0][1]).replace(":", "")
    time = dt.time()
    if len(said) >= 4 and said[:4].isdigit() and int(said[:2]) < 24 and int(said[2:4]) < 60:
        time = dt.time(int(said[:2]), int(said[2:4]))
    at = dt.datetime.combine(day, time, clock.VIETNAM)
    return at if at.year > 1900 and at <= clock.now() + dt.timedelta(days=1) else None
