"""Small pictures for lists: made once, kept beside the bytes under their fingerprint, thrown away at will."""

import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

SIDES = (160, 320, 1024)  # longest edge; a few only, so that nobody fills the disk with sizes
WEBP = "image/webp"
_QUALITY = {160: 50, 320: 60, 1024: 72}
_MOST_PIXELS = 80_000_000


def side_of(said: str) -> int:
    """The next larger size that is made; 0 where none was asked for."""
    if not said.isdecimal() or len(said) > 5 or not int(said):
        return 0
    return next((side for side in SIDES if side >= int(said)), SIDES[-1])


def kept(name: str, side: int, make: Callable[[], bytes]) -> bytes:
    """WebP under this name and size, made when it is not there yet. name: a fingerprint, and a frame."""
    path = _path(name, side)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = make()
    _keep(path, made)
    return made


def of_photo(file: BinaryIO, side: int) -> bytes:
    """OSError or ValueError for what is no picture or unpacks too large."""
    from PIL import Image, ImageOps

    with Image.open(file) as picture:
        if picture.size[0] * picture.size[1] > _MOST_PIXELS:
            raise ValueError(picture.size)
        picture.draft("RGB", (side * 2, side * 2))
        return packed(ImageOps.exif_transpose(picture), side)


def packed(picture: Any, side: int) -> bytes:
    """A Pillow picture as a small WebP."""
    small = picture if picture.mode in ("L", "RGB") else picture.convert("RGB")
    small.thumbnail((side, side))
    said = io.BytesIO()
    small.save(said, "WEBP", quality=_QUALITY[side], method=2)
    return said.getvalue()


def _path(name: str, side: int) -> Path:
    if not name.replace("-", "").isalnum():
        raise ValueError(name)
    return Path(settings.MEDIA_ROOT) / "thumbs" / name[:2] / f"{name}-{side}.webp"


def _keep(path: Path, made: bytes) -> None:
    """A full disk only means that it is made again next time."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, passing = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(made)
        os.replace(passing, path)
    except OSError:
        return
