"""Bytes for the screen: a frame for the viewer, a preview, a photograph."""

import gzip
import io
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_GET

from tuyen.domains.imaging import pixels, queries
from tuyen.domains.imaging.stored import bytes_of
from tuyen.domains.imaging.views.opening import frame_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments import thumbs
from tuyen.platform.attachments.answer import download, small_picture
from tuyen.record.chart import chart_of
from tuyen.record.models import ImagingInstance
from tuyen.record.queries.documents import patient_of

MOST_SIDE = 1024


@require_GET
@protected("chart.open")
def frame(request: HttpRequest, study_id: UUID, instance_id: UUID, frame: int) -> HttpResponse:
    """Stored values of one frame, packed lightly: a stronger packing costs more than the wire."""
    row = frame_of(request, study_id, instance_id, frame)
    with bytes_of(row.sha256) as file:
        values = pixels.slice_of(file, frame)
    answer = _private(HttpResponse(content_type="application/octet-stream"))
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        values = gzip.compress(values, compresslevel=1)
        answer["Content-Encoding"] = "gzip"
    answer.content = values
    return answer


@require_GET
@protected("chart.open")
def picture(request: HttpRequest, study_id: UUID, instance_id: UUID, frame: int) -> HttpResponse:
    """A PNG in the window that the file names; `?side=` makes it small, `&light=1` a WebP of a few kB."""
    row = frame_of(request, study_id, instance_id, frame)
    said = request.GET.get("side", "")
    if request.GET.get("light") == "1":
        return _light(row, frame, thumbs.side_of(said) or MOST_SIDE)
    side = min(int(said), MOST_SIDE) if said.isdecimal() and len(said) < 6 else 0
    with bytes_of(row.sha256) as file:
        return _private(
            HttpResponse(pixels.picture(file, frame, side=side), content_type="image/png")
        )


@require_GET
@protected("chart.open")
def photo(request: HttpRequest, document_id: UUID) -> HttpResponseBase:
    """A photograph of the chart, for the page that shows it (whose reading was logged)."""
    who = who_asks(request)
    patient_id = patient_of(document_id, who)
    if patient_id is None:
        raise Http404
    row = get_object_or_404(queries.photos_of(chart_of(patient_id, who)), pk=document_id)
    if side := thumbs.side_of(request.GET.get("side", "")):
        return small_picture(row.sha256, may_read=lambda: True, side=side)
    return download(row.sha256, may_read=lambda: True, name=row.title, in_page=True)


def _light(row: ImagingInstance, frame: int, side: int) -> HttpResponse:
    """For a page of many: kept on the disk once it was made."""

    def make() -> bytes:
        from PIL import Image

        with bytes_of(row.sha256) as file:
            drawn = Image.open(io.BytesIO(pixels.picture(file, frame, side=side)))
        return thumbs.packed(drawn, side)

    made = thumbs.kept(f"{row.sha256}-{frame}", side, make)
    return _private(HttpResponse(made, content_type=thumbs.WEBP))


def _private(answer: HttpResponse) -> HttpResponse:
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
