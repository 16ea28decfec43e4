"""Papers and pictures put into a chart: results from elsewhere, letters, photographs."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import photos
from tuyen.platform.attachments import rules as files
from tuyen.record import order_permissions, permissions
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Document, Encounter, Order

KINDS = {
    "result": _("Kết quả xét nghiệm, chẩn đoán hình ảnh"),
    "letter": _("Giấy chuyển tuyến, giấy ra viện"),
    "picture": _("Ảnh chụp"),
    "consent": _("Giấy cam kết, đồng ý"),
    "other": _("Giấy tờ khác"),
}
TAKEN = frozenset({files.PDF, files.PNG, files.JPEG, files.WEBP, files.DICOM})


def add_document(
    *,
    person_id: uuid.UUID,
    title: str,
    kind: str,
    chunks: Iterable[bytes],
    by: Actor,
    encounter_id: uuid.UUID | None = None,
    order: Order | None = None,
) -> Document:
    """The bytes are kept first, then the row that names them; the same file twice is one document.

    order: to whose result it belongs; the document is as sensitive as the order.
    """
    _require_may_add(by, order)
    chart = chart_of(person_id, by)
    said = nfc(title)
    _require_sound(chart, said, kind, encounter_id, order)
    compartment = permissions.compartment_for(by, chart.person.compartment, clock.today())
    blob = attachments.keep(chunks=photos.without_traces(chunks), by=by, taken=TAKEN)
    same = chart.of(Document).filter(sha256=blob.sha256, order_id=order.id if order else None)
    if known := same.first():
        return known
    document = Document(
        patient_id=chart.person.id,
        compartment=order.compartment if order else compartment,
        encounter_id=encounter_id,
        order_id=order.id if order else None,
        kind=kind,
        title=said,
        sha256=blob.sha256,
        content_type=blob.content_type,
        size_bytes=blob.size_bytes,
        added_at=clock.now(),
        added_by=by.account_id,
    )
    with changes.apply(actor=by, reason="document.add") as log:
        log.create(document)
    return document


def _require_may_add(by: Actor, order: Order | None) -> None:
    """Whoever enters a result may attach to it; other papers are put in by whoever records visits."""
    if order is not None:
        order_permissions.require_enter(by)
    else:
        permissions.require_record(by)


def _require_sound(
    chart: Chart, title: str, kind: str, encounter_id: uuid.UUID | None, order: Order | None
) -> None:
    if order is not None and order.patient_id not in chart.patient_ids:
        raise Refused(_("Phiếu chỉ định này là của người khác."), code="other_person")
    if not title:
        raise Refused(_("Ghi tên giấy tờ, ví dụ: Phiếu siêu âm ngày 02/11."), field="title")
    if len(title) > 200:
        raise Refused(_("Tên giấy tờ dài quá 200 chữ."), field="title")
    if kind not in KINDS:
        raise Refused(_("Chọn loại giấy tờ."), field="kind")
    if encounter_id and not chart.of(Encounter).filter(pk=encounter_id).exists():
        raise Refused(_("Lượt khám này không thuộc hồ sơ đang mở."), field="encounter_id")
