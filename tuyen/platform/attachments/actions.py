"""Taking a file in: whole, of a known kind, not too large, scanned where there is a scanner."""

from collections.abc import Collection, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.attachments import rules, scanner, store
from tuyen.platform.attachments.models import Blob, BlobState
from tuyen.platform.changes import failpoints
from tuyen.platform.changes.unit_of_work import write_turn

_UNKNOWN = _(
    "Loại tệp này không được nhận. Xin gửi PDF, ảnh (JPEG, PNG, WebP), DICOM, XLSX hoặc CSV."
)
_SENTENCES: dict[str, Any] = {
    "empty": _("Tệp rỗng. Xin chọn lại tệp."),
    "cut_off": _("Tệp bị thiếu phần cuối, có thể do đường truyền bị ngắt. Xin gửi lại."),
    "two_kinds": _("Tệp chứa hai loại nội dung lẫn nhau nên không được nhận. Xin xuất lại tệp."),
    "unpacks_too_large": _("Tệp nén chứa quá nhiều dữ liệu nên không được nhận. Xin chia nhỏ tệp."),
    "macros": _("Bảng tính có chứa macro. Xin lưu lại thành XLSX không có macro rồi gửi."),
    "markup": _("Trang web (HTML, SVG, XML) không được nhận. Xin in ra PDF rồi gửi."),
    "unknown": _UNKNOWN,
}


def keep(
    *,
    chunks: Iterable[bytes],
    by: Actor,
    taken: Collection[str] = (),
    expected_sha256: str = "",
) -> Blob:
    """Keep bytes; the caller has asked whether this person may add them, and names them in a record.

    taken: kinds that this place takes, all of the settings where it does not say. expected_sha256:
    what the sender says it sent; an upload cut on its way is refused.
    """
    with store.received(chunks, max(limits().values())) as arrived:
        if expected_sha256 and expected_sha256 != arrived.sha256:
            raise Refused(_SENTENCES["cut_off"], code="cut_off")
        content_type = _judged(arrived, taken)
        failpoints.reach("attachments.arrived")
        store.settle(arrived)
        failpoints.reach("attachments.settled")
    blob = _row(arrived, content_type, by)
    if blob.state == BlobState.INFECTED:
        store.drop(blob.sha256)
    elif blob.state == BlobState.HELD:
        scan(blob)
    if blob.state == BlobState.INFECTED:
        raise Refused(
            _("Máy quét tìm thấy mã độc trong tệp; tệp đã bị bỏ. Xin quét vi-rút máy gửi tệp."),
            code="infected",
        )
    return blob


def limits() -> dict[str, int]:
    """Most bytes of each kind that is taken."""
    megabytes: dict[str, int] = settings.TUYEN_ATTACHMENT_MEGABYTES
    return {kind: size * 2**20 for kind, size in megabytes.items()}


def scan(blob: Blob) -> None:
    """Held until a verdict; infected bytes are dropped, their fingerprint is remembered."""
    try:
        with store.open_blob(blob.sha256) as file:
            verdict = BlobState.CLEAN if scanner.is_clean(file) else BlobState.INFECTED
    except scanner.ScannerAway:
        return
    blob.state, blob.state_at = verdict, clock.now()
    with write_turn():
        blob.save(update_fields=["state", "state_at"])
    if verdict == BlobState.INFECTED:
        store.drop(blob.sha256)


def _judged(arrived: store.Received, taken: Collection[str]) -> str:
    with arrived.path.open("rb") as file:
        try:
            kind = rules.content_type_of(file)
        except rules.Unacceptable as fault:
            raise Refused(_SENTENCES[fault.reason], code=fault.reason) from None
    allowed = limits()
    if kind not in allowed or (taken and kind not in taken):
        raise Refused(_UNKNOWN, code="unknown")
    if arrived.size_bytes > allowed[kind]:
        raise store.too_large(allowed[kind])
    return kind


def _row(arrived: store.Received, content_type: str, by: Actor) -> Blob:
    state = BlobState.HELD if scanner.is_set() else BlobState.CLEAN
    with write_turn():
        row, _is_new = Blob.objects.get_or_create(
            sha256=arrived.sha256,
            defaults={
                "size_bytes": arrived.size_bytes,
                "content_type": content_type,
                "state": state,
                "added_by": by.account_id,
            },
        )
    return row
