"""Doormen of the steps of a turn: planned, exchanged, decided, ended, cancelled, graded."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.rotation import actions, forms, permissions, queries
from tuyen.domains.rotation.models import Kind, RotationTurn
from tuyen.domains.rotation.views.turns import turn_of
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.facilities.direction import facility_of
from tuyen.registry.facilities.forms import refused_by
from tuyen.registry.facilities.models import Unit
from tuyen.registry.staff.models import StaffMember

SEE, MANAGE = permissions.SEE, permissions.MANAGE


def _form_page(
    request: HttpRequest,
    form: django_forms.Form,
    act: Callable[[], Any],
    *,
    back: str,
    said: str = "",
    **context: Any,
) -> HttpResponse:
    """Shows the form, or acts and goes to the turn; a refusal stands in the form."""
    if form.is_bound and form.is_valid():
        try:
            made: RotationTurn = act()
        except Refused as refusal:
            refused_by(form, refusal)
        else:
            notice(request, said or _("Đã lưu."))
            return after(request, "rotation:turn", made.id)
    status = 422 if form.is_bound else 200
    return page(request, "rotation/form.html", {"form": form, "back": back, **context}, status)


def _unit(who: Actor, asked: str) -> Unit:
    """The unit that sends: by default my facility, else one within reach."""
    home = facility_of(who.unit_id)
    try:
        wanted = UUID(asked) if asked else home
    except ValueError:
        wanted = home
    if wanted != home and not queries.is_within_reach(who, wanted):
        wanted = home
    return get_object_or_404(Unit, pk=wanted)


def _member(staff: list[StaffMember], id_: UUID) -> StaffMember:
    return next(each for each in staff if each.id == id_)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def new(request: HttpRequest) -> HttpResponse:
    """One person to another unit; `unit` in the address names who sends."""
    who = who_asks(request)
    unit = _unit(who, request.GET.get("unit", ""))
    staff = list(queries.staff_at(unit.id))
    form = forms.TurnForm(request.POST or None, staff=staff, who=who)

    def act() -> RotationTurn:
        return actions.plan_turn(said=_said(form, unit, staff), by=who)

    return _form_page(
        request,
        form,
        act,
        back=reverse("rotation:home"),
        said=_("Đã lập đợt luân phiên, chờ quyết định."),
        title=_("Đợt luân phiên mới"),
        about=unit.name,
    )


def _said(form: forms.TurnForm, unit: Unit, staff: list[StaffMember]) -> actions.TurnSaid:
    told = dict(form.cleaned_data)
    backfill = _member(staff, told["backfill"]) if told["backfill"] else None
    names = ("to_unit", "kind", "starts_on", "ends_on", "position", "specialty", "purpose")
    return actions.TurnSaid(
        member=_member(staff, told["staff"]),
        from_unit=unit,
        backfill_name=backfill.name if backfill else "",
        backfill_id=backfill.id if backfill else None,
        duties=_duties(told["duties"], told["technique"]),
        **{name: told[name] for name in names},
    )


def _duties(text: str, technique: str) -> tuple[actions.Duty, ...]:
    duties = [actions.Duty(line.strip()[:300]) for line in text.splitlines() if line.strip()]
    if technique:
        name = queries.technique_names([technique], clock.today()).get(technique, technique)
        title = _("Chuyển giao kỹ thuật: %(name)s") % {"name": name}
        duties.insert(0, actions.Duty(title[:300], technique))
    return tuple(duties)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def exchange(request: HttpRequest) -> HttpResponse:
    """One for one: first with whom, then the two people."""
    who = who_asks(request)
    home = _unit(who, "")
    choice = forms.WithForm(request.GET or None, who=who)
    if not (choice.is_bound and choice.is_valid()):
        context = {"form": choice, "title": _("Đổi một lấy một"), "about": home.name}
        context |= {"back": reverse("rotation:home"), "is_choice": True}
        return page(request, "rotation/form.html", context)
    other: Unit = choice.cleaned_data["unit"]
    ours, theirs = list(queries.staff_at(home.id)), list(queries.staff_at(other.id))
    names_of_both = (home.label, other.label)
    form = forms.ExchangeForm(request.POST or None, ours=ours, theirs=theirs, units=names_of_both)

    def act() -> RotationTurn:
        told = form.cleaned_data
        names = ("starts_on", "ends_on", "position", "specialty", "purpose")
        same = {name: told[name] for name in names} | {"kind": Kind.EXCHANGE}
        duties = _duties("", told["technique"])
        first = actions.TurnSaid(_member(ours, told["ours"]), home, other, duties=duties, **same)
        second = actions.TurnSaid(
            _member(theirs, told["theirs"]), other, home, duties=duties, **same
        )
        return actions.plan_exchange(first=first, second=second, by=who)[0]

    return _form_page(
        request,
        form,
        act,
        back=reverse("rotation:home"),
        said=_("Đã lập cặp luân phiên; mỗi đơn vị ký quyết định cho người của mình."),
        title=_("Đổi một lấy một"),
        about=f"{home.name} ⇄ {other.name}",
    )


def _step(
    request: HttpRequest,
    found: RotationTurn,
    form: django_forms.Form,
    act: Callable[[], RotationTurn],
    title: str,
) -> HttpResponse:
    back = reverse("rotation:turn", args=[found.id])
    return _form_page(request, form, act, back=back, title=title, about=found.name)


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def decide(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    who, found = who_asks(request), turn_of(request, turn_id)
    permissions.require_decide(who, found)
    form = forms.DecideForm(request.POST or None, initial={"on": clock.today()})

    def act() -> RotationTurn:
        return actions.decide(turn=found, by=who, **form.cleaned_data)

    return _step(request, found, form, act, _("Ghi quyết định"))


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def end(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    who, found = who_asks(request), turn_of(request, turn_id)
    last = min(found.ends_on, clock.today())
    form = forms.EndForm(request.POST or None, initial={"on": last})

    def act() -> RotationTurn:
        return actions.end(turn=found, by=who, **form.cleaned_data)

    return _step(request, found, form, act, _("Ghi kết thúc"))


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def cancel(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    who, found = who_asks(request), turn_of(request, turn_id)
    form = forms.CancelForm(request.POST or None)

    def act() -> RotationTurn:
        return actions.cancel(turn=found, by=who, **form.cleaned_data)

    return _step(request, found, form, act, _("Hủy đợt luân phiên"))


@require_http_methods(["GET", "POST"])
@protected(SEE)
def grade(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    who, found = who_asks(request), turn_of(request, turn_id)
    permissions.require_grade(who, found)
    initial = {"grade": found.grade or None, "remark": found.remark}
    form = forms.GradeForm(request.POST or None, initial=initial)

    def act() -> RotationTurn:
        return actions.grade(turn=found, by=who, **form.cleaned_data)

    return _step(request, found, form, act, _("Đánh giá đợt luân phiên"))


@require_http_methods(["GET", "POST"])
@protected(MANAGE)
def duty(request: HttpRequest, turn_id: UUID) -> HttpResponse:
    who, found = who_asks(request), turn_of(request, turn_id)
    form = forms.DutyForm(request.POST or None)

    def act() -> RotationTurn:
        told = form.cleaned_data
        said = actions.Duty(told["title"], told["technique"])
        actions.add_duty(turn=found, duty=said, by=who)
        return found

    return _step(request, found, form, act, _("Thêm nhiệm vụ"))
