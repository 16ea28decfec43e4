"""Pages of the secure rooms: roster, papers, pairs, guards, hand-over. Not there without the grant."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.errors import Refused
from tuyen.domains.custody import actions, permissions, queries, rules
from tuyen.domains.custody.forms import DutyForm, GiveOverForm, HandBackForm, PaperForm
from tuyen.domains.custody.models import GuardDuty
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.fields import DateField
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.models import Admission
from tuyen.record.queries.beds import names_of

View = Callable[..., HttpResponse]


def granted(view: View) -> View:
    """Behind the door of the permission: without the grant the page does not exist."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not permissions.may_see(who_asks(request)):
            raise Http404
        return view(request, *args, **kwargs)

    return asked


@require_GET
@never_cache
@protected("custody.roster")
@granted
def roster(request: HttpRequest) -> HttpResponse:
    """Who lies in which secure room, who guards now. Every view is written down."""
    who = who_asks(request)
    found = queries.roster_of(who)
    people = [inmate.stay.patient_id for inmate in found.inmates]
    if people:
        note_reads(people, who, what="custody_roster", ground="report")
    shift = rules.shift_at(clock.now())
    guards = queries.duties_on(who, shift[0]) if shift else []
    context = {
        "roster": found,
        "shift": shift[1] if shift else None,
        "shift_label": _label(shift[1]) if shift else "",
        "guards": [row for row in guards if shift and row.shift == shift[1].code],
        "may_guard": permissions.may_guard(who),
    }
    return page(request, "custody/roster.html", context)


def _label(shift: rules.Shift) -> str:
    return shift.label_en if get_language() == "en" else shift.label_vi


def _stay(request: HttpRequest, admission_id: UUID) -> Admission:
    stay: Admission = get_object_or_404(
        queries.stays_in_custody(who_asks(request)), pk=admission_id
    )
    return stay


