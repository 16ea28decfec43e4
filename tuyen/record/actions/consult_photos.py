"""Photographs of a question: small ones travel with it, the originals arrive later and stand beside them."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import photos
from tuyen.platform.attachments import rules as files
from tuyen.record import permissions
from tuyen.record.actions.documents import add_document
from tuyen.record.chart import chart_of
from tuyen.record.models import Consult, Document
from tuyen.record.queries import consult_photos as queries
from tuyen.record.queries import consults

PICTURES = frozenset({files.PNG, files.JPEG, files.WEBP})


def require_may_add(consult: Consult, by: Actor) -> None:
    permissions.require_consult_asker(by, consults.is_asker(consult, by))


def add_original(
    *, consult: Consult, preview_sha256: str, chunks: Iterable[bytes], by: Actor
) -> Document:
    """The photograph as the camera took it, in the chart as hidden as the question; sent twice it is one.

    Its id follows from the question and the small picture, so that a page finds it without a table.
    """
    require_may_add(consult, by)
    chart = chart_of(consult.patient_id, by)
    id_ = queries.original_id(consult.id, preview_sha256)
    known: Document | None = chart.of(Document).filter(pk=id_).first()
    if known is not None:
        return known
    blob = attachments.keep(chunks=photos.without_traces(chunks), by=by, taken=PICTURES)
    row = Document(
        id=id_,
        patient_id=consult.patient_id,
        compartment=consult.compartment,
        kind="picture",
        title=_("Ảnh gốc, hội chẩn %(number)s") % {"number": consult.number},
        sha256=blob.sha256,
        content_type=blob.content_type,
        size_bytes=blob.size_bytes,
        added_at=clock.now(),
        added_by=by.account_id,
    )
    with changes.apply(actor=by, reason="consult.original") as log:
        log.create(row)
    return row


def add_photo(*, consult: Consult, chunks: Iterable[bytes], by: Actor) -> Document:
    """A picture of a line of the talk, as a paper of the chart."""
    return add_document(
        person_id=consult.patient_id,
        title=_("Ảnh gửi hội chẩn %(number)s") % {"number": consult.number},
        kind="picture",
        chunks=chunks,
        by=by,
        hidden_as=consult.compartment,
    )
