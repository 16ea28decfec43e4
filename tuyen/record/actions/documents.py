"""Papers and pictures put into a chart: results from elsewhere, letters, photographs."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import photos
from tuyen.platform.attachments import rules as files
from tuyen.platform.attachments.models import Blob
from tuyen.record import order_permissions, permissions
from tuyen.record.chart import Chart, chart_of
from tuyen.record.models import Document, Encounter, Order
from tuyen.record.models.documents import SIGNED_KIND, WITHDRAWN

KINDS = {
    "result": _("Kết quả xét nghiệm, chẩn đoán hình ảnh"),
    "letter": _("Giấy chuyển tuyến, giấy ra viện"),
    "picture": _("Ảnh chụp"),
    "consent": _("Giấy cam kết, đồng ý"),
    "other": _("Giấy tờ khác"),
}
LABELS = KINDS | {SIGNED_KIND: _("Giấy có chữ ký số")}  # nobody adds one by hand
TAKEN = frozenset({files.PDF, files.PNG, files.JPEG, files.WEBP, files.DICOM})


@dataclass(frozen=True)
class Paper:
    """What somebody hands in: its name, its kind (KINDS) and the bytes."""

    title: str
    kind: str
    chunks: Iterable[bytes]


def add_document(
    *,
    person_id: uuid.UUID,
    title: str,
    kind: str,
    chunks: Iterable[bytes],
    by: Actor,
    encounter_id: uuid.UUID | None = None,
    order: Order | None = None,
    hidden_as: str = "",
) -> Document:
    """The bytes are kept first, then the row that names them; the same file twice is one document.

    order: to whose result it belongs; the document is as sensitive as the order. hidden_as: the
    compartment of what it belongs to otherwise, which the caller has opened.
    """
    _require_may_add(by, order)
    chart = chart_of(person_id, by)
    paper = Paper(nfc(title), kind, chunks)
    _require_sound(chart, paper, encounter_id, order)
    compartment = permissions.compartment_for(by, chart.person.compartment)
    blob = _kept(paper, by)
    same = chart.of(Document).filter(sha256=blob.sha256, order_id=order.id if order else None)
    if known := same.first():
        return known
    document = _document(paper, blob, by)
    document.patient_id, document.encounter_id = chart.person.id, encounter_id
    document.compartment = order.compartment if order else hidden_as or compartment
    document.order_id = order.id if order else None
    with changes.apply(actor=by, reason="document.add") as log:
        log.create(document)
    return document


def replace_document(*, document: Document, paper: Paper, by: Actor, why: str) -> Document:
    """A better scan, or the right name: the earlier paper stays in the history."""
    chart = _require_correctable(document, by, why)
    said = Paper(nfc(paper.title), paper.kind, paper.chunks)
    _require_sound(chart, said, None, None)
    made = _document(said, _kept(paper, by), by)
    _file_like(made, document)
    return _corrected(document, made, by, "document.replace", why)


def withdraw_document(*, document: Document, by: Actor, why: str) -> None:
    """Entered in error (somebody else's paper): it leaves every list and stays in the history."""
    _require_correctable(document, by, why)
    names = ("kind", "title", "sha256", "content_type", "size_bytes")
    mark = Document(**{name: getattr(document, name) for name in names})
    mark.kind, mark.added_at, mark.added_by = WITHDRAWN, clock.now(), by.account_id
    _file_like(mark, document)
    _corrected(document, mark, by, "document.withdraw", why)


def _kept(paper: Paper, by: Actor) -> Blob:
    return attachments.keep(chunks=photos.without_traces(paper.chunks), by=by, taken=TAKEN)


def _document(paper: Paper, blob: Blob, by: Actor) -> Document:
    return Document(
        kind=paper.kind,
        title=paper.title,
        sha256=blob.sha256,
        content_type=blob.content_type,
        size_bytes=blob.size_bytes,
        added_at=clock.now(),
        added_by=by.account_id,
    )


def _file_like(made: Document, earlier: Document) -> None:
    for name in ("patient_id", "compartment", "encounter_id", "order_id"):
        setattr(made, name, getattr(earlier, name))
    made.amends_id = earlier.id


def _corrected(document: Document, made: Document, by: Actor, reason: str, why: str) -> Document:
    with changes.apply(actor=by, reason=reason, why=why.strip()) as log:
        log.check(lambda: _require_newest(document))
        log.create(made)
    return made


def _require_correctable(document: Document, by: Actor, why: str) -> Chart:
    permissions.require_amend(by)
    if document.kind == SIGNED_KIND:
        raise Refused(_("Giấy đã ký số không sửa, không rút được. Cần thêm thì lập bản bổ sung."))
    if not why.strip():
        raise Refused(_("Ghi lý do sửa: người đọc sau cần biết vì sao."), field="why")
    return chart_of(document.patient_id, by)


def _require_newest(document: Document) -> None:
    """Inside the transaction: nobody replaced or withdrew it meanwhile."""
    current = Document.objects.filter(
        pk=document.id, patient_id=document.patient_id, superseded_by_id=None
    )
    if not current.exists():
        raise Stale(_("Giấy tờ này vừa được người khác sửa. Xin tải lại."))


def _require_may_add(by: Actor, order: Order | None) -> None:
    """Whoever enters a result may attach to it; other papers are put in by whoever records visits."""
    if order is not None:
        order_permissions.require_enter(by)
    else:
        permissions.require_record(by)


def _require_sound(
    chart: Chart, paper: Paper, encounter_id: uuid.UUID | None, order: Order | None
) -> None:
    if order is not None and order.patient_id not in chart.patient_ids:
        raise Refused(_("Phiếu chỉ định này là của người khác."), code="other_person")
    if not paper.title:
        raise Refused(_("Ghi tên giấy tờ, ví dụ: Phiếu siêu âm ngày 02/11."), field="title")
    if len(paper.title) > 200:
        raise Refused(_("Tên giấy tờ dài quá 200 chữ."), field="title")
    if paper.kind not in KINDS:
        raise Refused(_("Chọn loại giấy tờ."), field="kind")
    if encounter_id and not chart.of(Encounter).filter(pk=encounter_id).exists():
        raise Refused(_("Lượt khám này không thuộc hồ sơ đang mở."), field="encounter_id")
