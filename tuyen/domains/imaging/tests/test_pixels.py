"""Values on the screen are those of pydicom: rescaled, windowed, packed or not."""

import io
import json
from typing import Any

import numpy as np
import pytest
from django.test import Client
from django.urls import reverse

from tests.statements import counted
from tuyen.domains.imaging import dicom, pixels, synthetic
from tuyen.domains.imaging.rules import lossless, windows
from tuyen.domains.imaging.tests.conftest import reference, sent
from tuyen.platform.attachments.models import Blob
from tuyen.record.models import ImagingInstance
from tuyen.registry.persons.models import Person

KINDS = {"int16": "<i2", "uint16": "<u2", "uint8": "u1", "rgb": "u1", "float32": "<f4"}
GREY = ["CT_small", "MR_small", "MR_small_RLE", "MR_small_implicit", "MR_small_bigendian"]
GREY += ["MR_small_jp2klossless", "693_J2KI", "examples_overlay", "JPEG2000"]
COLOURED = ["SC_rgb_rle", "examples_rgb_color"]


def opened(content: bytes) -> tuple[dict[str, Any], Any]:
    """Words and values of the first frame, as the browser reads them."""
    said = pixels.slice_of(io.BytesIO(content), 0)
    length = int.from_bytes(said[:4], "little")
    words = json.loads(said[4 : 4 + length])
    values = np.frombuffer(said[4 + length :], KINDS[words["kind"]])
    shape = (
        (words["rows"], words["columns"], 3)
        if words["kind"] == "rgb"
        else (words["rows"], words["columns"])
    )
    return words, values.reshape(shape)


def expected(content: bytes) -> Any:
    """Eight bits of grey as pydicom makes them: modality, then the file's window."""
    from pydicom.pixels import apply_modality_lut, apply_voi_lut

    dataset = dicom.library().dcmread(io.BytesIO(content))
    stored = dataset.pixel_array
    shown = apply_voi_lut(apply_modality_lut(stored, dataset), dataset).astype("f8")
    bits = int(dataset.BitsStored)
    low, high = (
        (0, 2**bits - 1)
        if dataset.PixelRepresentation == 0
        else (-(2 ** (bits - 1)), 2 ** (bits - 1) - 1)
    )
    slope, intercept = (
        float(dataset.get("RescaleSlope", 1)),
        float(dataset.get("RescaleIntercept", 0)),
    )
    low, high = low * slope + intercept, high * slope + intercept
    return np.floor((shown - low) / (high - low) * 255 + 0.5 + 1e-9).astype("u1")


@pytest.mark.capability("B6")
@pytest.mark.parametrize("name", GREY)
def test_stored_values_and_rescaling_are_those_of_pydicom(name: str) -> None:
    """Raw values, slope and intercept of reference slices, packed by RLE, JPEG 2000 or not at all."""
    from pydicom.pixels import apply_modality_lut

    dataset = dicom.library().dcmread(io.BytesIO(reference(name)))

    words, values = opened(reference(name))

    wanted = apply_modality_lut(dataset.pixel_array, dataset)
    assert np.array_equal(values * words["slope"] + words["intercept"], wanted)


@pytest.mark.parametrize("name", ["MR_small", "MR_small_RLE", "693_J2KI", "examples_overlay"])
def test_a_preview_is_windowed_as_pydicom_does(name: str) -> None:
    from PIL import Image

    content = reference(name)

    drawn = np.asarray(Image.open(io.BytesIO(pixels.picture(io.BytesIO(content), 0))))

    assert np.array_equal(drawn, expected(content))


@pytest.mark.parametrize("name", COLOURED)
def test_colours_come_as_red_green_blue(name: str) -> None:
    dataset = dicom.library().dcmread(io.BytesIO(reference(name)))

    words, values = opened(reference(name))

    assert words["kind"] == "rgb"
    assert np.array_equal(values, dataset.pixel_array)


def test_brightness_with_two_colours_becomes_red_green_blue() -> None:
    _words, values = opened(reference("SC_ybr_full_422_uncompressed"))

    assert values[5, 50].tolist() == [254, 0, 0]


def test_colours_packed_without_loss_come_whole() -> None:
    """The twin of this file is known: red, then white with a red tint, white at the foot."""
    _words, values = opened(reference("SC_rgb_jpeg_gdcm"))

    assert values[5, 50].tolist() == [255, 0, 0]
    assert values[15, 50].tolist() == [255, 128, 128]
    assert values[95, 50].tolist() == [255, 255, 255]


