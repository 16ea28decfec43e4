"""Handing a study out without its person."""

from uuid import UUID

from django.http import FileResponse, HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from tuyen.core.errors import Refused
from tuyen.domains.imaging import permissions
from tuyen.domains.imaging.exporting import export_study
from tuyen.domains.imaging.forms import ExportForm
from tuyen.domains.imaging.views.opening import opened
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.EXPORT)
def export(request: HttpRequest, study_id: UUID) -> HttpResponseBase:
    chart, study = opened(request, study_id, what="imaging_export")
    form = ExportForm(request.POST or None)
    if form.is_valid():
        try:
            packed = export_study(
                chart=chart,
                study=study,
                reason=form.cleaned_data["reason"],
                has_looked=form.cleaned_data["seen"],
                by=who_asks(request),
            )
        except Refused as refusal:
            form.add_error(refusal.field or None, refusal.message)
        else:
            return _saved(packed)
    context = {"person": chart.person, "study": study, "form": form}
    return page(request, "imaging/export.html", context, status=422 if form.is_bound else 200)


def _saved(packed: object) -> FileResponse:
    answer = FileResponse(packed, as_attachment=True, filename="hinh-anh-an-danh.zip")
    answer["Cache-Control"] = "private, no-store"
    return answer
