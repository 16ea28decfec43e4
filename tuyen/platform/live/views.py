"""Doormen of calls. The browser talks JSON here; everything else is a page."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.wire import read_json
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.live import actions, ice, permissions, queries, subjects
from tuyen.platform.live.forms import CodeForm, LinkForm, SessionForm
from tuyen.platform.live.models import Call, CallSeat
from tuyen.platform.ui.respond import after, notice, page

LEAST_KBPS = 200  # below it the picture stops (design/ux.md, 3)
MOST_STILL_BYTES = 8 * 2**20


@require_GET
@protected(permissions.TAKE_PART)
def home(request: HttpRequest) -> HttpResponse:
    return _home(request, SessionForm(), CodeForm(), 200)


def _home(request: HttpRequest, new: SessionForm, code: CodeForm, status: int) -> HttpResponse:
    rows = queries.sessions_of(who_asks(request))
    given = {"rows": rows, "new_form": new, "code_form": code}
    return page(request, "live/home.html", given, status=status)


@require_POST
@protected(permissions.TAKE_PART)
def open_session(request: HttpRequest) -> HttpResponse:
    form = SessionForm(request.POST)
    if not form.is_valid():
        return _home(request, form, CodeForm(), 422)
    call = actions.open_session(title=form.cleaned_data["title"], by=who_asks(request))
    return after(request, "live:call", call.id)


@require_POST
@protected(permissions.TAKE_PART)
def enter_by_code(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST)
    found = queries.session_by_code(form.data.get("code", "")) if form.is_valid() else None
    if found is None:
        form.add_error("code", _("Không có phiên nào đang mở với mã này. Nghe lại mã rồi gõ lại."))
        return _home(request, SessionForm(), form, 422)
    return after(request, "live:call", found.id)


@never_cache
@require_GET
@protected(permissions.TAKE_PART)
def call(request: HttpRequest, call_id: uuid.UUID) -> HttpResponse:
    """The room of a call: picture, sound, stills, what both look at."""
    return _call_page(request, _found(who_asks(request), call_id), LinkForm(), 200)


def _call_page(request: HttpRequest, row: Call, form: LinkForm, status: int) -> HttpResponse:
    who = who_asks(request)
    subject = subjects.subject(row.subject)
    given = {
        "call": row,
        "images": list(subject.images(who, row.subject_id)) if subject.images else [],
        "keeps_stills": subject.keep_still is not None,
        "back": subject.back(row.subject_id) if subject.back else reverse("live:home"),
        "attendance": queries.attendance_of(row),
        "may_end": permissions.may_end(who, row),
        "link_form": form,
        "least_kbps": LEAST_KBPS,
    }
    return page(request, "live/call.html", given, status=status)


@require_POST
@protected(permissions.TAKE_PART)
def join(request: HttpRequest, call_id: uuid.UUID) -> HttpResponse:
    """A seat; the first to sit is the one that gives way when both speak at once."""
    who = who_asks(request)
    row = _found(who, call_id)
    try:
        seat = actions.take_seat(call=row, by=who)
    except Refused as refused:
        return JsonResponse({"sentence": str(refused)}, status=409)
    return JsonResponse({"seat": str(seat.id), "ice": ice.servers(who.account_id, clock.now())})


@require_POST
@protected(permissions.TAKE_PART)
def talk(request: HttpRequest, call_id: uuid.UUID, seat_id: uuid.UUID) -> HttpResponse:
    """Words to the other side, words from it, who sits there; one address, polled."""
    row = _found(who_asks(request), call_id)
    seat = _seat(who_asks(request), row, seat_id)
    if seat is None or row.ended_at is not None:
        return JsonResponse({"is_over": row.ended_at is not None}, status=410)
    said = _said(request)
    try:
        actions.say(seat=seat, words=said["words"], has=said["has"], line=said["line"])
    except Refused as refused:
        return JsonResponse({"sentence": str(refused)}, status=422)
    others = [other for other in queries.seats_of(row.id) if other.id != seat.id]
    names = [{"seat": str(other.id), "name": other.name, "place": other.place} for other in others]
    return JsonResponse({"words": queries.words_for(seat.id), "others": names})


def _said(request: HttpRequest) -> dict[str, Any]:
    """What a browser says, or Refused by `say`: anything that is not our shape becomes no word."""
    try:
        told = read_json(request.body or b"{}")
        line = told.get("line") or {}
        rate = line.get("lowest_kbps")
        return {
            "words": list(told.get("words") or []),
            "has": [uuid.UUID(each) for each in told.get("has") or []],
            "line": actions.Line(
                interruptions=min(int(line.get("interruptions") or 0), 10_000),
                lowest_kbps=None if rate is None else max(0, min(int(rate), 1_000_000)),
                was_without_picture=bool(line.get("was_without_picture")),
            ),
        }
    except (ValueError, TypeError, AttributeError):
        return {"words": [None], "has": [], "line": actions.Line()}


@require_POST
@protected(permissions.TAKE_PART)
def leave(request: HttpRequest, call_id: uuid.UUID, seat_id: uuid.UUID) -> HttpResponse:
    """Said by the button and by the page when it closes; twice is once."""
    row = _found(who_asks(request), call_id)
    if seat := _seat(who_asks(request), row, seat_id):
        actions.leave(seat=seat, call=row)
    return HttpResponse(status=204)


@require_POST
@protected(permissions.TAKE_PART)
def still(request: HttpRequest, call_id: uuid.UUID) -> HttpResponse:
    """A JPEG out of the picture of the other side (or one's own)."""
    row = _found(who_asks(request), call_id)
    picture = request.FILES.get("still")
    if picture is None or picture.size is None or picture.size > MOST_STILL_BYTES:
        return JsonResponse(
            {"sentence": _("Ảnh chụp không tới được máy chủ. Chụp lại.")}, status=422
        )
    try:
        actions.keep_still(call=row, chunks=picture.chunks(), by=who_asks(request))
    except Refused as refused:
        return JsonResponse({"sentence": str(refused)}, status=422)
    return JsonResponse({"sentence": _("Đã lưu ảnh chụp vào ca.")})


@require_POST
@protected(permissions.TAKE_PART)
def end(request: HttpRequest, call_id: uuid.UUID) -> HttpResponse:
    row = actions.end(call=_found(who_asks(request), call_id), by=who_asks(request))
    notice(request, _("Đã kết thúc cuộc gọi cho cả hai bên."))
    return after(request, "live:call", row.id)


@require_http_methods(["POST"])
@protected(permissions.TAKE_PART)
def link(request: HttpRequest, call_id: uuid.UUID) -> HttpResponse:
    row = _found(who_asks(request), call_id)
    form = LinkForm(request.POST)
    if form.is_valid():
        try:
            actions.set_room_link(call=row, link=form.cleaned_data["link"], by=who_asks(request))
            return after(request, "live:call", row.id)
        except Refused as refused:
            form.add_error("link", str(refused))
    return _call_page(request, row, form, 422)


def _found(who: Actor, call_id: uuid.UUID) -> Call:
    row = queries.call_for(who, call_id)
    if row is None:
        raise Http404
    return row


def _seat(who: Actor, row: Call, seat_id: uuid.UUID) -> CallSeat | None:
    found: CallSeat | None = CallSeat.objects.filter(
        pk=seat_id, call_id=row.id, account_id=who.account_id
    ).first()
    return found
