"""Invented DICOM objects: a body of ellipses in slices, twelve leads of an even heart. For demo and tests."""

import datetime as dt
import io
import math
from dataclasses import dataclass
from typing import Any

from tuyen.domains.imaging import dicom

CT_CLASS = "1.2.840.10008.5.1.4.1.1.2"
ECG_CLASS = "1.2.840.10008.5.1.4.1.1.9.1.1"
EXPLICIT = "1.2.840.10008.1.2.1"
_LEADS = ("I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6")
# Share of a beat at which each wave stands, its width, and its height in mV in lead II.
_WAVES = ((0.18, 0.025, 0.15), (0.285, 0.008, -0.1), (0.30, 0.011, 1.1), (0.318, 0.009, -0.2))
_T_WAVE = (0.52, 0.045, 0.32)
_PARTS = (0.6, 1.0, 0.4, -0.8, 0.1, 0.7, -0.4, 0.3, 0.7, 1.1, 1.0, 0.8)


@dataclass(frozen=True)
class Subject:
    """What a machine was told of its patient, and when it worked."""

    name: str = "GIANG^THI MAU"
    number: str = "BN0001"
    birth_date: str = "19890302"
    sex: str = "F"
    at: dt.datetime = dt.datetime(2026, 11, 2, 8, 30, tzinfo=dt.UTC)


def uid(*said: object) -> str:
    """The same UID for the same words: a demo made twice is the same demo."""
    import uuid

    return f"2.25.{uuid.uuid5(uuid.NAMESPACE_OID, '/'.join(map(str, said))).int}"


def ct_slice(number: int, *, of: int, side: int = 512, subject: Subject | None = None) -> bytes:
    """One axial slice of a chest: skin, lungs, spine, heart, and a node of 12 mm in the right lung."""
    import numpy as np

    who = subject or Subject()
    spacing = 360.0 / side
    said = _common(who, "CT", CT_CLASS, uid(who.number, who.at, "ct", number))
    said.SeriesDescription, said.StudyDescription = "Ngực, lát 2,5 mm", "CT ngực không tiêm thuốc"
    said.BodyPartExamined, said.PatientPosition = "CHEST", "HFS"
    said.SeriesNumber, said.InstanceNumber = 2, number + 1
    said.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
    said.SliceThickness, said.PixelSpacing = 2.5, [round(spacing, 6)] * 2
    said.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
    said.ImagePositionPatient = [-180.0, -180.0, round(-1000 - 2.5 * number, 2)]
    said.FrameOfReferenceUID = uid(who.number, who.at, "frame")
    said.SamplesPerPixel, said.PhotometricInterpretation = 1, "MONOCHROME2"
    said.Rows = said.Columns = side
    said.BitsAllocated, said.BitsStored, said.HighBit = 16, 16, 15
    said.PixelRepresentation = 1
    said.RescaleIntercept, said.RescaleSlope, said.RescaleType = -1024, 1, "HU"
    said.WindowCenter, said.WindowWidth = [40, -600], [400, 1500]
    values = _chest(number / max(of - 1, 1), side, seed=number)
    said.PixelData = (values + 1024).astype(np.int16).tobytes()
    return _written(said)


def _chest(depth: float, side: int, seed: int) -> Any:
    """Hounsfield units; `depth` 0 at the neck, 1 at the belly."""
    import numpy as np

    x, y = np.meshgrid(np.linspace(-1, 1, side, dtype="f4"), np.linspace(-1, 1, side, dtype="f4"))

    def inside(cx: float, cy: float, rx: float, ry: float) -> Any:
        return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 < 1

    swell = 0.5 + 0.5 * math.sin(math.pi * min(max(depth, 0.05), 0.95))
    values = np.full((side, side), -1000, "f4")
    values[inside(0, 0, 0.92, 0.68)] = -90
    values[inside(0, 0, 0.86, 0.62)] = 45
    for left in (-1, 1):
        values[inside(0.42 * left, -0.03, 0.33 * swell, 0.48 * swell)] = -860
    values[inside(0.12, -0.18, 0.26 * swell, 0.24 * swell)] = 50
    values[inside(0, 0.45, 0.11, 0.12)] = 420
    values[inside(0, 0.45, 0.05, 0.05)] = 60
    values[inside(0.02, 0.02, 0.06, 0.06)] = -1000
    if abs(depth - 0.55) < 0.04:
        values[inside(-0.48, 0.05, 0.033, 0.033)] = 35
    return np.round(values + np.random.default_rng(seed).normal(0, 9, values.shape))


