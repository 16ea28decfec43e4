"""Papers of a chart: listed, read, put in, replaced, withdrawn, as on the page."""

import datetime as dt
import uuid
from typing import Any, Literal

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from ninja import Field, File, Form, Router, Schema
from ninja.files import UploadedFile

from tuyen.core.actor import Actor
from tuyen.edge.api import paging
from tuyen.edge.api.who import asker
from tuyen.platform.attachments.answer import download
from tuyen.record.actions import documents as acts
from tuyen.record.chart import ChartClosed, opened_chart
from tuyen.record.models import Document
from tuyen.record.queries.documents import documents_of, patient_of

router = Router(tags=["documents"])
of_person = Router(tags=["documents"])

Kind = Literal["result", "letter", "picture", "consent", "other"]


class PaperIn(Schema):
    title: str = Field(max_length=200)
    kind: Kind


class ReplacementIn(PaperIn):
    why: str = Field(max_length=300)


class WithdrawalIn(Schema):
    why: str = Field(max_length=300)


class DocumentOut(Schema):
    """`sha256` names the bytes, which `/documents/{id}/content` gives."""

    id: uuid.UUID
    title: str
    kind: str
    content_type: str
    size_bytes: int
    sha256: str
    added_at: dt.datetime
    encounter_id: uuid.UUID | None
    order_id: uuid.UUID | None
    amends_id: uuid.UUID | None


@of_person.get(
    "/{uuid:person_id}/documents", response=paging.Listed[DocumentOut], summary="Papers of a chart"
)
def of_chart(
    request: HttpRequest, person_id: uuid.UUID, cursor: str = "", limit: paging.Limit = 20
) -> Any:
    chart = opened_chart(person_id, asker(request), what="api")
    return paging.newest_first(documents_of(chart), cursor, limit, lambda row: row)


@of_person.post(
    "/{uuid:person_id}/documents",
    response={201: DocumentOut},
    summary="Put a paper in; the same file twice is one paper",
)
def add(
    request: HttpRequest, person_id: uuid.UUID, said: Form[PaperIn], file: File[UploadedFile]
) -> Any:
    made = acts.add_document(
        person_id=person_id,
        title=said.title,
        kind=said.kind,
        chunks=file.chunks(),
        by=asker(request),
    )
    return 201, made


@router.get("/{uuid:document_id}", response=DocumentOut, summary="What is known of a paper")
def read(request: HttpRequest, document_id: uuid.UUID) -> Any:
    return _of_open_chart(document_id, asker(request))


@router.get("/{uuid:document_id}/content", include_in_schema=False)
def content(request: HttpRequest, document_id: uuid.UUID) -> HttpResponseBase:
    """The bytes; not described, because what comes is of the paper's own type."""
    row = _of_open_chart(document_id, asker(request))
    return download(row.sha256, may_read=lambda: True, name=row.title)


@router.post(
    "/{uuid:document_id}/replacement",
    response={201: DocumentOut},
    summary="A better scan or the right name; the earlier paper stays in the history",
)
def replace(
    request: HttpRequest,
    document_id: uuid.UUID,
    said: Form[ReplacementIn],
    file: File[UploadedFile],
) -> Any:
    who = asker(request)
    paper = acts.Paper(said.title, said.kind, file.chunks())
    row = _of_open_chart(document_id, who)
    return 201, acts.replace_document(document=row, paper=paper, by=who, why=said.why)


@router.post("/{uuid:document_id}/withdrawal", response={204: None}, summary="Entered in error")
def withdraw(request: HttpRequest, document_id: uuid.UUID, said: WithdrawalIn) -> Any:
    who = asker(request)
    acts.withdraw_document(document=_of_open_chart(document_id, who), by=who, why=said.why)
    return 204, None


def _of_open_chart(document_id: uuid.UUID, who: Actor) -> Document:
    """404 for a paper that is not there, is hidden, was taken back, or whose chart is closed."""
    patient_id = patient_of(document_id, who)
    if patient_id is None:
        raise Http404
    try:
        chart = opened_chart(patient_id, who, what="api")
    except ChartClosed:
        raise Http404 from None
    found: Document = get_object_or_404(chart.of(Document), pk=document_id)
    return found