@require_http_methods(["GET", "POST"])
@never_cache
@protected("custody.roster")
@granted
def paper(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    """The authority's papers of one stay: written, mended; the hand-over back below."""
    stay, who = _stay(request, admission_id), who_asks(request)
    known = queries.paper_of(stay, who)
    if request.method == "POST":
        form = PaperForm(request.POST)
        if form.is_valid() and _kept(request, stay, form):
            return after(request, "custody:paper", admission_id)
        return _paper_page(request, stay, form, status=422)
    initial = (
        {name: getattr(known, name) for name in actions.PAPER if name in PaperForm.base_fields}
        | {"is_family_told": known.family_told_at is not None}
        if known
        else {}
    )
    note_reads([stay.patient_id], who, what="custody_paper", ground="report")
    return _paper_page(request, stay, PaperForm(initial=initial))


def _kept(request: HttpRequest, stay: Admission, form: PaperForm) -> bool:
    try:
        actions.keep_paper(stay=stay, said=actions.Said(**form.cleaned_data), by=who_asks(request))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    notice(request, _("Đã lưu giấy tờ."))
    return True


def _paper_page(
    request: HttpRequest,
    stay: Admission,
    form: PaperForm,
    back: HandBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    who = who_asks(request)
    people = names_of([stay.patient_id], who)
    if stay.patient_id not in people:
        raise Http404
    context = {
        "stay": stay,
        "person": people[stay.patient_id],
        "paper": queries.paper_of(stay, who),
        "form": form,
        "back": back or HandBackForm(),
        "may_keep": permissions.may_keep_papers(who),
        "is_nurse": who.may("ward.nurse"),
    }
    return page(request, "custody/paper.html", context, status=status)


@require_POST
@protected("custody.roster")
@granted
def hand_back(request: HttpRequest, admission_id: UUID) -> HttpResponse:
    stay, who = _stay(request, admission_id), who_asks(request)
    known = queries.paper_of(stay, who)
    if known is None:
        raise Refused(_("Ghi lệnh trích xuất trước, rồi mới bàn giao lại."))
    form = HandBackForm(request.POST)
    if not form.is_valid():
        return _paper_page(request, stay, PaperForm(), form, status=422)
    actions.hand_back(paper=known, by=who, **form.cleaned_data)
    notice(request, _("Đã ghi bàn giao lại cho cơ quan giam giữ."))
    return after(request, "custody:paper", admission_id)


@require_http_methods(["GET", "POST"])
@never_cache
@protected("custody.roster")
@granted
def pairs(request: HttpRequest) -> HttpResponse:
    """Who must not meet whom."""
    who = who_asks(request)
    if request.method == "POST":
        pair = actions.keep_apart(
            first=_id(request, "first"),
            second=_id(request, "second"),
            number=request.POST.get("number", ""),
            by=who,
        )
        notice(request, _("Đã ghi: hai người này không xếp chung buồng."))
        _warn_if_together(request, {pair.patient_id, pair.other_id})
        return after(request, "custody:pairs")
    stays = list(queries.stays_in_custody(who))
    found = list(queries.pairs_at(who)[: queries.SHOWN])
    ids = {id_ for pair in found for id_ in (pair.patient_id, pair.other_id)}
    people = names_of(ids | {stay.patient_id for stay in stays}, who)
    context = {
        "people": [people[stay.patient_id] for stay in stays if stay.patient_id in people],
        "pairs": [
            (pair, people[pair.patient_id], people[pair.other_id])
            for pair in found
            if pair.patient_id in people and pair.other_id in people
        ],
        "may_keep": permissions.may_keep_papers(who),
    }
    return page(request, "custody/pairs.html", context)


def _warn_if_together(request: HttpRequest, pair: set[UUID]) -> None:
    stays = queries.stays_in_custody(who_asks(request)).filter(patient_id__in=pair)
    rooms = [stay.room_id for stay in stays if stay.room_id]
    if len(rooms) != len(set(rooms)):
        notice(request, _("Hai người đang nằm chung buồng: chuyển ngay một người."), level="error")


def _id(request: HttpRequest, name: str) -> UUID:
    try:
        return UUID(request.POST.get(name, ""))
    except ValueError:
        raise Refused(_("Chọn hai người trong danh sách."), field=name) from None


@require_POST
@protected("custody.roster")
@granted
def end_pair(request: HttpRequest, pair_id: UUID) -> HttpResponse:
    who = who_asks(request)
    pair = get_object_or_404(queries.pairs_at(who), pk=pair_id)
    actions.end_pair(pair=pair, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã thôi cách ly hai người này."))
    return after(request, "custody:pairs")


@require_http_methods(["GET", "POST"])
@never_cache
@protected("custody.roster")
@granted
def duties(request: HttpRequest) -> HttpResponse:
    """The guard's roster of a day: who, which shift, which room, where they rest and eat."""
    who = who_asks(request)
    day = _day(request)
    places = {"rooms": queries.secure_rooms(who), "quarters": queries.quarters(who)}
    form = DutyForm(request.POST or None, initial={"day": day}, **places)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _on_duty(request, form):
            return after(request, "custody:duties", day=f"{form.cleaned_data['day']:%d/%m/%Y}")
        status = 422
    rows = queries.duties_on(who, day)
    names = {room.id: room.name for found in places.values() for room in found}
    english = get_language() == "en"
    context = {
        "day": day,
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1),
        "form": form,
        "shifts": [
            (
                shift.label_en if english else shift.label_vi,
                shift,
                [_duty(row, names) for row in rows if row.shift == shift.code],
            )
            for shift in rules.shifts(day)
        ],
        "meals": sum(row.has_meals for row in rows),
        "may_guard": permissions.may_guard(who),
    }
    return page(request, "custody/duties.html", context, status=status)


def _duty(row: GuardDuty, names: dict[UUID, str]) -> dict[str, Any]:
    room, rest = row.room_id, row.quarters_id
    return {
        "row": row,
        "room": names.get(room, "") if room else "",
        "rest": names.get(rest, "") if rest else "",
    }


def _day(request: HttpRequest) -> dt.date:
    try:
        day: dt.date = DateField().clean(request.GET.get("day", "")) or clock.today()
    except ValidationError:
        return clock.today()
    return day if dt.date.min < day < dt.date.max else clock.today()


def _on_duty(request: HttpRequest, form: DutyForm) -> bool:
    said = form.cleaned_data
    duty = actions.Duty(
        day=said["day"],
        shift=said["shift"],
        officer=said["officer"],
        force=said["force"],
        phone=said["phone"],
        room_id=said["room"],
        quarters_id=said["quarters"],
        has_meals=said["has_meals"],
    )
    try:
        actions.put_on_duty(duty=duty, by=who_asks(request))
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    notice(request, _("Đã thêm vào lịch gác."))
    return True


@require_POST
@protected("guard.roster")
@granted
def off_duty(request: HttpRequest, duty_id: UUID) -> HttpResponse:
    who = who_asks(request)
    duty = get_object_or_404(queries.all_duties(who), pk=duty_id)
    actions.take_off_duty(duty=duty, by=who)
    notice(request, _("Đã gỡ khỏi lịch gác."))
    return after(request, "custody:duties", day=f"{duty.day:%d/%m/%Y}")


@require_http_methods(["GET", "POST"])
@never_cache
@protected("guard.roster")
@granted
def hand_over(request: HttpRequest) -> HttpResponse:
    """Count, write what the next shift must know; the next shift counts again and takes over."""
    who = who_asks(request)
    form = GiveOverForm(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _given(request, form):
            return after(request, "custody:hand_over")
        status = 422
    context = {
        "form": form,
        "listed": queries.headcount(who),
        "rows": queries.hand_overs(who),
        "account_id": who.account_id,
    }
    return page(request, "custody/hand_over.html", context, status=status)


def _given(request: HttpRequest, form: GiveOverForm) -> bool:
    try:
        actions.give_over(by=who_asks(request), **form.cleaned_data)
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    notice(request, _("Đã giao ca; chờ ca sau đếm và nhận."))
    return True


@require_POST
@protected("guard.roster")
@granted
def take_over(request: HttpRequest, hand_over_id: UUID) -> HttpResponse:
    who = who_asks(request)
    row = get_object_or_404(queries.all_hand_overs(who), pk=hand_over_id)
    counted = request.POST.get("counted", "")
    actions.take_over(
        hand_over=row,
        counted=int(counted) if counted.isdecimal() and len(counted) < 5 else -1,
        difference=request.POST.get("difference", ""),
        by=who,
    )
    notice(request, _("Đã nhận ca."))
    return after(request, "custody:hand_over")
