"""Large files in pieces over a poor line: tus 1.0, as on the pages (platform/attachments/tus.py)."""

import datetime as dt
import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from ninja import Header, Router, Schema

from tuyen.core.errors import Refused
from tuyen.edge.api.problems import problem
from tuyen.edge.api.who import asker
from tuyen.platform.attachments import tus
from tuyen.platform.attachments import uploads as acts

router = Router(tags=["uploads"])


class UploadOut(Schema):
    """`offset`: bytes that are here. `result_id`: the record made of it, once `finished_at` stands."""

    id: uuid.UUID
    offset: int
    size_bytes: int
    sha256: str
    finished_at: dt.datetime | None
    result_id: uuid.UUID | None


@router.post(
    "",
    response={201: UploadOut},
    summary="Announce a file (tus 1.0 creation); go on with HEAD and PATCH at the Location",
)
def begin(
    request: HttpRequest,
    upload_length: str = Header("", alias="Upload-Length"),
    upload_metadata: str = Header("", alias="Upload-Metadata"),
    tus_resumable: str = Header("", alias="Tus-Resumable"),
) -> Any:
    """Metadata, base64: `filename`, `sha256` (hexadecimal), `purpose`, `subject` (UUID), `note`."""
    try:
        row = tus.announced(request, asker(request))
    except Refused as refusal:
        return _problem(refusal)
    response = tus.answer(row, 201)
    response["Location"] = reverse("api:upload", args=[row.id])
    return response


@router.get(
    "/{uuid:upload_id}", response=UploadOut, summary="How far a file came", url_name="upload"
)
def read(request: HttpRequest, upload_id: uuid.UUID) -> Any:
    return tus.answer(tus.found(upload_id, asker(request)), 200)


@router.api_operation(["HEAD", "PATCH", "DELETE"], "/{uuid:upload_id}", include_in_schema=False)
def go_on(request: HttpRequest, upload_id: uuid.UUID) -> HttpResponse:
    """The other words of the protocol; their bodies are bytes or nothing."""
    who = asker(request)
    row = tus.found(upload_id, who)
    if request.method == "DELETE":
        acts.forget(upload=row)
        return tus.marked(HttpResponse(status=204))
    if request.method == "HEAD":
        return tus.answer(row, 200)
    try:
        return tus.answer(tus.continued(request, row, who), 204)
    except Refused as refusal:
        return _problem(refusal)
    except UnreadablePostError:  # the line broke: what came is kept
        return tus.answer(row, 200)


def _problem(refusal: Refused) -> HttpResponse:
    said = problem(refusal.status, str(refusal.message), code=refusal.code)
    return tus.with_offset(said, refusal)
