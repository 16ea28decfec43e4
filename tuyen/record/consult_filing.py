"""A paper of a case bears all its signatures: it is put into the patient's chart, once."""

from django.utils.translation import gettext as _

from tuyen.core.actor import SYSTEM
from tuyen.core.bus import listens_to
from tuyen.core.ids import from_event
from tuyen.platform import changes
from tuyen.platform.attachments import rules as files
from tuyen.platform.signing import queries as signed
from tuyen.platform.signing.events import PaperSigned
from tuyen.platform.signing.models import SignedPaper
from tuyen.record.actions.consults import step, waiting
from tuyen.record.models import (
    Consult,
    ConsultPaper,
    ConsultSession,
    ConsultStep,
    Document,
    PaperKind,
)
from tuyen.record.models.documents import SIGNED_KIND
from tuyen.record.queries import consults
from tuyen.record.queries.consult_sessions import SUBJECT
from tuyen.record.rules.consult_sessions import SessionStatus


@listens_to(PaperSigned)
def file_paper(event: PaperSigned) -> None:
    """Where the asking unit looks for it: among the documents of the person, hidden as the case is."""
    if event.subject_kind != SUBJECT:
        return
    row = ConsultPaper.objects.filter(pk=event.subject_id).first()
    if row is None or row.signed_at is not None:
        return
    paper = signed.paper(event.paper_id)
    consult = Consult.objects.filter(pk=row.consult_id, patient_id=row.patient_id).first()
    if paper is None or consult is None:
        raise LookupError(f"paper {event.paper_id} is signed and its case is not here yet")
    document = _document(row, paper, consult, event)
    row.signed_at, row.document_id = event.at, document.id
    with changes.apply(actor=SYSTEM, reason="consult.paper_filed") as log:
        log.change(row, ["signed_at", "document_id"])
        log.create(document, _line(row, consult))
        if row.kind != PaperKind.ADVICE:  # an advice has its own task since it was signed
            log.create(waiting(consult, consults.TASK_ADVICE, _("Đọc biên bản hội chẩn")))
        if row.kind == PaperKind.MINUTES and row.session_id:
            session = ConsultSession.objects.get(pk=row.session_id, patient_id=row.patient_id)
            session.status, session.signed_at = SessionStatus.SIGNED, event.at
            log.change(session, ["status", "signed_at"])


def _line(row: ConsultPaper, consult: Consult) -> ConsultStep:
    return step(consult, "filed", SYSTEM, f"{row.get_kind_display()} {row.number}")


def _document(
    row: ConsultPaper, paper: SignedPaper, consult: Consult, event: PaperSigned
) -> Document:
    return Document(
        id=from_event(event.paper_id, "filed"),
        patient_id=row.patient_id,
        compartment=row.compartment,
        encounter_id=consult.encounter_id,
        kind=SIGNED_KIND,
        title=f"{paper.kind} {paper.number}",
        sha256=paper.sha256,
        content_type=files.PDF,
        size_bytes=paper.size_bytes,
        added_at=event.at,
        added_by=row.issued_by,
    )
