"""Pages of the hotline: the desk, one call, its follow-up, numbers and the duty roster."""

from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.memory import asked_once
from tuyen.domains.steering import permissions, words
from tuyen.domains.steering.actions import hotline as actions
from tuyen.domains.steering.forms import hotline as forms
from tuyen.domains.steering.models import HotlineCall
from tuyen.domains.steering.queries import hotline as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.domains.steering.rules.hotline import Status
from tuyen.domains.steering.views.filling import filled
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

ROWS = 30


@require_GET
@never_cache
@protected(permissions.SEE)
def hotline(request: HttpRequest) -> HttpResponse:
    """The desk: one key starts a call; who is on duty now; calls, calls back, the service level."""
    with asked_once():
        return _desk(request)


def _desk(request: HttpRequest) -> HttpResponse:
    who, day = who_asks(request), clock.today()
    which = request.GET.get("which", "all")
    shown = Paginator(queries.listed(who, which), ROWS).get_page(request.GET.get("page"))
    month = clock.start_of(day.replace(day=1))
    here = facility_of(who)
    context = {
        "page_obj": shown,
        "lines": queries.lines_of(shown.object_list),
        "which": which,
        "level": queries.service_level(queries.calls_seen_by(who), month, day, here),
        "numbers": queries.lines_to_call([here]),
        "duties": queries.on_duty([here], clock.now()),
        "may_answer": permissions.may_answer_hotline(who),
        "may_plan": permissions.may_keep_lines(who),
        "since": month,
        "day": day,
        **_labels(),
    }
    return page(request, "steering/hotline.html", context)


def _labels() -> dict[str, Any]:
    return {
        "outcomes": words.outcomes(),
        "specialties": words.specialties(),
        "line_purposes": words.line_purposes(),
        "calls": words.CALLS,
    }


@require_POST
@protected(permissions.HOTLINE)
def ring(request: HttpRequest) -> HttpResponse:
    """One key: the phone rings."""
    row = actions.ring(by=who_asks(request))
    return after(request, "steering:call", row.id)