def packed(values: Any, precision: int) -> bytes:
    """JPEG lossless, predictor 1, with a table in which every size has a code of five bits."""
    rows, columns = values.shape
    head = b"\xff\xd8\xff\xc3" + (11).to_bytes(2, "big")
    head += (
        bytes([precision])
        + rows.to_bytes(2, "big")
        + columns.to_bytes(2, "big")
        + b"\x01\x01\x11\0"
    )
    counts = bytes([0, 0, 0, 0, 17]) + bytes(11)
    head += b"\xff\xc4" + (2 + 17 + 17).to_bytes(2, "big") + b"\0" + counts + bytes(range(17))
    head += b"\xff\xda" + (8).to_bytes(2, "big") + b"\x01\x01\0\x01\0\0"
    bits = []
    for (row, column), value in np.ndenumerate(values.astype(int)):
        near = (
            values[row, column - 1]
            if column
            else values[row - 1, 0]
            if row
            else 1 << (precision - 1)
        )
        difference = (int(value) - int(near) + 2**15) % 2**16 - 2**15
        size = 16 if difference == -(2**15) else abs(difference).bit_length()
        bits.append(f"{size:05b}")
        if 0 < size < 16:
            bits.append(
                f"{difference if difference > 0 else difference + (1 << size) - 1:0{size}b}"
            )
    said = "".join(bits)
    said += "1" * (-len(said) % 8)
    body = int(said, 2).to_bytes(len(said) // 8, "big").replace(b"\xff", b"\xff\0")
    return head + body + b"\xff\xd9"


@pytest.mark.parametrize("precision", [8, 12, 16])
def test_lossless_jpeg_gives_back_every_value(precision: int) -> None:
    values = np.random.default_rng(7).integers(0, 2**precision, (37, 29), dtype="u2")

    said = lossless.decoded(packed(values, precision), 37, 29)

    assert np.array_equal(np.frombuffer(said, "<u2").reshape(37, 29), values)


def test_lossless_jpeg_of_another_size_than_the_file_says_is_refused() -> None:
    code = packed(np.zeros((8, 8), "u2"), 12)

    with pytest.raises(lossless.Unacceptable):
        lossless.decoded(code, 64, 64)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_every_window_function_is_that_of_pydicom(function: str) -> None:
    from pydicom.pixels import apply_windowing

    dataset = dicom.library().Dataset()
    dataset.PhotometricInterpretation, dataset.BitsStored = "MONOCHROME2", 12
    dataset.PixelRepresentation, dataset.VOILUTFunction = 0, function
    dataset.WindowCenter, dataset.WindowWidth = 1200, 777
    values = np.arange(4096, dtype="u2")

    said = np.clip(pixels.share(values, windows.Window(1200, 777, function=function)), 0, 1)

    assert np.allclose(said * 4095, apply_windowing(values, dataset), atol=1e-9)


@pytest.mark.django_db
def test_a_slice_travels_packed_and_costs_few_statements(browser: Client, patient: Person) -> None:
    sent(browser, patient, synthetic.ct_slice(0, of=3, side=256))
    row = ImagingInstance.objects.get()
    url = reverse("imaging:slice", args=[row.study_id, row.id, 0])
    browser.get(url)

    with counted() as statements:
        answer = browser.get(url, headers={"accept-encoding": "gzip"})

    assert answer["Content-Encoding"] == "gzip"
    assert "no-store" in answer["Cache-Control"]
    assert len(answer.content) < 256 * 256 * 2
    assert len(statements) <= 6


@pytest.mark.django_db
def test_a_study_opens_with_few_statements(browser: Client, patient: Person) -> None:
    sent(browser, patient, *(synthetic.ct_slice(n, of=5, side=32) for n in range(5)))
    url = reverse("imaging:study", args=[ImagingInstance.objects.all()[0].study_id])
    browser.get(url)

    with counted() as statements:
        browser.get(url)

    assert len(statements) <= 8


@pytest.mark.django_db
def test_a_picture_that_waits_for_the_scanner_is_not_shown(
    browser: Client, patient: Person
) -> None:
    sent(browser, patient, synthetic.ct_slice(0, of=3, side=32))
    row = ImagingInstance.objects.get()
    Blob.objects.update(state="held")

    answer = browser.get(reverse("imaging:slice", args=[row.study_id, row.id, 0]))

    assert answer.status_code == 422
    assert "chờ quét" in answer.content.decode()


@pytest.mark.parametrize("name, frame", [("examples_ybr_color", 29), ("SC_rgb_rle_2frame", 1)])
def test_a_later_frame_of_a_film_is_its_own(name: str, frame: int) -> None:
    film = dicom.library().dcmread(io.BytesIO(reference(name)))

    file = io.BytesIO(reference(name))
    values = pixels.frame(file, dicom.header(file), frame)

    assert np.array_equal(values, film.pixel_array[frame])


@pytest.mark.django_db
def test_a_frame_that_is_not_there_is_not_found(browser: Client, patient: Person) -> None:
    sent(browser, patient, synthetic.ct_slice(0, of=3, side=32))
    row = ImagingInstance.objects.get()

    answer = browser.get(reverse("imaging:slice", args=[row.study_id, row.id, 5]))

    assert answer.status_code == 404
