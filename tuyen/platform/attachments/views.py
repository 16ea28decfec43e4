"""Files in pieces for the browser (tus.py)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.http.request import UnreadablePostError
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from tuyen.core.errors import Refused
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments import tus, uploads


@require_http_methods(["OPTIONS", "POST"])
@protected()
def begin(request: HttpRequest) -> HttpResponse:
    """Announce a file; the answer says under which address it goes on and from which byte."""
    if request.method == "OPTIONS":
        return tus.abilities()
    try:
        row = tus.announced(request, who_asks(request))
    except Refused as refusal:
        return tus.refused(refusal)
    response = tus.answer(row, 201)
    response["Location"] = reverse("attachments:upload", args=[row.id])
    return response


@require_http_methods(["HEAD", "GET", "PATCH", "DELETE"])
@protected()
def upload(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """How far it came, a piece more, or no longer wanted."""
    who = who_asks(request)
    row = tus.found(upload_id, who)
    if request.method == "DELETE":
        uploads.forget(upload=row)
        return tus.marked(HttpResponse(status=204))
    if request.method != "PATCH":
        return tus.answer(row, 200)
    try:
        return tus.answer(tus.continued(request, row, who), 204)
    except Refused as refusal:
        return tus.refused(refusal)
    except UnreadablePostError:  # the line broke: what came is kept, nobody hears this answer
        return tus.answer(row, 200)
