"""Frames of a picture for the screen: stored values, and what turns them into grey.

The browser rescales and windows (viewer.js) so that a turn of the window needs no request; `picture`
does the same here by pydicom for thumbnails and for pages without JavaScript. A test holds both together.
"""

import io
import json
import math
import struct
from typing import Any, BinaryIO

from tuyen.domains.imaging import dicom
from tuyen.domains.imaging.rules import lossless, sorting, stream, windows
from tuyen.domains.imaging.rules.faults import Unacceptable
from tuyen.domains.imaging.rules.limits import JPEG, JPEG_2000, JPEG_LOSSLESS

_CM = 3  # unit of an ultrasound region: centimetres (PS3.3 C.8.5.5.1.15)


def require_readable(file: BinaryIO, header: Any) -> None:
    """The first frame opens: what is taken in can be looked at. Unacceptable("syntax") otherwise."""
    try:
        frame(file, header, 0)
    except Unacceptable:
        raise
    except Exception as fault:
        raise Unacceptable("syntax") from fault


def frame(file: BinaryIO, header: Any, index: int) -> Any:
    """Stored values of one frame: rows × columns, or rows × columns × 3 in red, green, blue."""
    syntax = str(header.file_meta.TransferSyntaxUID)
    if syntax in JPEG_LOSSLESS:
        return _lossless(file, header, index)
    if syntax in JPEG | JPEG_2000:
        _require_said_size(file, header, index)
    dicom.library()
    from pydicom.pixels.utils import pixel_array

    file.seek(0)
    array = pixel_array(file, index=index)
    if header.get("PhotometricInterpretation") == "PALETTE COLOR":
        from pydicom.pixels.processing import apply_color_lut

        array = apply_color_lut(array, header)
        array = (array >> 8).astype("uint8") if array.dtype.itemsize == 2 else array
    return array


def _code(file: BinaryIO, header: Any, index: int) -> bytes:
    from pydicom.encaps import get_frame

    file.seek(stream.outline_of(file).pixels_at)  # the frames before it are stepped over, not read
    count = dicom.whole_number(header, "NumberOfFrames") or 1
    return bytes(get_frame(file, index, number_of_frames=count))


def _require_said_size(file: BinaryIO, header: Any, index: int) -> None:
    """A small file whose inner picture is a huge one is stopped before it unpacks."""
    from PIL import Image

    with Image.open(io.BytesIO(_code(file, header, index))) as inside:
        if inside.size != (int(header.Columns), int(header.Rows)):
            raise Unacceptable("bomb")


def _lossless(file: BinaryIO, header: Any, index: int) -> Any:
    import numpy as np

    rows, columns = int(header.Rows), int(header.Columns)
    samples = int(header.get("SamplesPerPixel", 1))
    values = lossless.decoded(_code(file, header, index), rows, columns, samples)
    array = np.frombuffer(values, "<u2")
    if samples == 3:
        return array.reshape(rows, columns, 3).astype("u1")
    array = array.reshape(rows, columns)
    if int(header.PixelRepresentation) == 1:
        shift = 16 - int(header.BitsStored)
        return (array << shift).view("<i2") >> shift
    return array.astype("u1") if int(header.BitsAllocated) == 8 else array


def geometry(header: Any, keyword: str, index: int = 0) -> list[float]:
    """Numbers of the place of a frame: at the top, or in the groups of a picture of many frames."""
    found = dicom.numbers(header, keyword)
    groups = {
        "ImageOrientationPatient": "PlaneOrientationSequence",
        "ImagePositionPatient": "PlanePositionSequence",
        "PixelSpacing": "PixelMeasuresSequence",
    }
    return found or dicom.numbers(_group(header, groups[keyword], index), keyword)


def _group(header: Any, sequence: str, index: int) -> Any:
    """The item that holds for this frame: its own, or the one that all share; the header without either."""
    own = header.get("PerFrameFunctionalGroupsSequence") or []
    shared = header.get("SharedFunctionalGroupsSequence") or []
    for group in [*own[index : index + 1], *shared[:1]]:
        if group.get(sequence):
            return group[sequence][0]
    return header


