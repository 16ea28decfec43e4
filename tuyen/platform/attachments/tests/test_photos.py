"""Photographs lose what the telephone wrote into them; the picture itself stays."""

import io
from typing import Any

import pytest
from PIL import Image

from tuyen.platform.attachments import photos, rules
from tuyen.platform.attachments.tests import files

PLACE = b"21.0285N 105.8542E"


def photo(kind: str, orientation: int = 1) -> bytes:
    """Two by four: red on the left, blue on the right, with place and owner in its metadata."""
    picture = Image.new("RGB", (40, 20), (200, 30, 30))
    picture.paste((30, 30, 200), (20, 0, 40, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x013B] = PLACE.decode()
    said = io.BytesIO()
    picture.save(said, kind, exif=exif, **({"comment": PLACE} if kind == "JPEG" else {}))
    return said.getvalue()


def pixels(content: bytes) -> Any:
    return Image.open(io.BytesIO(content)).convert("RGB").tobytes()


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_place_and_owner_go_and_every_pixel_stays(kind: str) -> None:
    before = photo(kind)
    assert PLACE in before

    after = b"".join(photos.without_traces([before[:100], before[100:]]))

    assert PLACE not in after
    assert not Image.open(io.BytesIO(after)).getexif()
    assert pixels(after) == pixels(before)
    assert rules.content_type_of(io.BytesIO(after)) == f"image/{kind.lower()}"


def test_a_photo_taken_sideways_stands_upright_without_its_sign() -> None:
    after = photos.cleaned(photo("JPEG", orientation=6))

    upright = Image.open(io.BytesIO(after))
    assert upright.size == (20, 40)
    assert upright.getpixel((10, 5))[0] > 150
    assert PLACE not in after


def test_what_is_put_behind_the_end_of_a_photo_goes_too() -> None:
    after = photos.cleaned(photo("JPEG") + b"PK trailing")

    assert after.endswith(b"\xff\xd9")


@pytest.mark.parametrize("content", [files.pdf(), b"\xff\xd8\xff", files.webp(), b""])
def test_other_files_and_broken_ones_stay_as_they_came(content: bytes) -> None:
    assert b"".join(photos.without_traces([content])) == content
