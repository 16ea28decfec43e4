"""Who is expected, who did not come, whom to remind; on screen and on paper."""

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.appointments import papers, queries
from tuyen.domains.appointments.forms import HoursForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import appointments as acts
from tuyen.record.models import Appointment
from tuyen.record.queries import appointments as rows
from tuyen.record.queries.reminders import sent_on

ROWS = 40


WEEKS_SHOWN = dt.timedelta(days=21)


def day_asked(text: str) -> dt.date:
    """The day of a page; today for what is no day."""
    return _day_of(text) or clock.today()


def agreed_day(text: str) -> dt.date:
    """The day that was agreed with somebody; one that cannot be read is never taken for today."""
    day = _day_of(text)
    if day is None:
        raise Refused(_("Nhập ngày hẹn mới, ví dụ 25/12/2026 hoặc +7."), field="day")
    return day


def _day_of(text: str) -> dt.date | None:
    try:
        day: dt.date | None = DateField(ahead=True, required=False).clean(text)
    except ValidationError:
        return None
    is_known = day and dt.date.min + WEEKS_SHOWN < day < dt.date.max - WEEKS_SHOWN
    return day if is_known else None


@require_GET
@never_cache
@protected("appointment.manage")
def day(request: HttpRequest) -> HttpResponse:
    """Everybody who is to come on a day, under a strip of two weeks."""
    who, on = who_asks(request), day_asked(request.GET.get("day", ""))
    hours = rows.hours_at(who.unit_id)
    context = {
        "day": on,
        "is_today": on == clock.today(),
        "is_past": on < clock.today(),
        "hours": hours,
        "is_open": hours.is_open(on),
        "strip": queries.strip(on, who, hours),
        "before": on - dt.timedelta(days=queries.DAYS_SHOWN),
        "after": on + dt.timedelta(days=queries.DAYS_SHOWN),
        "tab": "day",
        **_paged(request, rows.on_day(on, who), who),
    }
    return page(request, "appointments/day.html", context)


@require_GET
@never_cache
@protected("appointment.manage")
def overdue(request: HttpRequest) -> HttpResponse:
    """Who did not come; `all=1` shows those as well who are to be called later."""
    who, today = who_asks(request), clock.today()
    shows_all = request.GET.get("all") == "1"
    found = rows.overdue(who, today) if shows_all else rows.to_call(who, today)
    context = {
        "today": today,
        "shows_all": shows_all,
        "next_day": acts.next_free(who, today + dt.timedelta(days=1)),
        "tab": "overdue",
        **_paged(request, found, who, with_consent=True),
    }
    return page(request, "appointments/overdue.html", context)


@require_GET
@never_cache
@protected("appointment.manage")
def to_remind(request: HttpRequest) -> HttpResponse:
    """Who is expected on the next open day, to be called today."""
    who = who_asks(request)
    days = queries.days_to_remind(clock.today(), rows.hours_at(who.unit_id))
    found = rows.to_remind(who, days)
    context = {
        "days": days,
        "tab": "remind",
        "sent": sent_on(clock.today(), who),
        **_paged(request, found, who, with_consent=True),
    }
    return page(request, "appointments/remind.html", context)


def _paged(
    request: HttpRequest, found: QuerySet[Appointment], who: Actor, *, with_consent: bool = False
) -> dict[str, Any]:
    shown = Paginator(found, ROWS).get_page(request.GET.get("page"))
    lines = queries.lines_of(shown.object_list, who, with_consent=with_consent)
    return {"page_obj": shown, "rows": lines}


@require_GET
@never_cache
@protected("appointment.manage")
def printed(request: HttpRequest, which: str) -> HttpResponse:
    """The same list on paper, for whoever calls or goes to the villages."""
    who, today = who_asks(request), clock.today()
    if which == "day":
        on = day_asked(request.GET.get("day", ""))
        pdf = papers.list_pdf(_("Danh sách hẹn khám"), on, rows.on_day(on, who), who)
    elif which == "overdue":
        pdf = papers.list_pdf(_("Người quá hẹn cần gọi"), today, rows.to_call(who, today), who)
    elif which == "remind":
        days = queries.days_to_remind(today, rows.hours_at(who.unit_id))
        pdf = papers.list_pdf(_("Người cần gọi nhắc"), today, rows.to_remind(who, days), who)
    else:
        raise Http404
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="hen-{which}-{today:%Y%m%d}.pdf"'
    return answer


@require_http_methods(["GET", "POST"])
@protected("appointment.manage")
def hours(request: HttpRequest) -> HttpResponse:
    """How many a day, and when the unit is closed."""
    who = who_asks(request)
    form = HoursForm(request.POST or None, initial=_said(who))
    if request.method == "POST" and form.is_valid():
        acts.set_hours(
            capacity=form.cleaned_data["capacity"],
            closed_weekdays=frozenset(int(n) for n in form.cleaned_data["closed_weekdays"]),
            closed_days=form.cleaned_data["closed_days"],
            by=who,
        )
        notice(request, _("Đã lưu giờ làm việc. Lịch đã hẹn không đổi."))
        return after(request, "appointments:day")
    status = 422 if request.method == "POST" else 200
    return page(request, "appointments/hours.html", {"form": form, "tab": "hours"}, status=status)


def _said(who: Actor) -> dict[str, Any]:
    now = rows.hours_at(who.unit_id)
    return {
        "capacity": now.capacity,
        "closed_weekdays": [str(day) for day in sorted(now.closed_weekdays)],
        "closed_days": "\n".join(f"{day:%d/%m/%Y}" for day in sorted(now.closed_days)),
    }
