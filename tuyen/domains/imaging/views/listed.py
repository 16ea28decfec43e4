"""The tab “Hình ảnh” of a person: studies, photographs, sending more."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.domains.imaging import actions, jobs, permissions, queries, uploads
from tuyen.domains.imaging.forms import ConfirmForm, MoveForm, UploadForm, WithdrawForm
from tuyen.domains.imaging.queries import Series
from tuyen.domains.imaging.views.opening import opened
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.chart import Chart, chart_of, opened_chart
from tuyen.record.models import ImagingStudy
from tuyen.registry.persons.queries import search_persons

PAGE_ROWS = 20
PHOTOS = 12


@require_GET
@never_cache
@protected("chart.open")
def studies(request: HttpRequest, person_id: UUID) -> HttpResponse:
    chart = opened_chart(person_id, who_asks(request), what="imaging")
    return _shown(request, chart, UploadForm(orders=queries.open_orders(chart)))


@require_POST
@protected(permissions.ADD)
def add(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = chart_of(person_id, who)
    form = UploadForm(request.POST, request.FILES, orders=queries.open_orders(chart))
    if not form.is_valid():
        return _shown(request, chart, form, status=422)
    try:
        sent = uploads.arrived(form.cleaned_data["pictures"])
        order = form.cleaned_data.get("order")
        taken = actions.take(
            person_id=chart.person.id, sent=sent, by=who, order_id=UUID(order) if order else None
        )
    except Refused as refusal:
        form.add_error("pictures", refusal.message)
        return _shown(request, chart, form, status=422)
    if taken.pending:
        return after(request, "imaging:pending", taken.pending.id)
    return _stored(request, taken, person_id)


def _stored(request: HttpRequest, taken: actions.Taken, person_id: UUID) -> HttpResponse:
    said = [_("Đã thêm %(n)d ảnh.") % {"n": taken.added}]
    if taken.known:
        said.append(_("%(n)d ảnh đã có sẵn trong hồ sơ.") % {"n": taken.known})
    if taken.left_out:
        said.append(_("Bỏ qua %(n)d tệp không phải ảnh DICOM.") % {"n": taken.left_out})
    notice(request, " ".join(said))
    if len(taken.study_ids) == 1:
        return after(request, "imaging:study", taken.study_ids[0])
    return after(request, "imaging:list", person_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.ADD)
def pending(request: HttpRequest, pending_id: UUID) -> HttpResponse:
    """The name in the pictures is another: keep them with a reason, or throw them away."""
    who = who_asks(request)
    waiting = get_object_or_404(queries.pending_of(who), pk=pending_id)
    chart = opened_chart(waiting.patient_id, who, what="imaging")
    if request.POST.get("forget"):
        jobs.forget(waiting)
        notice(request, _("Đã bỏ các ảnh vừa gửi."))
        return after(request, "imaging:list", chart.person.id)
    form = ConfirmForm(request.POST or None)
    if form.is_valid():
        try:
            taken = actions.confirm(pending=waiting, reason=form.cleaned_data["reason"], by=who)
        except Refused as refusal:
            form.add_error("reason", refusal.message)
        else:
            return _stored(request, taken, chart.person.id)
    context = {"person": chart.person, "waiting": waiting, "form": form}
    return page(request, "imaging/pending.html", context, status=422 if form.is_bound else 200)


@require_POST
@protected(permissions.ADD)
def withdraw(request: HttpRequest, study_id: UUID) -> HttpResponse:
    chart, study = opened(request, study_id)
    form = WithdrawForm(request.POST)
    why = form.cleaned_data["why"] if form.is_valid() else ""
    actions.withdraw(study=study, why=why, by=who_asks(request))
    notice(request, _("Đã gỡ lần chụp khỏi hồ sơ; lịch sử vẫn giữ lại."))
    return after(request, "imaging:list", chart.person.id)


@require_POST
@protected(permissions.ADD)
def move(request: HttpRequest, study_id: UUID) -> HttpResponse:
    """Into the chart of the person whom the pictures show; both openings stand in the log of readers."""
    who = who_asks(request)
    _chart, study = opened(request, study_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Ghi người đúng và lý do chuyển."), field="person")
    found = search_persons(who, form.cleaned_data["person"]).hits
    if len(found) != 1:
        raise Refused(_("Không thấy đúng một người. Nhập số giấy tờ của người đó."), field="person")
    other = opened_chart(found[0].person.id, who, what="imaging_move")
    actions.move_study(study=study, to=other.person.id, why=form.cleaned_data["why"], by=who)
    notice(request, _("Đã chuyển lần chụp sang hồ sơ của %(name)s.") % {"name": other.person.name})
    return after(request, "imaging:list", other.person.id)


def _shown(request: HttpRequest, chart: Chart, form: UploadForm, status: int = 200) -> HttpResponse:
    found = Paginator(queries.studies_of(chart), PAGE_ROWS).get_page(request.GET.get("page"))
    series = queries.series_by_study(chart, found)
    context: dict[str, Any] = {
        "person": chart.person,
        "page_obj": found,
        "rows": [_row(study, series.get(study.id, [])) for study in found],
        "photos": queries.photos_of(chart)[:PHOTOS],
        "form": form,
        "may_add": permissions.may_add(chart.who),
    }
    return page(request, "imaging/list.html", context, status=status)


def _row(study: ImagingStudy, series: list[Series]) -> dict[str, Any]:
    sums = [each.middle_sum for each in series if not each.is_waveform]
    return {"study": study, "series": series, "sums": sums}
