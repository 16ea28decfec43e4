"""Pages of health education: the list, the opening, one campaign with its sessions and its reach."""

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
from tuyen.domains.health_education import forms, permissions, rules
from tuyen.domains.health_education.actions import campaigns as actions
from tuyen.domains.health_education.models import EducationCampaign
from tuyen.domains.health_education.queries import campaigns as queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.imports.sheets import escaped
from tuyen.platform.ui.respond import after, notice, page

ROWS = 50


@require_GET
@never_cache
@protected(permissions.SEE)
def home(request: HttpRequest) -> HttpResponse:
    who, words = who_asks(request), request.GET.get("q", "")[:80]
    is_closed = request.GET.get("status") == "closed"
    status = EducationCampaign.Status.CLOSED if is_closed else EducationCampaign.Status.OPEN
    shown = Paginator(queries.listed(who, status, words), ROWS).get_page(request.GET.get("page"))
    context = {
        "page_obj": shown,
        "rows": _lines(list(shown)),
        "is_closed": is_closed,
        "words": words,
        "may_plan": permissions.may_plan(who),
    }
    return page(request, "health_education/home.html", context)


def _lines(rows: list[EducationCampaign]) -> list[tuple[EducationCampaign, str, str, str]]:
    names = queries.unit_names(row.unit_id for row in rows)
    groups = queries.choices(rules.GROUP)
    return [
        (
            row,
            queries.disease_label(row.disease),
            groups.get(row.target_group, row.target_group),
            names.get(row.unit_id, ""),
        )
        for row in rows
    ]


@require_GET
@never_cache
@protected(permissions.SEE)
def of_outbreak(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """What is told to people about one outbreak, and a new campaign for it."""
    who = who_asks(request)
    context = {
        "rows": _lines(list(queries.of_outbreak(outbreak_id, who))),
        "outbreak_id": outbreak_id,
        "may_plan": permissions.may_plan(who),
    }
    return page(request, "health_education/of_outbreak.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.PLAN)
def open_(request: HttpRequest) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    form = forms.OpenForm(request.POST or None, initial={"starts_on": today})
    if form.is_bound and form.is_valid():
        said = actions.Opening(outbreak_id=_outbreak(request), **form.cleaned_data)
        try:
            made = actions.open_campaign(said=said, by=who)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lập đợt truyền thông. Ghi các buổi khi tổ chức xong."))
            return after(request, "health_education:campaign", made.id)
    context = {"form": form, "is_unverified": rules.is_unverified(today)}
    return page(request, "health_education/open.html", context, status=422 if form.errors else 200)


def _outbreak(request: HttpRequest) -> UUID | None:
    """The outbreak for which it is opened; a word that is no id names none."""
    try:
        return UUID(request.GET.get("outbreak", ""))
    except ValueError:
        return None


@require_GET
@never_cache
@protected(permissions.SEE)
def campaign(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    return drawn(request, found_campaign(request, campaign_id), {})


@require_POST
@protected(permissions.PLAN)
def people(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    form = forms.PeopleForm(request.POST)
    return acted(
        request,
        row,
        ("people_form", form),
        lambda: actions.correct_people(campaign=row, by=who, **form.cleaned_data),
    )


@require_POST
@protected(permissions.PLAN)
def close(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    form = forms.CloseForm(request.POST)
    return acted(
        request,
        row,
        ("close_form", form),
        lambda: actions.close(campaign=row, by=who, **form.cleaned_data),
    )


@require_POST
@protected(permissions.PLAN)
def reopen(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row = found_campaign(request, campaign_id)
    actions.reopen(campaign=row, by=who_asks(request))
    notice(request, _("Đã mở lại đợt truyền thông."))
    return after(request, "health_education:campaign", row.id)


@require_GET
@never_cache
@protected(permissions.SEE)
def file(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """All tables one below the other; the first column says which."""
    row = found_campaign(request, campaign_id)
    heads: list[object] = [_("Bảng"), _("Nhóm"), _("Số buổi"), _("Lượt người"), _("Trong đó nữ"),
             _("Tài liệu đã phát")]  # fmt: skip
    cells: list[list[object]] = [
        [table.title, each.key, each.sessions, each.reached, each.women, each.handed_out]
        for table in queries.reach_of(row, who_asks(request)).tables
        for each in table.rows
    ]
    text = io.StringIO()
    csv.writer(text).writerows([[escaped(cell) for cell in line] for line in [heads, *cells]])
    return HttpResponse(
        text.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="truyen-thong.csv"'},
    )


def found_campaign(request: HttpRequest, campaign_id: UUID) -> EducationCampaign:
    row: EducationCampaign = get_object_or_404(
        queries.visible_to(who_asks(request)), pk=campaign_id
    )
    return row


def told(form: django_forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def acted(
    request: HttpRequest,
    row: EducationCampaign,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
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
            return after(request, "health_education:campaign", row.id)
    return drawn(request, found_campaign(request, row.id), {name: form}, status=422)


def drawn(
    request: HttpRequest,
    row: EducationCampaign,
    typed: dict[str, django_forms.Form],
    status: int = 200,
) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    shown = Paginator(queries.sessions_of(row, who), ROWS).get_page(request.GET.get("page"))
    names = queries.unit_names([row.unit_id, *(each.unit_id for each in shown)])
    channels, languages = queries.choices(rules.CHANNEL), queries.choices(rules.LANGUAGE)
    context = {
        "campaign": row,
        "unit": names.get(row.unit_id, ""),
        "disease": queries.disease_label(row.disease),
        "group": queries.choices(rules.GROUP).get(row.target_group, row.target_group),
        "reach": queries.reach_of(row, who),
        "page_obj": shown,
        "sessions": [
            (
                each,
                names.get(each.unit_id, ""),
                channels.get(each.channel, each.channel),
                languages.get(each.language, each.language),
                permissions.may_hold(who, each) and row.is_open,
            )
            for each in shown
        ],
        "may_plan": permissions.may_plan(who, row),
        "may_hold": permissions.may_hold(who) and row.is_open,
        "is_unverified": rules.is_unverified(today),
        "session_form": forms.SessionForm(initial={"held_on": today}),
        "people_form": forms.PeopleForm(initial={"people": row.people}),
        "close_form": forms.CloseForm(initial={"on": today}),
        **typed,
    }
    return page(request, "health_education/campaign.html", context, status=status)
