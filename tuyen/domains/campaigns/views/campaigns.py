"""Pages of campaigns: the list, the opening, one campaign with its groups and how far it has come."""

import csv
import io
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.campaigns import forms, permissions, rules
from tuyen.domains.campaigns.actions import campaigns as actions
from tuyen.domains.campaigns.models import Campaign, CampaignGroup
from tuyen.domains.campaigns.queries import campaigns as queries
from tuyen.domains.campaigns.queries import coverage
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import vaccines

ROWS = 50


@require_GET
@never_cache
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    is_closed = request.GET.get("status") == "closed"
    status = Campaign.Status.CLOSED if is_closed else Campaign.Status.OPEN
    shown = Paginator(queries.listed(who, status), ROWS).get_page(request.GET.get("page"))
    names = queries.unit_names(row.unit_id for row in shown)
    context = {
        "page_obj": shown,
        "rows": [
            (row, vaccines.name_of(row.vaccine, clock.today()), names.get(row.unit_id, ""))
            for row in shown
        ],
        "is_closed": is_closed,
        "may_lead": permissions.may_lead(who),
    }
    return page(request, "campaigns/home.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.LEAD)
def open_(request: HttpRequest) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    figures = rules.settings_on(today)
    initial = {"starts_on": today, "target_percent": figures["target_percent"]}
    form = forms.OpenForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            made = actions.open_campaign(said=actions.Opening(**form.cleaned_data), by=who)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lập chiến dịch. Thêm nhóm đích theo thứ tự ưu tiên."))
            return after(request, "campaigns:campaign", made.id)
    return page(request, "campaigns/open.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@never_cache
@protected(permissions.SEE)
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    return _drawn(request, found_campaign(request, campaign_id), {})


@require_POST
@protected(permissions.LEAD)
def add_group(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    form = forms.GroupForm(request.POST, choices=queries.group_choices(who))
    return _acted(
        request,
        row,
        ("group_form", form),
        lambda: actions.add_group(campaign=row, said=actions.Wanted(**form.cleaned_data), by=who),
    )


@require_POST
@protected(permissions.LEAD)
def drop_group(request: HttpRequest, campaign_id: UUID, group_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    actions.drop_group(campaign=row, group_id=group_id, by=who)
    notice(request, _("Đã bỏ nhóm. Mũi đã tiêm giữ nguyên."))
    return after(request, "campaigns:campaign", row.id)


@require_POST
@protected(permissions.LEAD)
def close(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    form = forms.CloseForm(request.POST)
    return _acted(
        request,
        row,
        ("close_form", form),
        lambda: actions.close(campaign=row, by=who, **form.cleaned_data),
    )


@require_POST
@protected(permissions.LEAD)
def reopen(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row = found_campaign(request, campaign_id)
    actions.reopen(campaign=row, by=who_asks(request))
    notice(request, _("Đã mở lại chiến dịch."))
    return after(request, "campaigns:campaign", row.id)


@require_GET
@never_cache
@protected(permissions.SEE)
def coverage_csv(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """A line for each unit and group: what the page shows, for a spreadsheet."""
    row, who = found_campaign(request, campaign_id), who_asks(request)
    found, text = coverage.coverage_of(row, who), io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["unit", "group", "target", "given", "withheld", "percent"])
    for unit in found.rows:
        for group in found.groups:
            cell = unit.cells.get(group.id, coverage.Cell())
            lines.writerow(
                [unit.name, group.kind, cell.target, cell.given, cell.withheld, cell.percent or ""]
            )
    name = 'attachment; filename="do-bao-phu.csv"'
    return HttpResponse(
        "\ufeff" + text.getvalue(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name},
    )


def found_campaign(request: HttpRequest, campaign_id: UUID) -> Campaign:
    row: Campaign = get_object_or_404(queries.visible_to(who_asks(request)), pk=campaign_id)
    return row


def told(form: django_forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def frame(request: HttpRequest, row: Campaign) -> dict[str, Any]:
    """What every page of one campaign shows."""
    who = who_asks(request)
    return {
        "campaign": row,
        "vaccine": vaccines.name_of(row.vaccine, clock.today()),
        "may_work": permissions.may_work(who) and row.is_open,
        "may_lead": permissions.may_lead(who, row),
    }


def _acted(
    request: HttpRequest, row: Campaign, sent: tuple[str, django_forms.Form], act: Callable[[], Any]
) -> HttpResponse:
    """Done and back to the campaign, or its page with what was typed and what is the matter."""
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "campaigns:campaign", row.id)
    return _drawn(request, found_campaign(request, row.id), {name: form}, status=422)


def _drawn(
    request: HttpRequest, row: Campaign, typed: dict[str, django_forms.Form], status: int = 200
) -> HttpResponse:
    who = who_asks(request)
    found = coverage.coverage_of(row, who)
    none = coverage.Cell()
    context = {
        **frame(request, row),
        "unit": queries.unit_names([row.unit_id]).get(row.unit_id, ""),
        "groups": [
            (
                each,
                queries.kind_label(each.kind),
                queries.in_words(each),
                found.of_group.get(each.id, none),
            )
            for each in found.groups
        ],
        "units": [_unit_line(unit, row, found.groups) for unit in found.rows],
        "heads": [queries.kind_label(each.kind) for each in found.groups],
        "total": found.all,
        "short": found.short(row.target_percent),
        "is_unverified": rules.is_unverified(clock.today()),
        "group_form": forms.GroupForm(choices=queries.group_choices(who)),
        "close_form": forms.CloseForm(initial={"on": clock.today()}),
        **typed,
    }
    return page(request, "campaigns/campaign.html", context, status=status)


def _unit_line(
    unit: coverage.UnitRow, row: Campaign, groups: tuple[CampaignGroup, ...]
) -> tuple[coverage.UnitRow, list[coverage.Cell], bool]:
    cells = [unit.cells.get(each.id, coverage.Cell()) for each in groups]
    return unit, cells, unit.is_short(row.target_percent)
