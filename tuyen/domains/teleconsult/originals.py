"""Originals of photographs, sent in pieces when the line is idle: purpose `consult_original`.

subject: the id under which the small picture was sent ahead of its question (`forms.files`).
"""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.attachments import purposes, uploads
from tuyen.platform.attachments.models import Upload
from tuyen.platform.forms import files
from tuyen.record.actions import consult_photos as acts
from tuyen.record.models import Consult
from tuyen.record.queries.consult_photos import consult_naming

PURPOSE = "consult_original"


def _preview(upload: Upload, by: Actor) -> str:
    """Fingerprint of the small picture."""
    sent = files.sent_by(by, str(upload.subject_id))
    if sent is None:
        raise uploads.TooEarly(_("Ảnh thu nhỏ chưa đến máy chủ."), code="too_early")
    return str(sent["sha256"])


def _consult(upload: Upload, by: Actor) -> Consult:
    found = consult_naming(_preview(upload, by), by)
    if found is None:
        raise uploads.TooEarly(
            _("Câu hỏi đi cùng ảnh này chưa gửi, nên ảnh gốc còn chờ."), code="too_early"
        )
    return found


def _require(upload: Upload, by: Actor) -> None:
    if upload.subject_id is None:
        raise Refused(_("Thiếu mã của ảnh."), field="subject", code="subject")
    acts.require_may_add(_consult(upload, by), by)


def _take(upload: Upload, chunks: Iterable[bytes], by: Actor) -> uuid.UUID:
    made = acts.add_original(
        consult=_consult(upload, by), preview_sha256=_preview(upload, by), chunks=chunks, by=by
    )
    id_: uuid.UUID = made.id
    return id_


purposes.register(purposes.Purpose(PURPOSE, acts.PICTURES, _require, _take))
