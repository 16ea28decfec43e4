"""The bytes of a picture, where this node has them."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.attachments import store
from tuyen.platform.attachments.models import Blob, BlobState


def bytes_of(sha256: str) -> BinaryIO:
    """The file, open at its beginning; Refused while it waits for the scanner or for its way here."""
    if Blob.objects.filter(sha256=sha256).exclude(state=BlobState.CLEAN).exists():
        raise Refused(_("Tệp đang chờ quét vi-rút. Xin mở lại sau ít phút."), code="held")
    try:
        return store.open_blob(sha256)
    except FileNotFoundError:
        raise Refused(
            _("Tệp này chưa được chuyển về máy. Xin thử lại khi có mạng."), code="not_here"
        ) from None
