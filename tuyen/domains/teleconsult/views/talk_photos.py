"""Pictures of a line of the talk: sent ahead small by the browser, or with the form where no script runs."""

import uuid
from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.attachments import store
from tuyen.platform.forms import files
from tuyen.record.actions.consult_photos import add_photo
from tuyen.record.models import Consult

SENT_AHEAD = "sent_photo"
MOST = 8


def documents(request: HttpRequest, row: Consult, who: Actor) -> Iterator[uuid.UUID]:
    """Papers of the chart that the line names."""
    for said in request.POST.getlist(SENT_AHEAD)[:MOST]:
        sent = files.sent_by(who, said)
        if sent is None:
            raise Refused(_("Ảnh chưa đến máy chủ. Xin chọn lại ảnh."), field="photo")
        yield add_photo(consult=row, chunks=store.chunks_of(str(sent["sha256"])), by=who).id
    for upload in request.FILES.getlist("photo")[:MOST]:
        yield add_photo(consult=row, chunks=upload.chunks(), by=who).id
