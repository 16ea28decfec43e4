"""Doormen of the receiving side: read, report, judged by the issuer."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.directives import boards, permissions
from tuyen.domains.directives.actions import receiving as actions
from tuyen.domains.directives.forms.directives import JudgeForm, ReportForm
from tuyen.domains.directives.models import Duty, Receipt
from tuyen.domains.directives.papers.sheets import duties_sheet
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.views.answers import ROWS, form_page, sheet
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.attachments.answer import download
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit


@protected(permissions.SEE)
@require_POST
def acknowledge(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    who = who_asks(request)
    actions.acknowledge(receipt=_mine(directive_id, who), by=who)
    notice(request, _("Đã ghi nhận bạn đã đọc."))
    return after(request, "directives:directive", directive_id)


@protected(permissions.SEE)
@require_POST
def acknowledge_end(request: HttpRequest, directive_id: UUID) -> HttpResponse:
    who = who_asks(request)
    actions.acknowledge_end(receipt=_mine(directive_id, who), by=who)
    notice(request, _("Đã ghi nhận: ngừng thực hiện văn bản này."))
    return after(request, "directives:directive", directive_id)


def _mine(directive_id: UUID, who: Actor) -> Receipt:
    seen = queries.visible(directive_id, who)
    if seen is None or seen[1] is None:
        raise Http404
    return seen[1]


@protected(permissions.SEE)
@require_GET
def duties(request: HttpRequest) -> HttpResponse:
    """Tasks of directives on both sides: ours to do, theirs to do for us."""
    who, state = who_asks(request), request.GET.get("state", "")
    shown = Paginator(queries.duties_seen_by(who, state), ROWS).get_page(request.GET.get("page"))
    context = {
        "state": state,
        "states": boards.DUTY_STATES,
        "page_obj": shown,
        "rows": boards.duty_rows(list(shown), clock.today()),
    }
    return page(request, "directives/duties.html", context)


@protected(permissions.SEE)
@require_GET
def duties_list(request: HttpRequest) -> HttpResponse:
    """The same list as an Excel file."""
    found = queries.duties_seen_by(who_asks(request), request.GET.get("state", ""))
    return sheet(duties_sheet(boards.duty_rows(list(found[:5000]), clock.today())), "viec-van-ban")


@protected(permissions.SEE)
@require_http_methods(["GET", "POST"])
def duty(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """One task: the unit reports, with evidence."""
    who = who_asks(request)
    row = _duty(duty_id, who)
    form = ReportForm(request.POST or None, request.FILES or None)

    def act(told: dict[str, Any]) -> tuple[str, Any, str]:
        file = told["evidence"]
        evidence = actions.Evidence(file.name, file.chunks()) if file else None
        actions.report_duty(duty=row, report=told["report"], evidence=evidence, by=who)
        return "directives:duty", row.id, _("Đã báo cáo với đơn vị ban hành.")

    context = boards.duty_page(row, who, clock.today())
    return form_page(request, "directives/duty.html", form, act, context)


@protected(permissions.DRAFT)
@require_POST
def judge(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    """“Công nhận” or “Trả lại”, by the button pressed."""
    who = who_asks(request)
    row, form = _duty(duty_id, who), JudgeForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    is_accepted = request.POST.get("verdict") == "accept"
    actions.judge_duty(duty=row, accepted=is_accepted, note=note, by=who)
    notice(request, _("Đã công nhận.") if is_accepted else _("Đã trả lại để làm tiếp."))
    return after(request, "directives:duty", row.id)


@protected(permissions.SEE)
@require_GET
def evidence(request: HttpRequest, duty_id: UUID) -> FileResponse:
    row = _duty(duty_id, who_asks(request))
    if not row.evidence_sha256:
        raise Http404
    name = row.evidence_name.rsplit(".", 1)[0]
    return download(row.evidence_sha256, may_read=lambda: True, name=name)


@protected(permissions.SEE)
@require_GET
def of_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """Tab of a unit: directives that it received, read or not."""
    who = who_asks(request)
    unit = get_object_or_404(Unit.objects.filter(pk__in=direction.reach(who)), pk=unit_id)
    found = queries.received_by(unit.id, queries.Asked(status=request.GET.get("status", "")))
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    context = {
        "unit": unit,
        "page_obj": shown,
        "rows": boards.in_rows(list(shown)),
        "status": request.GET.get("status", ""),
        "states": boards.IN_STATES,
    }
    return page(request, "directives/of_unit.html", context)


def _duty(duty_id: UUID, who: Actor) -> Duty:
    return get_object_or_404(queries.duties_seen_by(who), pk=duty_id)