def _seen(request: HttpRequest, call_id: UUID) -> HotlineCall:
    found: HotlineCall = get_object_or_404(queries.calls_seen_by(who_asks(request)), pk=call_id)
    return found


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.SEE)
def call(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """A call from ringing to saved; who did not answer it reads it."""
    who, row = who_asks(request), _seen(request, call_id)
    if request.method == "POST":
        permissions.require_call(who, row)
    typed = request.POST or None
    form = forms.CallForm(typed, initial=forms.initial_of(row), who=who)
    phone = request.POST.get("phone", row.phone)
    callers = queries.callers(phone, who)

    def act() -> HttpResponse:
        actions.save(call=row, said=form.said(callers), by=who)
        notice(request, _("Đã lưu cuộc gọi."))
        if request.POST.get("then") == "request":
            return after(request, "steering:call_request", row.id)
        return after(request, "steering:hotline")

    options = forms.options(callers, request.POST.get("caller", _picked(row)))
    context = _call_context(row, who) | {"callers": options}
    return filled(request, form, act, "steering/call.html", context)


def _picked(row: HotlineCall) -> str:
    if row.caller_unit_id is None:
        return ""
    return "/".join(str(id_) for id_ in (row.caller_unit_id, row.caller_staff_id) if id_)


def _call_context(row: HotlineCall, who: Actor) -> dict[str, Any]:
    may_answer = permissions.may_keep_call(who, row)
    return {
        "call": row,
        "line": queries.lines_of([row])[0],
        "may_answer": may_answer,
        "is_ringing": row.status == Status.RINGING,
        "is_saved": row.status == Status.SAVED,
        "is_missed": row.status == Status.MISSED,
        "duties": queries.on_duty([row.unit_id], clock.now()),
        "follow_form": forms.FollowUpForm(),
        **_labels(),
    }


@require_POST
@never_cache
@protected(permissions.HOTLINE)
def callers(request: HttpRequest) -> HttpResponse:
    """Whom a number belongs to, while it is typed."""
    found = queries.callers(request.POST.get("phone", ""), who_asks(request))
    context = {"callers": forms.options(found, ""), "phone": request.POST.get("phone", "")}
    return page(request, "steering/callers.html", context)


@require_POST
@protected(permissions.HOTLINE)
def pick_up(request: HttpRequest, call_id: UUID) -> HttpResponse:
    actions.pick_up(call=_seen(request, call_id), by=who_asks(request))
    return after(request, "steering:call", call_id)


@require_POST
@protected(permissions.HOTLINE)
def miss(request: HttpRequest, call_id: UUID) -> HttpResponse:
    actions.miss(call=_seen(request, call_id), by=who_asks(request))
    notice(request, _("Đã ghi cuộc gọi nhỡ."))
    return after(request, "steering:hotline")


@require_POST
@protected(permissions.HOTLINE)
def follow_up(request: HttpRequest, call_id: UUID) -> HttpResponse:
    note = request.POST.get("note", "")
    actions.follow_up(call=_seen(request, call_id), note=note, by=who_asks(request))
    notice(request, _("Đã ghi kết quả gọi lại."))
    return after(request, "steering:call", call_id)


@require_http_methods(["GET", "POST"])
@protected(permissions.HOTLINE)
def call_request(request: HttpRequest, call_id: UUID) -> HttpResponse:
    """What a call cannot settle: a request of the caller's unit, taken by us."""
    who, row = who_asks(request), _seen(request, call_id)
    permissions.require_call(who, row)
    told = _("Đã tư vấn qua điện thoại: %(advice)s") % {"advice": row.advice} if row.advice else ""
    question = "\n".join(filter(None, [row.question, told]))
    asked = {"title": row.question[:200], "question": question, "urgency": "urgent"}
    form = forms.RequestForm(request.POST or None, initial=asked)

    def act() -> HttpResponse:
        made = actions.turn_into_request(call=row, said=form.said(row.unit_id), by=who)
        notice(request, _("Đã lập đề nghị hỗ trợ từ cuộc gọi."))
        return after(request, "steering:request", made.id)

    context = {
        "title": _("Lập đề nghị hỗ trợ từ cuộc gọi"),
        "about": queries.lines_of([row])[0].unit,
        "back": ("steering:call", row.id),
        "is_stacked": True,
    }
    return filled(request, form, act, "steering/form.html", context)


@require_http_methods(["GET", "POST"])
@protected(permissions.MANAGE)
def numbers(request: HttpRequest) -> HttpResponse:
    """The numbers that lower units are shown."""
    who = who_asks(request)
    form = forms.LineForm(request.POST or None)

    def act() -> HttpResponse:
        actions.add_line(by=who, **form.cleaned_data)
        notice(request, _("Đã thêm số máy."))
        return after(request, "steering:numbers")

    context = {"numbers": queries.our_numbers(who), **_labels()}
    return filled(request, form, act, "steering/numbers.html", context)


@require_POST
@protected(permissions.MANAGE)
def stop_number(request: HttpRequest, line_id: UUID) -> HttpResponse:
    row = get_object_or_404(queries.our_numbers(who_asks(request)), pk=line_id)
    actions.stop_line(line=row, by=who_asks(request))
    notice(request, _("Đã ngừng số máy."))
    return after(request, "steering:numbers")


@require_http_methods(["GET", "POST"])
@protected(permissions.SEE)
def roster(request: HttpRequest) -> HttpResponse:
    """Who is on duty in a week, by shift and specialty."""
    who = who_asks(request)
    first = forms.monday_asked(request.GET.get("week", ""))
    may_plan = permissions.may_keep_roster(who)
    initial = {"day": max(first, clock.today())}
    staff = queries.own_staff(who) if may_plan else []
    form = forms.TurnForm(request.POST or None, initial=initial, staff=staff)

    def act() -> HttpResponse:
        row = actions.put_on_duty(turn=form.said(), by=who)
        notice(request, _("Đã thêm vào lịch trực."))
        return after(request, "steering:roster", week=f"{row.day:%d/%m/%Y}")

    week = queries.week(facility_of(who), first)
    context = {
        "week": week,
        "first": first,
        "last": week[-1][0],
        "before": first - actions.WEEK,
        "after": first + actions.WEEK,
        "shifts": words.shifts(),
        "specialties": words.specialties(),
        "may_plan": may_plan,
        "today": clock.today(),
    }
    return filled(request, form, act, "steering/roster.html", context)


@require_POST
@protected(permissions.MANAGE, permissions.HOTLINE)
def copy_week(request: HttpRequest) -> HttpResponse:
    first = forms.monday_asked(request.POST.get("week", ""))
    count = actions.copy_week(first=first, by=who_asks(request))
    notice(request, _("Đã chép %(n)d lượt trực của tuần trước.") % {"n": count})
    return after(request, "steering:roster", week=f"{first:%d/%m/%Y}")


@require_POST
@protected(permissions.MANAGE, permissions.HOTLINE)
def off_duty(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    row = get_object_or_404(queries.our_turns(who_asks(request)), pk=turn_id)
    actions.take_off_duty(turn=row, by=who_asks(request))
    notice(request, _("Đã gỡ khỏi lịch trực."))
    return after(request, "steering:roster", week=f"{row.day:%d/%m/%Y}")
