"""Entering a person: by a scanned card, by typing, a newborn with its mother, somebody unknown."""

import re
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import notice, page
from tuyen.registry.persons import actions, permissions, queries, rules
from tuyen.registry.persons.actions import NumberTaken
from tuyen.registry.persons.drafts import Details
from tuyen.registry.persons.forms import (
    NewbornForm,
    RegisterForm,
    commune_initial,
    from_card,
)
from tuyen.registry.persons.sentences import remark, sentence
from tuyen.registry.persons.stations import is_station
from tuyen.registry.persons.views.ways import chart_name, is_closed, to_chart
from tuyen.registry.persons.words import question_of

TEMPLATE = "persons/register.html"


@protected(permissions.REGISTER)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest) -> HttpResponse:
    """A scan alone fills the form; the whole form enters the person."""
    if request.method == "GET":
        return blank_page(request)
    if request.POST.get("scan", "").strip():
        return blank_page(request, scanned=request.POST["scan"])
    if typed := request.POST.get("typed", "").strip():
        return blank_page(request, typed=typed)
    who = who_asks(request)
    form = RegisterForm(request.POST, who=who)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    try:
        person = actions.register_person(
            details=form.new_details(), numbers=form.numbers(), by=who, repeat=_repeat(form, who)
        )
    except changes.Repeated as earlier:
        person = get_object_or_404(queries.visible_to(who), pk=earlier.result_id)
    except NumberTaken as taken:
        form.add_error(taken.field if taken.field in form.fields else None, str(taken.message))
        return _form_page(request, form, status=422, taken=taken.person_id)
    except Refused as refused:
        form.add_error(
            refused.field if refused.field in form.fields else None, str(refused.message)
        )
        return _form_page(request, form, status=422)
    _tell(request, person.name, form)
    return to_chart(request, person)


def blank_page(request: HttpRequest, *, scanned: str = "", typed: str = "") -> HttpResponse:
    """The form, filled from a scanned line where one can be read; the line is kept where it cannot."""
    who, today = who_asks(request), clock.today()
    initial: dict[str, Any] = {"repeat_key": uuid4(), "source": "manual", "sex": ""}
    if is_station(who):
        initial |= commune_initial(who.commune_code, today)
    initial |= _from_typed(typed)
    problem = ""
    if scanned:
        try:
            initial |= from_card(rules.read_card(scanned, today), today)
        except rules.Unreadable as refused:
            problem = sentence(refused.fault)
            initial["citizen_id"] = rules.number_in(scanned)
    form = RegisterForm(initial=initial, who=who)
    context = {"scan": scanned if problem else "", "scan_problem": problem}
    status = 422 if problem else 200
    return _form_page(
        request, form, status=status, is_scanned=bool(scanned) and not problem, **context
    )


def _from_typed(text: str) -> dict[str, str]:
    """What was looked for in vain is not typed again."""
    question = question_of(text, clock.today())
    number = question.number
    if re.fullmatch(r"[0-9]{12}", number):
        return {"citizen_id": number}
    if re.fullmatch(r"0[0-9]{9}", number):
        return {"phone": number}
    if re.fullmatch(r"[A-Z]{2}[0-9]{13}|[0-9]{10}", number):
        return {"insurance_card": number}
    years = {"birth": str(question.years[0])} if len(question.years) == 1 else {}
    words = [word for word in text.split() if not any(letter.isdigit() for letter in word)]
    return {**years, "name": " ".join(words).title()} if words else {}


def _form_page(
    request: HttpRequest, form: RegisterForm, status: int = 200, **more: Any
) -> HttpResponse:
    return page(request, f"{TEMPLATE}#form", {"form": form, "chart": chart_name(), **more}, status)


def _repeat(form: RegisterForm, who: Actor) -> changes.Repeat | None:
    """A form sent twice is one person."""
    key = form.cleaned_data.get("repeat_key")
    said = {name: str(value) for name, value in form.cleaned_data.items()}
    return changes.Repeat(key, who.account_id, changes.digest_of(said)) if key else None


def _tell(request: HttpRequest, name: str, form: RegisterForm) -> None:
    notice(request, _("Đã đăng ký %(name)s.") % {"name": name})
    for odd in queries.remarks_on(form.new_details(), form.numbers(), clock.today()):
        notice(request, remark(odd), level="warning")


@protected(permissions.REGISTER)
@require_POST
def duplicates(request: HttpRequest) -> HttpResponse:
    """While somebody types: who this may be already, and what in the numbers deserves a second look."""
    who = who_asks(request)
    form = RegisterForm(request.POST, who=who)
    form.is_valid()
    details, numbers = _as_far_as_typed(form)
    context = {
        "hits": queries.possible_duplicates(who, details, numbers),
        "remarks": [remark(odd) for odd in queries.remarks_on(details, numbers, clock.today())],
        "chart": chart_name(),
    }
    return page(request, "persons/duplicates.html", context)


def _as_far_as_typed(form: RegisterForm) -> tuple[Details, list[Any]]:
    said = form.cleaned_data
    birth = said.get("birth") or rules.UNKNOWN_BIRTH
    details = Details(said.get("name", ""), birth, said.get("sex") or "unknown")
    return details, form.numbers()


@protected(permissions.REGISTER)
@require_POST
def unknown(request: HttpRequest) -> HttpResponse:
    """Somebody who cannot say who they are is cared for first; the papers come later."""
    who = who_asks(request)
    sex = request.POST.get("sex") or "unknown"
    person = actions.register_unknown(details=Details("", sex=sex), by=who)
    notice(
        request,
        _("Đã lập hồ sơ tạm. Cần báo Ủy ban nhân dân xã trong 48 giờ; ghi tên khi biết."),
        level="warning",
    )
    return to_chart(request, person)


@protected(permissions.REGISTER)
@require_http_methods(["GET", "POST"])
def newborn(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A child of this mother, before its papers."""
    who = who_asks(request)
    mother = get_object_or_404(queries.visible_to(who), pk=person_id)
    if is_closed(request, mother):
        return to_chart(request, mother)
    form = NewbornForm(request.POST or None, initial={"birth": f"{clock.today():%d/%m/%Y}"})
    if request.method == "POST" and form.is_valid():
        try:
            child = actions.register_newborn(mother=mother, details=form.details(), by=who)
        except Refused as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None, str(refused.message)
            )
        else:
            notice(request, _("Đã lập hồ sơ cho trẻ."))
            return to_chart(request, child)
    status = 422 if form.is_bound else 200
    return page(request, "persons/newborn.html#form", {"form": form, "mother": mother}, status)
