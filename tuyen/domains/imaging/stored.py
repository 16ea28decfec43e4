"""The bytes of a picture, where this node has them."""

from typing import BinaryIO

from django.utils.translation import gettext as _

from tuyen.core.errors import Refused
from tuyen.platform.attachments import store


def bytes_of(sha256: str) -> BinaryIO:
    """The file, open at its beginning; Refused while it has not come to this node."""
    try:
        return store.open_blob(sha256)
    except FileNotFoundError:
        raise Refused(
            _("Tệp này chưa được chuyển về máy. Xin thử lại khi có mạng."), code="not_here"
        ) from None
