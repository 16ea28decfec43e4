"""Curves of an ECG as paths on millimetre paper, and what the machine measured itself."""

from dataclasses import dataclass, field
from typing import Any, BinaryIO

from tuyen.domains.imaging import dicom
from tuyen.domains.imaging.rules import layout

_TO_MILLIVOLTS = {"uV": 0.001, "mV": 1.0, "V": 1000.0}
MOST_CHANNELS = 24
MOST_SAMPLES = 2_000_000
MOST_SECONDS = 60


@dataclass(frozen=True)
class Curve:
    """A lead with its path (hundredths of a millimetre) and where its name stands."""

    lead: str
    path: str
    label_x: int
    label_y: int


@dataclass(frozen=True)
class Paper:
    """One set of curves on one sheet; lengths in hundredths of a millimetre."""

    width: int
    height: int
    speed: int
    gain: int
    hertz: float
    seconds: float
    curves: list[Curve] = field(default_factory=list)

    @property
    def width_mm(self) -> int:
        return self.width // 100

    @property
    def height_mm(self) -> int:
        return self.height // 100


def papers(file: BinaryIO, *, speed: int, gain: int) -> tuple[list[Paper], list[tuple[str, str]]]:
    """(sheets, measurements of the machine). Only voltages are drawn."""
    dataset = dicom.whole(file)
    sheets = [
        sheet
        for at, group in enumerate(dataset.WaveformSequence)
        if (sheet := _paper(dataset, at, group, speed, gain)) is not None
    ]
    return sheets, _measurements(dataset)


def _paper(dataset: Any, at: int, group: Any, speed: int, gain: int) -> Paper | None:
    channels = list(group.ChannelDefinitionSequence)
    count, hertz = int(group.NumberOfWaveformSamples), float(group.SamplingFrequency)
    if not (0 < len(channels) <= MOST_CHANNELS and count > 0 and hertz > 0):
        return None
    if count * len(channels) > MOST_SAMPLES:
        return None
    scales = [_scale(channel) for channel in channels]
    values = dataset.waveform_array(at)[: int(MOST_SECONDS * hertz)]
    leads = [_lead(channel, number) for number, channel in enumerate(channels, start=1)]
    seconds = len(values) / hertz
    strips, width, height = layout.strips(leads, seconds, speed)
    curves = []
    for strip in strips:
        column = leads.index(strip.lead)
        part = values[int(strip.from_s * hertz) : int(strip.to_s * hertz), column]
        path = layout.path(
            (part * scales[column]).tolist(), strip, hertz=hertz, speed=speed, gain=gain
        )
        x, y = round(strip.x_mm * 100) + 100, round((strip.y_mm - 0.3 * layout.ROW_MM) * 100)
        curves.append(Curve(strip.lead, path, x, y))
    return Paper(round(width * 100), round(height * 100), speed, gain, hertz, seconds, curves)


def _scale(channel: Any) -> float:
    """From the file's unit to millivolts; a channel without a unit is read as microvolts."""
    units = channel.get("ChannelSensitivityUnitsSequence") or []
    code = str(units[0].get("CodeValue", "uV")) if units else "uV"
    return _TO_MILLIVOLTS.get(code, 0.001)


def _lead(channel: Any, number: int) -> str:
    source = channel.get("ChannelSourceSequence") or []
    said = dicom.text(source[0], "CodeMeaning", 40) if source else ""
    return layout.lead_name(said or dicom.text(channel, "ChannelLabel", 40) or str(number))


def _measurements(dataset: Any) -> list[tuple[str, str]]:
    """Heart rate, PR, QRS, QT … as the machine wrote them: shown as its own words, never as ours."""
    found = []
    for each in (dataset.get("WaveformAnnotationSequence") or [])[:40]:
        names, value = each.get("ConceptNameCodeSequence") or [], each.get("NumericValue")
        if not names or value is None:
            continue
        units = each.get("MeasurementUnitsCodeSequence") or []
        unit = dicom.text(units[0], "CodeValue", 10) if units else ""
        found.append((dicom.text(names[0], "CodeMeaning", 60), f"{value} {unit}".strip()))
    return found