def ecg(*, subject: Subject | None = None, seconds: int = 10, hertz: int = 500) -> bytes:
    """Twelve leads at 75 beats a minute."""
    import numpy as np

    who = subject or Subject()
    said = _common(who, "ECG", ECG_CLASS, uid(who.number, who.at, "ecg"), study="ecg")
    said.StudyDescription, said.SeriesDescription = "Điện tim 12 chuyển đạo", "Lúc nghỉ"
    said.SeriesNumber = said.InstanceNumber = 1
    said.AcquisitionDateTime = said.StudyDate + said.StudyTime
    at = np.arange(seconds * hertz) / hertz
    share = (at / 0.8) % 1
    beat = sum(h * np.exp(-(((share - m) / w) ** 2) / 2) for m, w, h in (*_WAVES, _T_WAVE))
    leads = np.stack([part * beat for part in _PARTS], axis=1)
    group = dicom.library().Dataset()
    group.MultiplexGroupTimeOffset, group.WaveformOriginality = 0, "ORIGINAL"
    group.NumberOfWaveformChannels, group.NumberOfWaveformSamples = len(_LEADS), len(at)
    group.SamplingFrequency = hertz
    group.ChannelDefinitionSequence = [_channel(lead) for lead in _LEADS]
    group.WaveformBitsAllocated, group.WaveformSampleInterpretation = 16, "SS"
    group.add_new(0x54001010, "OW", np.round(leads * 1000).astype("<i2").tobytes())
    said.WaveformSequence = [group]
    said.WaveformAnnotationSequence = [_measured("Heart rate", 75, "/min")]
    return _written(said)


def _channel(lead: str) -> Any:
    channel = dicom.library().Dataset()
    channel.ChannelSourceSequence = [_code(lead, f"Lead {lead}")]
    channel.ChannelSensitivity, channel.ChannelSensitivityCorrectionFactor = 1, 1
    channel.ChannelBaseline, channel.WaveformBitsStored = 0, 16
    channel.ChannelSensitivityUnitsSequence = [_code("uV", "microvolt")]
    return channel


def _measured(name: str, value: float, unit: str) -> Any:
    item = dicom.library().Dataset()
    item.ConceptNameCodeSequence = [_code(name[:16], name)]
    item.NumericValue = value
    item.MeasurementUnitsCodeSequence = [_code(unit, unit)]
    return item


def _code(value: str, meaning: str) -> Any:
    item = dicom.library().Dataset()
    item.CodeValue, item.CodingSchemeDesignator, item.CodeMeaning = value, "99TUYEN", meaning
    return item


def _common(who: Subject, modality: str, sop_class: str, sop_uid: str, study: str = "ct") -> Any:
    said = dicom.library().Dataset()
    said.SpecificCharacterSet = "ISO_IR 192"
    said.SOPClassUID, said.SOPInstanceUID, said.Modality = sop_class, sop_uid, modality
    said.StudyInstanceUID = uid(who.number, who.at, study)
    said.SeriesInstanceUID = uid(who.number, who.at, study, "series")
    said.PatientName, said.PatientID = who.name, who.number
    said.PatientBirthDate, said.PatientSex = who.birth_date, who.sex
    said.StudyDate, said.StudyTime = who.at.strftime("%Y%m%d"), who.at.strftime("%H%M%S")
    said.AccessionNumber = said.StudyID = ""
    said.ReferringPhysicianName = ""
    said.Manufacturer = "TUYEN"
    return said


def _written(said: Any) -> bytes:
    pydicom = dicom.library()
    said.file_meta = pydicom.dataset.FileMetaDataset()
    said.file_meta.TransferSyntaxUID = EXPLICIT
    said.file_meta.MediaStorageSOPClassUID = said.SOPClassUID
    said.file_meta.MediaStorageSOPInstanceUID = said.SOPInstanceUID
    said.preamble = bytes(128)
    file = io.BytesIO()
    pydicom.dcmwrite(file, said, enforce_file_format=True)
    return file.getvalue()
