"""tus 1.0 (core, creation, termination): the words of the protocol, for the pages and for `/api/v1`.

POST announces (`Upload-Length`, `Upload-Metadata`: filename, sha256, purpose, subject, note), HEAD asks how
far it came, PATCH adds at `Upload-Offset`. A receipt stands in the JSON body: `finished_at`, `result_id`.
"""

import base64
import binascii
import uuid
from collections.abc import Iterator
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.attachments import actions, uploads
from tuyen.platform.attachments.models import Upload

VERSION = "1.0.0"
PIECE = "application/offset+octet-stream"
_STEP = 2**16


class BadWord(Refused):
    status = 400


class OtherVersion(Refused):
    status = 412


class OtherType(Refused):
    status = 415


def announced(request: HttpRequest, by: Actor) -> Upload:
    _require_version(request)
    said = _metadata(request.headers.get("Upload-Metadata", ""))
    return uploads.begin(
        purpose=said.get("purpose", ""),
        size_bytes=_number(request, "Upload-Length"),
        sha256=said.get("sha256", ""),
        name=said.get("filename", ""),
        subject_id=_id(said.get("subject", "")),
        note=said.get("note", ""),
        by=by,
    )


def found(upload_id: uuid.UUID, by: Actor) -> Upload:
    """Only whoever began it goes on with it; for others it is not there."""
    row = Upload.objects.filter(pk=upload_id, account_id=by.account_id).first()
    if row is None:
        raise Http404
    return row


def continued(request: HttpRequest, row: Upload, by: Actor) -> Upload:
    _require_version(request)
    if request.content_type != PIECE:
        raise OtherType(_("Phần của tệp phải gửi kiểu %(type)s.") % {"type": PIECE}, code="type")
    offset = _number(request, "Upload-Offset")
    said = request.META.get("CONTENT_LENGTH") or "0"
    return uploads.append(
        upload=row,
        offset=offset,
        chunks=_chunks(request),
        by=by,
        announced=int(said) if said.isdecimal() else 0,
    )


def answer(row: Upload, status: int) -> HttpResponse:
    """Where it stands, in headers and in words."""
    offset = uploads.offset_of(row)
    response: HttpResponse
    response = HttpResponse(status=204) if status == 204 else JsonResponse(told(row), status=status)
    response["Upload-Offset"] = str(offset)
    response["Upload-Length"] = str(row.size_bytes)
    return marked(response)


def told(row: Upload) -> dict[str, Any]:
    return {
        "id": str(row.id),
        "offset": uploads.offset_of(row),
        "size_bytes": row.size_bytes,
        "sha256": row.sha256,
        "finished_at": row.finished_at.isoformat() if row.finished_at else None,
        "result_id": str(row.result_id) if row.result_id else None,
    }


def refused(refusal: Refused) -> HttpResponse:
    """One sentence; a wrong offset says the right one."""
    body = {"code": refusal.code, "detail": str(refusal.message)}
    return with_offset(JsonResponse(body, status=refusal.status), refusal)


def with_offset(response: HttpResponse, refusal: Refused) -> HttpResponse:
    if isinstance(refusal, uploads.WrongOffset):
        response["Upload-Offset"] = str(refusal.offset)
    if isinstance(refusal, OtherVersion):
        response["Tus-Version"] = VERSION
    return marked(response)


def abilities() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = "creation,termination"
    response["Tus-Max-Size"] = str(max(actions.limits().values()))
    return marked(response)


def marked(response: HttpResponse) -> HttpResponse:
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    return response


def _chunks(request: HttpRequest) -> Iterator[bytes]:
    while chunk := request.read(_STEP):
        yield chunk


def _require_version(request: HttpRequest) -> None:
    if request.headers.get("Tus-Resumable") != VERSION:
        raise OtherVersion(_("Cần giao thức tus %(version)s.") % {"version": VERSION}, code="tus")


def _number(request: HttpRequest, name: str) -> int:
    said = request.headers.get(name, "")
    if not said.isdecimal() or len(said) > 15:
        raise BadWord(_("Thiếu số ở %(name)s.") % {"name": name}, code="number", field=name)
    return int(said)


def _id(said: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(said) if said else None
    except ValueError:
        raise BadWord(_("Mã của nơi nhận tệp không đúng."), code="subject") from None


def _metadata(said: str) -> dict[str, str]:
    """`name base64,name base64`."""
    given: dict[str, str] = {}
    for pair in filter(None, (each.strip() for each in said.split(","))):
        name, _space, value = pair.partition(" ")
        try:
            given[name] = base64.b64decode(value, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            raise BadWord(_("Upload-Metadata không đọc được."), code="metadata") from None
    return given
