"""Large files over a poor line: begun, sent piece by piece, continued at the byte where it broke.

The whole file is judged as any other (`actions.keep`): kind by content, limit of the kind, scanner.
"""

import datetime as dt
import shutil
import string
import uuid
from collections.abc import Iterable
from typing import BinaryIO

from django.db.models import Q
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.text import nfc
from tuyen.platform.attachments import actions, pieces, purposes, store
from tuyen.platform.attachments.models import Upload
from tuyen.platform.changes.unit_of_work import write_turn

MOST_OPEN = 60  # files that one account may have on their way
SPARE_BYTES = 64 * 2**20  # what the disk must keep for the rest of the work
OPEN_DAYS, RECEIPT_DAYS = 7, 30
_HEX = frozenset(string.hexdigits.lower())


class TooLarge(Refused):
    status = 413


class NoRoom(Refused):
    status = 507


class Gone(Refused):
    status = 410


class TooEarly(Refused):
    """What the file belongs to has not arrived yet: come again later."""

    status = 425


class WrongOffset(Stale):
    """The piece does not begin where the file ends; `offset` is where it does."""

    def __init__(self, offset: int) -> None:
        super().__init__(_("Gửi tiếp từ byte %(n)d.") % {"n": offset}, code="wrong_offset")
        self.offset = offset


def begin(
    *,
    purpose: str,
    size_bytes: int,
    sha256: str,
    by: Actor,
    name: str = "",
    subject_id: uuid.UUID | None = None,
    note: str = "",
) -> Upload:
    """Announce a file. The same file announced again for the same thing goes on where it was."""
    row = Upload(
        account_id=by.account_id,
        purpose=purpose,
        subject_id=subject_id,
        note=nfc(note)[:40],
        name=nfc(name)[:120],
        size_bytes=size_bytes,
        sha256=sha256.lower(),
    )
    _require_sound(row, by)
    if known := _same(row):
        return known
    _require_room(row)
    with write_turn():
        row.save(force_insert=True)
    return row


def offset_of(row: Upload) -> int:
    return row.size_bytes if row.finished_at else pieces.length_of(row.id)


def append(
    *, upload: Upload, offset: int, chunks: Iterable[bytes], by: Actor, announced: int = 0
) -> Upload:
    """Put a piece at the end; the last one makes the file whole, judged and taken.

    announced: how long the sender says the piece is; one that cannot fit is not read at all. A piece of
    nothing at the end tries once more to take a file that is whole.
    """
    with pieces.held(upload.id) as file:
        _refresh(upload)
        here = upload.size_bytes if upload.finished_at else file.tell()
        if offset != here:
            raise WrongOffset(here)
        if upload.finished_at:
            return upload
        try:
            _grow(file, chunks, upload.size_bytes - here, announced)
        except pieces.MoreThanSaid:
            forget(upload=upload)
            raise TooLarge(
                _("Tệp dài hơn dung lượng đã báo nên đã bị bỏ. Xin gửi lại từ đầu."),
                code="more_than_said",
            ) from None
        if file.tell() == upload.size_bytes:
            _finish(upload, by)
    return upload


def _refresh(upload: Upload) -> None:
    try:
        upload.refresh_from_db()
    except Upload.DoesNotExist:
        pieces.drop(upload.id)
        raise Gone(_("Tệp đang gửi dở này đã bị bỏ. Xin gửi lại từ đầu."), code="gone") from None


def _grow(file: BinaryIO, chunks: Iterable[bytes], most: int, announced: int) -> None:
    if announced > most:
        raise pieces.MoreThanSaid
    try:
        pieces.grow(file, chunks, most)
    except OSError as fault:
        said = store.said_of(fault)
        raise (_no_room(said) if isinstance(said, Refused) else said) from fault


def forget(*, upload: Upload) -> None:
    """Nothing of it stays, unless it was taken already."""
    pieces.drop(upload.id)
    with write_turn():
        upload.delete()


def prune() -> None:
    """What nobody went on with for a week; receipts after a month; files whose row is gone."""
    now = clock.now()
    old = now - dt.timedelta(days=OPEN_DAYS)
    receipts = Q(finished_at__lt=now - dt.timedelta(days=RECEIPT_DAYS))
    for row in Upload.objects.filter(Q(finished_at=None, begun_at__lt=old) | receipts).iterator():
        if row.finished_at or _touched(row) < old:
            forget(upload=row)
    known = {row.hex for row in Upload.objects.values_list("id", flat=True)}
    for path in pieces.folder().glob("*"):
        if path.name not in known and path.stat().st_mtime < old.timestamp():
            path.unlink(missing_ok=True)


def _touched(row: Upload) -> dt.datetime:
    path = pieces.path_of(row.id)
    if not path.exists():
        return row.begun_at
    return dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC)


def _require_sound(row: Upload, by: Actor) -> None:
    purpose = purposes.find(row.purpose)
    if purpose is None:
        raise Refused(_("Không rõ tệp này gửi để làm gì."), code="purpose", field="purpose")
    if len(row.sha256) != 64 or not set(row.sha256) <= _HEX:
        raise Refused(_("Thiếu mã kiểm tra sha256 của tệp."), code="sha256", field="sha256")
    if row.size_bytes < 1:
        raise Refused(_("Tệp rỗng. Xin chọn lại tệp."), code="empty", field="size")
    most = most_bytes(purpose)
    if row.size_bytes > most:
        raise TooLarge(
            _("Tệp %(size)d MB lớn quá: ở đây nhận nhiều nhất %(most)d MB.")
            % {"size": -(-row.size_bytes // 2**20), "most": most // 2**20},
            code="too_large",
        )
    purpose.require(row, by)


def most_bytes(purpose: purposes.Purpose) -> int:
    return max((n for kind, n in actions.limits().items() if kind in purpose.kinds), default=0)


def _same(row: Upload) -> Upload | None:
    names = ("account_id", "sha256", "purpose", "subject_id", "note", "size_bytes")
    said = {name: getattr(row, name) for name in names}
    return Upload.objects.filter(**said).order_by("-begun_at").first()


def _require_room(row: Upload) -> None:
    """Twice the file: it is copied under its lasting name once it is whole."""
    if Upload.objects.filter(account_id=row.account_id, finished_at=None).count() >= MOST_OPEN:
        raise Refused(
            _("Còn quá nhiều tệp đang gửi dở. Xin gửi xong hoặc bỏ bớt."), code="too_many"
        )
    folder = pieces.folder()
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < 2 * row.size_bytes + SPARE_BYTES:
        raise _no_room(store.disk_full())


def _no_room(said: Refused) -> NoRoom:
    return NoRoom(said.message, code=said.code)


def _finish(row: Upload, by: Actor) -> None:
    purpose = purposes.find(row.purpose)
    if purpose is None:
        raise Refused(_("Không rõ tệp này gửi để làm gì."), code="purpose")
    purpose.require(row, by)
    if pieces.sha256_of(row.id) != row.sha256:
        forget(upload=row)
        raise Refused(
            _("Tệp đến nơi không đúng như lúc gửi nên đã bị bỏ. Xin gửi lại."), code="cut_off"
        )
    try:
        row.result_id = purpose.take(row, pieces.chunks_of(row.id), by)
    except Refused as refusal:
        if refusal.code == "disk_full":  # the file is whole: it is tried again when there is room
            raise _no_room(refusal) from refusal
        forget(upload=row)
        raise
    row.finished_at = clock.now()
    with write_turn():
        row.save(update_fields=["finished_at", "result_id"])
    pieces.drop(row.id)
