"""The microplan and the figures of a day."""

import datetime as dt
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.campaigns import forms, permissions, rules
from tuyen.domains.campaigns.actions import days as actions
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries import campaigns as queries
from tuyen.domains.campaigns.queries import days
from tuyen.domains.campaigns.views.campaigns import found_campaign, frame, told
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.print.listings import Head, Listing, as_pdf, as_xlsx
from tuyen.platform.ui.respond import after, notice, page

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.SEE)
def plan(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Lines in the order of the road; under them a new one, with the day of the last."""
    row, who = found_campaign(request, campaign_id), who_asks(request)
    lines, total, expected = days.plan_of(row, who)
    ours = [line.session for line in lines if line.session.unit_id == who.unit_id]
    begin = {"day": max(row.starts_on, min(clock.today(), row.ends_on)), "route": 1, "target": 0}
    if ours:
        begin |= {"day": ours[-1].day, "route": ours[-1].route + 1, "team": ours[-1].team}
    form = forms.LineForm(request.POST or None, initial=begin)
    if form.is_bound and form.is_valid():
        try:
            actions.plan(campaign=row, said=actions.Line(**form.cleaned_data), by=who)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã thêm buổi tiêm."))
            return after(request, "campaigns:plan", row.id)
    names = queries.unit_names(line.session.unit_id for line in lines)
    context = {
        **frame(request, row),
        "lines": [
            (line, names.get(line.session.unit_id, ""), line.session.unit_id == who.unit_id)
            for line in lines
        ],
        "needed": total,
        "expected": expected,
        "form": form,
        "is_unverified": rules.is_unverified(clock.today()),
    }
    return page(request, "campaigns/plan.html", context, status=422 if form.errors else 200)


@require_POST
@protected(permissions.WORK)
def unplan(request: HttpRequest, campaign_id: UUID, session_id: UUID) -> HttpResponse:
    row = found_campaign(request, campaign_id)
    actions.unplan(campaign=row, session_id=session_id, by=who_asks(request))
    notice(request, _("Đã bỏ buổi tiêm khỏi kế hoạch."))
    return after(request, "campaigns:plan", row.id)


@require_GET
@never_cache
@protected(permissions.SEE)
def plan_sheet(request: HttpRequest, campaign_id: UUID, form: str) -> HttpResponse:
    """The microplan as a paper or a spreadsheet."""
    row = found_campaign(request, campaign_id)
    if form not in ("pdf", "xlsx"):
        raise Http404
    listing = _listing(request, row)
    body = as_pdf(listing) if form == "pdf" else as_xlsx(listing)
    kind = "application/pdf" if form == "pdf" else XLSX
    name = f'attachment; filename="vi-ke-hoach.{form}"'
    return HttpResponse(body, content_type=kind, headers={"Content-Disposition": name})


def _listing(request: HttpRequest, row: Campaign) -> Listing:
    who = who_asks(request)
    lines, total, expected = days.plan_of(row, who)
    names = queries.unit_names(line.session.unit_id for line in lines)
    heads = (
        Head(_("Ngày")),
        Head(_("Đơn vị"), share=2),
        Head(_("Thứ tự đi")),
        Head(_("Điểm tiêm"), share=2),
        Head(_("Thôn, bản"), share=1),
        Head(_("Đội tiêm"), share=2),
        Head(_("Số người")),
        Head(_("Liều")),
        Head(_("Lọ")),
        Head(_("Bơm tiêm")),
        Head(_("Hộp an toàn")),
    )
    rows = tuple(
        (
            f"{each.session.day:%d/%m/%Y}",
            names.get(each.session.unit_id, ""),
            each.session.route,
            each.session.place,
            each.session.village,
            each.session.team,
            each.session.target,
            *_figures(each.needs),
        )
        for each in lines
    )
    sum_ = (_("Cộng"), "", "", "", "", "", expected, *_figures(total))
    title = _("Vi kế hoạch: %(name)s") % {"name": row.name}
    return Listing(title=title, unit=who.unit_name, heads=heads, rows=rows, total=sum_)


def _figures(needs: rules.Needs) -> tuple[int, int, int, int]:
    return needs.doses, needs.vials, needs.syringes, needs.boxes


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.SEE)
def day(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Own figures, proposed from the charts; below, who told and who did not."""
    row, who = found_campaign(request, campaign_id), who_asks(request)
    on = _day(request, row)
    sent = days.tally_of(row, who.unit_id, on)
    proposed = days.counted_on(row, who.unit_id, on) if sent is None else vars(sent)
    form = forms.TallyForm(request.POST or None, initial=proposed)
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        why = said.pop("why")
        try:
            actions.send_tally(campaign=row, day=on, said=actions.Figures(**said), by=who, why=why)
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã gửi báo cáo ngày."))
            return after(request, "campaigns:day", row.id)
    context = {
        **frame(request, row),
        "day": on,
        "days": _days(row),
        "sent": sent,
        "form": form,
        "told": days.tallies_of(row, who, on),
        "tally_by": rules.settings_on(on)["tally_by"],
        "is_unverified": rules.is_unverified(on),
    }
    return page(request, "campaigns/day.html", context, status=422 if form.errors else 200)


def _day(request: HttpRequest, row: Campaign) -> dt.date:
    """Asked for, or the newest day of the campaign."""
    known = {f"{each}": each for each in _days(row)}
    return known.get(request.GET.get("day", ""), _days(row)[0])


def _days(row: Campaign) -> list[dt.date]:
    """Those of the campaign that have come, the newest first."""
    newest = max(row.starts_on, min(clock.today(), row.ends_on))
    return [newest - dt.timedelta(days=n) for n in range((newest - row.starts_on).days + 1)]