def _rescale(header: Any, index: int) -> tuple[float, float]:
    place = _group(header, "PixelValueTransformationSequence", index)
    slope, intercept = (
        dicom.numbers(place, "RescaleSlope"),
        dicom.numbers(place, "RescaleIntercept"),
    )
    if not slope or not intercept or slope[0] == 0:
        return 1.0, 0.0
    return slope[0], intercept[0]


def _windows(header: Any, index: int) -> list[windows.Window]:
    place = _group(header, "FrameVOILUTSequence", index)
    said = place.get("WindowCenterWidthExplanation") or []
    labels = [said] if isinstance(said, str) else [str(each) for each in said]
    return windows.usable(
        dicom.numbers(place, "WindowCenter"),
        dicom.numbers(place, "WindowWidth"),
        labels,
        dicom.text(place, "VOILUTFunction") or "LINEAR",
    )


def _spacing(header: Any, index: int) -> tuple[list[float], str]:
    """(mm from row to row and from column to column, where they were measured)."""
    for keyword, kind in (("PixelSpacing", "body"), ("ImagerPixelSpacing", "detector")):
        found = (
            geometry(header, keyword, index) if kind == "body" else dicom.numbers(header, keyword)
        )
        if len(found) == 2 and all(0 < each < 1000 for each in found):
            return found, kind
    for region in (header.get("SequenceOfUltrasoundRegions") or [])[:1]:
        steps = [*dicom.numbers(region, "PhysicalDeltaY"), *dicom.numbers(region, "PhysicalDeltaX")]
        units = {dicom.whole_number(region, f"PhysicalUnits{axis}Direction") for axis in "XY"}
        if len(steps) == 2 and units == {_CM} and all(steps):
            return [abs(each) * 10 for each in steps], "body"
    return [], ""


def _table(header: Any) -> dict[str, Any] | None:
    """A table that the file gives in place of a window (VOI LUT)."""
    for item in (header.get("VOILUTSequence") or [])[:1]:
        count, first, bits = (int(each) for each in item.LUTDescriptor)
        entries = [int(each) for each in _entries(item, header)][: count or 2**16]
        return {"first": first, "most": 2**bits - 1, "entries": entries}
    return None


def _entries(item: Any, header: Any) -> list[int]:
    data = item.LUTData
    if not isinstance(data, bytes):
        return [int(each) for each in data]
    order = "<" if header.file_meta.TransferSyntaxUID.is_little_endian else ">"
    return list(struct.unpack(f"{order}{len(data) // 2}H", data))


def slice_of(file: BinaryIO, index: int) -> bytes:
    """One frame as the viewer takes it: length of the words, the words (JSON), the values.

    Values are little-endian: int16, uint16 or uint8 of one sample, or rgb.
    """
    header = dicom.header(file)
    array = frame(file, header, index)
    if array.ndim == 2 and header.get("ModalityLUTSequence"):
        from pydicom.pixels.processing import apply_modality_lut

        array = apply_modality_lut(array, header)
    kind, array = _sendable(array)
    words = json.dumps(_words(header, index, kind, array), separators=(",", ":")).encode()
    words += b" " * (-len(words) % 8 + 4)  # the values begin where a typed array may
    values: bytes = array.tobytes()
    return struct.pack("<I", len(words)) + words + values


def _sendable(array: Any) -> tuple[str, Any]:
    if array.ndim == 3:
        scaled = array if array.dtype.itemsize == 1 else (array >> 8 * (array.dtype.itemsize - 1))
        return "rgb", scaled.astype("uint8")
    if array.dtype.itemsize == 1 and array.dtype.kind == "u":
        return "uint8", array
    low, high = int(array.min()), int(array.max())
    if low >= 0 and high < 2**16:
        return "uint16", array.astype("<u2")
    if low >= -(2**15) and high < 2**15:
        return "int16", array.astype("<i2")
    return "float32", array.astype("<f4")


