"""Handing bytes out: only after the caller's own permission, never as a page."""

from collections.abc import Callable

from django.http import FileResponse, Http404
from django.utils.text import get_valid_filename
from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.attachments import rules, store
from tuyen.platform.attachments.models import Blob, BlobState


def download(
    sha256: str, *, may_read: Callable[[], bool], name: str, in_page: bool = False
) -> FileResponse:
    """The answer to a request for a file. `may_read` is asked first; no is 404, like not being there.

    name: what the file is called for the user, without ending. in_page: a picture inside a page of
    ours; other kinds are always saved, never shown.
    """
    blob = Blob.objects.filter(sha256=sha256).first() if may_read() else None
    if blob is None or blob.state == BlobState.INFECTED:
        raise Http404
    if blob.state == BlobState.HELD:
        raise Refused(_("Tệp đang chờ quét vi-rút. Xin mở lại sau ít phút."), code="held")
    try:
        file = store.open_blob(sha256)
    except FileNotFoundError:
        raise Refused(
            _("Tệp này chưa được chuyển về máy. Xin thử lại khi có mạng."), code="not_here"
        ) from None
    is_saved = not (in_page and blob.content_type in rules.SHOWN_IN_PAGE)
    answer = FileResponse(
        file,
        as_attachment=is_saved,
        filename=get_valid_filename(name or "tep") + rules.ENDING[blob.content_type],
        content_type=blob.content_type,
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer["Cache-Control"] = "private, no-store"
    return answer
