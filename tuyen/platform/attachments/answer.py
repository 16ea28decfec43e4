"""Handing bytes out: only after the caller's own permission, never as a page."""

from collections.abc import Callable
from typing import BinaryIO, TypeVar

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.attachments import rules, store, thumbs
from tuyen.platform.attachments.models import Blob, BlobState

Answer = TypeVar("Answer", bound=HttpResponseBase)


def download(
    sha256: str, *, may_read: Callable[[], bool], name: str, in_page: bool = False
) -> FileResponse:
    """The answer to a request for a file. `may_read` is asked first; no is 404, like not being there.

    name: what the file is called for the user, without ending. in_page: a picture inside a page of
    ours; other kinds are always saved, never shown.
    """
    blob = _readable(sha256, may_read)
    file = _opened(sha256)
    is_saved = not (in_page and blob.content_type in rules.SHOWN_IN_PAGE)
    answer = FileResponse(
        file,
        as_attachment=is_saved,
        filename=get_valid_filename(name or "tep") + rules.ENDING[blob.content_type],
        content_type=blob.content_type,
    )
    return _guarded(answer)


def small_picture(sha256: str, *, may_read: Callable[[], bool], side: int) -> HttpResponse:
    """A picture for a list of pictures, a few kilobytes; 404 for what is no picture."""
    blob = _readable(sha256, may_read)
    if blob.content_type not in rules.SHOWN_IN_PAGE:
        raise Http404

    def make() -> bytes:
        with _opened(sha256) as file:
            return thumbs.of_photo(file, side)

    try:
        made = thumbs.kept(sha256, side, make)
    except (OSError, SyntaxError, ValueError):
        raise Http404 from None
    return _guarded(HttpResponse(made, content_type=thumbs.WEBP))


def _readable(sha256: str, may_read: Callable[[], bool]) -> Blob:
    if not may_read():
        raise Http404
    blob = Blob.objects.filter(sha256=sha256).first()
    if blob is None:  # a record of another node names it, and files come after records
        raise _not_here()
    if blob.state == BlobState.INFECTED:
        raise Http404
    if blob.state == BlobState.HELD:
        raise Refused(_("Tệp đang chờ quét vi-rút. Xin mở lại sau ít phút."), code="held")
    return blob


def _opened(sha256: str) -> BinaryIO:
    try:
        return store.open_blob(sha256)
    except FileNotFoundError:
        raise _not_here() from None


def _not_here() -> Refused:
    return Refused(_("Tệp này chưa được chuyển về máy. Xin thử lại khi có mạng."), code="not_here")


def _guarded(answer: Answer) -> Answer:
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
