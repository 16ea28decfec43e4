"""Static files leave compressed and are kept: a station's line carries 50 KB a second, the styles and
scripts of a page weigh 200.

A copy of each file of ours is made once, when a server starts, and kept in the data folder under the sum of
its content: nobody compresses by hand and no copy can be older than its file. Brotli where the browser takes
it (HTTPS and localhost), gzip everywhere else. An address that carries the sum of what is served (the tag
`asset`) never changes its content, so a browser does not ask for it again.
"""

import contextlib
import functools
import gzip
import hashlib
import os
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any
from wsgiref.headers import Headers

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

OURS = str(Path(__file__).resolve().parents[2]) + os.sep
KINDS = (".css", ".js", ".svg", ".json")
WORTH_IT = 512  # bytes; a smaller answer fits one packet either way
UNUSED_DAYS = 30  # an earlier version may still serve its own while the next one starts
SUM = 8  # letters of the sum in an address
FOREVER = f"max-age={WhiteNoiseMiddleware.FOREVER}, public, immutable"


_in_use: set[str] = set()


class SmallFilesMiddleware(WhiteNoiseMiddleware):
    """WhiteNoise, with the copies that are not committed beside their files."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if not self.autorefresh:
            sweep(Path(settings.TUYEN_HOME) / "static")

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response: HttpResponseBase = super().__call__(request)
        asked = request.GET.get("v") if request.path_info.startswith(self.static_prefix) else None
        if asked and asked == _sum_served(self.files.get(request.path_info)):
            response["Cache-Control"] = FOREVER
        return response

    def get_static_file(
        self, path: str, url: str, stat_cache: dict[str, os.stat_result] | None = None
    ) -> StaticFile:
        if not path.startswith(OURS) or not path.endswith(KINDS) or not os.path.isfile(path):
            return super().get_static_file(path, url, stat_cache=stat_cache)
        headers = Headers([])
        self.add_mime_headers(headers, path, url)
        self.add_cache_headers(headers, path, url)
        told = os.stat(path)
        sum_, copies = compressed(path, told.st_mtime_ns, told.st_size)
        served = StaticFile(path, headers.items(), encodings=copies)
        served.sum = sum_[:SUM]
        return served


def _sum_served(file: StaticFile | None) -> str:
    return getattr(file, "sum", "")


@functools.lru_cache(maxsize=512)
def compressed(path: str, _changed_ns: int, size: int) -> tuple[str, dict[str, str]]:
    """The file's sum; its copies by their encoding, none where the data folder cannot be written."""
    content = Path(path).read_bytes()
    sum_ = hashlib.sha256(content).hexdigest()
    folder = Path(settings.TUYEN_HOME) / "static"
    if size < WORTH_IT:
        return sum_, {}
    try:
        folder.mkdir(parents=True, exist_ok=True)
        kept = {
            "br": _kept(folder / f"{sum_}.br", content, brotli.compress, brotli.decompress),
            "gzip": _kept(folder / f"{sum_}.gz", content, _gzip, gzip.decompress),
        }
    except OSError:
        kept = {}
    return sum_, kept


def sweep(folder: Path) -> None:
    """Copies that no start has asked for in a while: of earlier versions, or left half by a kill."""
    until = time.time() - UNUSED_DAYS * 24 * 3600
    for copy in folder.glob("*.*"):
        with contextlib.suppress(OSError):
            if str(copy) not in _in_use and copy.stat().st_mtime < until:
                copy.unlink()


Coder = Callable[[bytes], bytes]
BROKEN = (OSError, EOFError, zlib.error, brotli.error)  # what the two decoders say of half a copy


def _kept(copy: Path, content: bytes, compress: Coder, restore: Coder) -> str:
    """Written beside and moved: several servers may start at once."""
    if not _is_whole(copy, content, restore):
        beside = copy.with_suffix(f"{copy.suffix}.{os.getpid()}")
        beside.write_bytes(compress(content))
        beside.replace(copy)
    _in_use.add(str(copy))
    return str(copy)


def _is_whole(copy: Path, content: bytes, restore: Coder) -> bool:
    """A power cut right after the move may leave an empty copy under the right name."""
    try:
        return restore(copy.read_bytes()) == content
    except BROKEN:
        return False


def _gzip(content: bytes) -> bytes:
    return gzip.compress(content, 9, mtime=0)
