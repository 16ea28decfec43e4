"""The people of a campaign at one unit: one press each; names are searched by POST, never in an address."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.campaigns import forms, permissions
from tuyen.domains.campaigns.actions import doses as actions
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries import campaigns as queries
from tuyen.domains.campaigns.queries import people
from tuyen.domains.campaigns.views.campaigns import found_campaign, frame
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import vaccines

ROWS = 30
STATES = ("due", "given", "withheld")


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.WORK)
def listed(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    row, who = found_campaign(request, campaign_id), who_asks(request)
    everybody = people.list_of(row, who)
    state, village = request.GET.get("state", "due"), request.GET.get("village", "")
    text = request.POST.get("q", "")
    wanted = state if state in STATES and not text else ""
    found = people.list_of(row, who, village=village, state=wanted, text=text)
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    kept = _lot(request, row)
    context = {
        **frame(request, row),
        "page_obj": shown,
        "rows": [(line, queries.kind_label(line.group.kind)) for line in shown],
        "states": [
            (code, _words()[code], sum(x.state == code for x in everybody)) for code in STATES
        ],
        "state": wanted,
        "villages": people.villages(everybody),
        "village": village,
        "q": text,
        "lot": kept,
        "lot_form": forms.LotForm(initial=_initial(kept)),
        "reasons": vaccines.reasons(clock.today()),
    }
    return page(request, "campaigns/people.html", context)


def _words() -> dict[str, str]:
    return {"due": _("Chưa tiêm"), "given": _("Đã tiêm"), "withheld": _("Chưa tiêm được")}


@require_POST
@protected(permissions.WORK)
def lot(request: HttpRequest, campaign_id: UUID) -> HttpResponse:
    """Chosen once for the day: kept in the session of whoever gives, until midnight."""
    row = found_campaign(request, campaign_id)
    form = forms.LotForm(request.POST)
    if not form.is_valid():
        raise Refused(_("Ghi số lô và hạn dùng, ví dụ MR-2501, 31/12/2026."), field="lot")
    said = form.cleaned_data
    if said["expiry_on"] < clock.today():
        raise Refused(_("Lô này đã quá hạn dùng: lấy lô khác."), field="expiry_on")
    request.session[_key(row)] = [
        said["lot"].strip().upper(),
        said["expiry_on"].isoformat(),
        clock.today().isoformat(),
    ]
    notice(request, _("Đã chọn lô cho hôm nay."))
    return after(request, "campaigns:people", row.id)


@require_POST
@protected(permissions.WORK)
def give(request: HttpRequest, campaign_id: UUID, person_id: UUID) -> HttpResponse:
    row = found_campaign(request, campaign_id)
    actions.give(campaign=row, person_id=person_id, lot=_lot(request, row), by=who_asks(request))
    notice(request, _("Đã ghi mũi tiêm."))
    return after(request, "campaigns:people", row.id)


@require_POST
@protected(permissions.WORK)
def withhold(request: HttpRequest, campaign_id: UUID, person_id: UUID) -> HttpResponse:
    row = found_campaign(request, campaign_id)
    why = request.POST.get("why", "")
    actions.withhold(campaign=row, person_id=person_id, why=why, by=who_asks(request))
    notice(request, _("Đã ghi lý do."))
    return after(request, "campaigns:people", row.id)


def _key(row: Campaign) -> str:
    return f"campaign_lot_{row.id.hex}"


def _lot(request: HttpRequest, row: Campaign) -> actions.Lot | None:
    match request.session.get(_key(row)):
        case [str(number), str(expiry), str(day)] if day == clock.today().isoformat():
            return actions.Lot(number, dt.date.fromisoformat(expiry))
    return None


def _initial(kept: actions.Lot | None) -> dict[str, Any]:
    return {"lot": kept.number, "expiry_on": kept.expiry_on} if kept else {}
