"""Small pictures for pages of many: a few kilobytes, made once, never from what is no picture."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.http import Http404
from PIL import Image

from tests.network import actor_at, node
from tuyen.platform.attachments import actions, store, thumbs
from tuyen.platform.attachments.answer import small_picture
from tuyen.platform.attachments.models import Blob, BlobState
from tuyen.platform.attachments.tests import files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "blobs"
    settings.TUYEN_CLAMD = ""


def kept(content: bytes) -> Blob:
    nurse = actor_at(node("Trạm Y tế xã Mẫu"), "station_nurse")
    return actions.keep(chunks=[content], by=nurse)


def photo(width: int, height: int) -> bytes:
    said = io.BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(said, "JPEG")
    return said.getvalue()


def small(blob: Blob, side: int = 160) -> bytes:
    return small_picture(blob.sha256, may_read=lambda: True, side=side).content


def test_a_small_picture_keeps_its_shape_and_is_made_once() -> None:
    blob = kept(photo(1600, 800))
    made = small(blob)
    store.path_of(blob.sha256).unlink()

    with Image.open(io.BytesIO(made)) as picture:
        assert (picture.format, picture.size) == ("WEBP", (160, 80))
    assert small(blob) == made


@pytest.mark.parametrize("content", [files.pdf(), files.jpeg(), files.webp()])
def test_what_cannot_be_drawn_is_not_there(content: bytes) -> None:
    blob = kept(content)

    with pytest.raises(Http404):
        small(blob)


def test_an_infected_picture_has_no_small_one_either() -> None:
    blob = kept(photo(640, 480))
    small(blob)
    Blob.objects.update(state=BlobState.INFECTED)

    with pytest.raises(Http404):
        small(blob)


@pytest.mark.parametrize(
    "said, side", [("", 0), ("0", 0), ("x", 0), ("1", 160), ("200", 320), ("99999", 1024)]
)
def test_only_a_few_sizes_are_made(said: str, side: int) -> None:
    assert thumbs.side_of(said) == side
