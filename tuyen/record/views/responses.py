"""Files of an answer on a form, for whoever may read the answer."""

from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.record.queries import responses as queries


@require_GET
@protected("direction.see")
def unit_file(request: HttpRequest, response_id: UUID, sha256: str) -> HttpResponseBase:
    response = get_object_or_404(queries.visible_to(who_asks(request)), pk=response_id)
    file = queries.file_of(response, sha256)
    if file is None:
        raise Http404
    return download(sha256, may_read=lambda: True, name=str(file["name"]), in_page=True)