def _words(header: Any, index: int, kind: str, array: Any) -> dict[str, Any]:
    slope, intercept = (1.0, 0.0) if header.get("ModalityLUTSequence") else _rescale(header, index)
    spacing, measured = _spacing(header, index)
    low, high = float(array.min()) * slope + intercept, float(array.max()) * slope + intercept
    orientation = geometry(header, "ImageOrientationPatient", index)
    said = {
        "rows": array.shape[0],
        "columns": array.shape[1],
        "kind": kind,
        "slope": slope,
        "intercept": intercept,
        "low": min(low, high),
        "high": max(low, high),
        "isInverted": header.get("PhotometricInterpretation") == "MONOCHROME1",
        "unit": dicom.text(header, "RescaleType", 16)
        or ("HU" if header.get("Modality") == "CT" else ""),
        "windows": [vars(each) for each in _windows(header, index)]
        or [vars(windows.over(low, high))],
        "table": _table(header),
        "spacing": spacing,
        "measured": measured,
        "aspect": _aspect(header, spacing),
        "letters": sorting.letters(orientation),
        "position": sorting.position_mm(
            geometry(header, "ImagePositionPatient", index), orientation
        ),
    }
    return {name: value for name, value in said.items() if value not in (None, [], {}, "")}


def _aspect(header: Any, spacing: list[float]) -> float:
    """Height of a pixel over its width."""
    ratio = spacing or dicom.numbers(header, "PixelAspectRatio")
    if len(ratio) != 2 or not all(map(math.isfinite, ratio)) or min(ratio) <= 0:
        return 1.0
    return ratio[0] / ratio[1]


def picture(
    file: BinaryIO, index: int, *, side: int = 0, window: windows.Window | None = None
) -> bytes:
    """A PNG as the file wants itself shown, or in this window; `side`: longest edge in pixels."""
    from PIL import Image

    header = dicom.header(file)
    array = frame(file, header, index)
    shown = array if array.ndim == 3 else _grey(array, header, index, window)
    if array.ndim == 3:
        shown = _sendable(array)[1]
    drawn = Image.fromarray(shown)
    spacing, _measured = _spacing(header, index)
    drawn = _fitted(drawn, _aspect(header, spacing), side)
    said = io.BytesIO()
    drawn.save(said, "PNG", compress_level=3)
    return said.getvalue()


def _fitted(drawn: Any, aspect: float, side: int) -> Any:
    width, height = drawn.size[0], drawn.size[1] * aspect
    scale = min(side / max(width, height), 1.0) if side else 1.0
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return drawn if size == drawn.size else drawn.resize(size)


def _grey(array: Any, header: Any, index: int, window: windows.Window | None) -> Any:
    import numpy as np
    from pydicom.pixels.processing import apply_modality_lut

    slope, intercept = _rescale(header, index)
    if header.get("ModalityLUTSequence"):
        values = apply_modality_lut(array, header).astype("f8")
    else:
        values = array * slope + intercept
    chosen = window or (_windows(header, index) or [windows.over(values.min(), values.max())])[0]
    shares = np.clip(share(values, chosen), 0, 1)
    if header.get("PhotometricInterpretation") == "MONOCHROME1":
        shares = 1 - shares
    return np.floor(shares * 255 + 0.5 + 1e-9).astype("uint8")


def share(values: Any, window: windows.Window) -> Any:
    """How far up the window each value lies, 0 dark, 1 bright; below and above are cut by the caller."""
    import numpy as np

    values = np.asarray(values, "f8")
    if window.function == "SIGMOID":
        return 1 / (1 + np.exp(-4 * (values - window.center) / window.width))
    if window.function == "LINEAR_EXACT":
        return (values - window.center) / window.width + 0.5
    if window.width <= 1:
        return (values > window.center - 0.5).astype("f8")
    return (values - (window.center - 0.5)) / (window.width - 1) + 0.5
