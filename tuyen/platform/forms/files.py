"""Photos and papers of a form: they may come before the form itself, from a phone that was off line."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import photos, purposes
from tuyen.platform.attachments import rules as kinds
from tuyen.platform.attachments.models import Upload
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.forms.models import FormFile
from tuyen.platform.forms.rules.items import Form
from tuyen.platform.outbox.housekeeping import delete_in_steps
from tuyen.platform.outbox.regular import every

TAKEN = frozenset({kinds.PDF, kinds.PNG, kinds.JPEG, kinds.WEBP})
KEPT_DAYS = 60


def keep(
    chunks: Iterable[bytes], *, name: str, by: Actor, file_id: uuid.UUID | None = None
) -> dict[str, Any]:
    """Take a file; the same id sent again is the same file. The answer holds what comes back."""
    if file_id and (known := sent_by(by, str(file_id))):
        return known
    blob = attachments.keep(chunks=photos.without_traces(chunks), by=by, taken=TAKEN)
    row = FormFile(
        id=file_id or uuid7(),
        account_id=by.account_id,
        sha256=blob.sha256,
        content_type=blob.content_type,
        size_bytes=blob.size_bytes,
        name=nfc(name)[:120],
    )
    try:
        with write_turn(), transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:  # sent twice at once; or the id is somebody else's
        known = sent_by(by, str(row.id))
        if known is None:
            raise Refused(_("Ảnh chưa gửi được: chọn lại ảnh rồi gửi.")) from None
        return known
    return answer_of(row)


def sent_by(who: Actor, file_id: str) -> dict[str, Any] | None:
    """A file that this account sent before its form."""
    try:
        key = uuid.UUID(file_id)
    except ValueError:
        return None
    row = FormFile.objects.filter(pk=key, account_id=who.account_id).first()
    return answer_of(row) if row else None


def answer_of(row: FormFile) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "sha256": row.sha256,
        "content_type": row.content_type,
        "size_bytes": row.size_bytes,
        "name": row.name,
    }


def resolved(
    form: Form, answers: Mapping[str, Any], *, by: Actor, earlier: Mapping[str, Any]
) -> dict[str, Any]:
    """The answers with every file as it was kept: one that the answer before named, or one that this
    account sent ahead; a program names it by its id alone. Anything else is refused."""
    if by.is_system:
        return dict(answers)
    known = in_answers(earlier)

    def file(said: Any, link: str) -> dict[str, Any]:
        told = said if isinstance(said, Mapping) else {"id": said}
        found = known.get(str(told.get("id", told.get("sha256", ""))))
        found = found or sent_by(by, str(told.get("id", "")))
        if found is None:
            raise Refused(_("Không tìm thấy tệp đã gửi. Xin chọn lại tệp."), field=link)
        return found

    def row(given: Mapping[str, Any]) -> dict[str, Any]:
        return {link: answer(link, value) for link, value in given.items()}

    def answer(link: str, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        item = form.by_link.get(link)
        if item is not None and item.kind == "attachment":
            return [file(each, link) for each in value]
        return [row(each) if isinstance(each, Mapping) else each for each in value]

    return row(answers)


def in_answers(answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Every file that these answers name, by its id."""
    found: dict[str, dict[str, Any]] = {}
    for value in answers.values():
        for each in value if isinstance(value, list) else ():
            if isinstance(each, Mapping) and "sha256" in each:
                found[str(each.get("id", each["sha256"]))] = dict(each)
            elif isinstance(each, Mapping):
                found |= in_answers(each)
    return found


def _require(upload: Upload, _by: Actor) -> None:
    """note: the id that the form will name."""
    try:
        uuid.UUID(upload.note)
    except ValueError:
        raise Refused(_("Thiếu mã của tệp trong phiếu."), field="note", code="note") from None


def _take(upload: Upload, chunks: Iterable[bytes], by: Actor) -> uuid.UUID:
    kept = keep(chunks, name=upload.name, by=by, file_id=uuid.UUID(upload.note))
    return uuid.UUID(kept["id"])


purposes.register(purposes.Purpose("form_file", TAKEN, _require, _take))


@every("6h")
def prune() -> None:
    """Files whose form never came, and rows of those whose form holds them by now."""
    delete_in_steps(FormFile.objects.filter(sent_at__lt=clock.now() - dt.timedelta(days=KEPT_DAYS)))
