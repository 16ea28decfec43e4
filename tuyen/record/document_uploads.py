"""A large paper of a chart sent in pieces: purpose `document`, subject the person, note its kind."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.attachments import purposes
from tuyen.platform.attachments.models import Upload
from tuyen.record import permissions
from tuyen.record.actions.documents import KINDS, TAKEN, add_document
from tuyen.record.chart import chart_of


def _require(upload: Upload, by: Actor) -> None:
    permissions.require_record(by)
    if upload.note not in KINDS:
        raise Refused(_("Chọn loại giấy tờ."), field="note", code="kind")
    if not upload.name:
        raise Refused(_("Ghi tên giấy tờ, ví dụ: Phiếu siêu âm ngày 02/11."), field="filename")
    chart_of(_person_of(upload), by)


def _person_of(upload: Upload) -> uuid.UUID:
    if upload.subject_id is None:
        raise Refused(_("Thiếu mã của người có giấy tờ này."), field="subject", code="subject")
    return upload.subject_id


def _take(upload: Upload, chunks: Iterable[bytes], by: Actor) -> uuid.UUID:
    made = add_document(
        person_id=_person_of(upload), title=upload.name, kind=upload.note, chunks=chunks, by=by
    )
    id_: uuid.UUID = made.id
    return id_


purposes.register(purposes.Purpose("document", TAKEN, _require, _take))
