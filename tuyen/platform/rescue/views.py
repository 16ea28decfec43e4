"""The station's door without a line, and the supervisor's desk."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.platform.access.doors import open_to_all, protected, who_asks
from tuyen.platform.rescue import asking, forms, giving, pairing, queries, rules
from tuyen.platform.rescue.models import Question
from tuyen.platform.rescue.request import Asked
from tuyen.platform.ui.respond import after, notice, page

_AT_THE_DOOR = "whoever stands before a closed door is nobody yet; a code of the supervisor opens"
GIVEN_SHOWN = 20


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(_AT_THE_DOOR)
def ask(request: HttpRequest) -> HttpResponse:
    started = {
        "username": request.GET.get("as", "")[:60],
        "purpose": request.GET.get("for", "password"),
    }
    form = forms.AskForm(request.POST or None, initial=started)
    return _asked(request, form, "rescue/ask.html")


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(_AT_THE_DOOR)
def ask_new(request: HttpRequest) -> HttpResponse:
    form = forms.AskNewForm(request.POST or None)
    return _asked(request, form, "rescue/ask_new.html", purpose="create")


def _asked(request: HttpRequest, form: Any, template: str, **more: str) -> HttpResponse:
    tier = asking.tier_in_force()
    if tier and request.method == "POST" and form.is_valid():
        place = request.META.get("REMOTE_ADDR", "")[:45]
        try:
            question = asking.ask(place=place, **(more | form.cleaned_data))
        except Refused as refusal:
            form.add_error(refusal.field or None, str(refusal))
        else:
            return HttpResponseRedirect(reverse("rescue:answer", args=[question.pk]))
    return page(request, template, {"form": form, "tier": tier}, 422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@open_to_all(_AT_THE_DOOR)
def answer(request: HttpRequest, question_id: UUID) -> HttpResponse:
    question = get_object_or_404(Question.objects.select_related("tier"), pk=question_id)
    form = forms.CodeForm(
        request.POST or None, purpose=question.purpose, username=question.username
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            asking.redeem(question=question, code=told["code"], password=told.get("password", ""))
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            notice(request, _("Xong: đăng nhập lại bằng tên %s.") % question.username)
            return HttpResponseRedirect(f"{reverse('account_login')}?as={question.username}")
    context = {
        "question": question,
        "form": form,
        "groups": rules.in_groups(question.number),
        "what": queries.purpose_words()[question.purpose],
        "role": queries.role_words().get(question.role, ""),
    }
    return page(request, "rescue/answer.html", context, 422 if form.is_bound else 200)


@never_cache
@protected("account.manage")
@require_http_methods(["GET", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """The supervisor gives a code; below, what was given."""
    who = who_asks(request)
    form = forms.GiveForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        asked = Asked.heard(told["number"], told["purpose"], told["username"], told["role"])
        try:
            code = giving.give(
                station=told["station"],
                asked=asked,
                person=told["person"],
                known_by=told["known_by"],
                reason=told["reason"],
                by=who,
            )
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            shown = {"groups": rules.in_groups(code), "told": told, "asked": asked}
            shown["what"] = queries.purpose_words()[asked.purpose]
            return page(request, "rescue/given.html", shown)
    return _desk(request, form, 422 if form.is_bound else 200)


def _desk(
    request: HttpRequest, form: forms.GiveForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    who = who_asks(request)
    words = queries.purpose_words()
    given = queries.given_to(who)[:GIVEN_SHOWN]
    context = {
        "form": form or forms.GiveForm(who=who),
        "stations": list(queries.stations_of(who)),
        "station_form": forms.StationForm(who=who),
        "rows": [(row, words.get(row.purpose, row.purpose)) for row in given],
        **more,
    }
    return page(request, "rescue/desk.html", context, status)


@never_cache
@protected("account.manage")
@require_POST
def know_station(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    form = forms.StationForm(request.POST, who=who)
    if not form.is_valid():
        return _desk(request, status=422, station_form=form)
    station, key = pairing.know_station(
        unit_id=UUID(form.cleaned_data["unit"]), name=form.cleaned_data["name"], by=who
    )
    return page(request, "rescue/key.html", {"station": station, "key": key})


@protected("account.manage")
@require_POST
def forget_station(request: HttpRequest, station_id: UUID) -> HttpResponse:
    who = who_asks(request)
    station = get_object_or_404(queries.stations_of(who), pk=station_id)
    pairing.forget_station(station=station, by=who)
    notice(request, _("Máy này không xin mã được nữa."))
    return after(request, "rescue:desk")


@never_cache
@protected("account.manage")
@require_http_methods(["GET", "POST"])
def machine(request: HttpRequest) -> HttpResponse:
    """On the station: whose codes this machine takes, and who asked for a number of late."""
    who = who_asks(request)
    form = forms.KeyForm(request.POST or None, who=who)
    if request.method == "POST" and form.is_valid():
        told = dict(form.cleaned_data)
        try:
            pairing.take_key(unit_id=UUID(told.pop("unit")), by=who, **told)
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            notice(request, _("Đã ghép: từ nay xin mã được ở trang đăng nhập của máy này."))
            return after(request, "rescue:machine")
    tier, words = queries.tier_seen_by(who), queries.purpose_words()
    asked = queries.asked_lately(tier) if tier else []
    rows = [(each, words.get(each.purpose, each.purpose)) for each in asked]
    context = {"form": form, "tier": tier, "rows": rows}
    return page(request, "rescue/machine.html", context, 422 if form.is_bound else 200)


@protected("account.manage")
@require_POST
def leave_tier(request: HttpRequest) -> HttpResponse:
    who = who_asks(request)
    if tier := queries.tier_seen_by(who):
        pairing.leave_tier(tier=tier, by=who)
        notice(request, _("Máy này không nhận mã của tuyến trên nữa."))
    return after(request, "rescue:machine")
