"""Who a person is: the administrative page, its numbers, its end."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.access.chart_access import Ground, note_read
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.changes import history
from tuyen.platform.changes.node import node_words
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.areas.queries import place_name
from tuyen.registry.persons import actions, permissions, queries
from tuyen.registry.persons.forms import DeceasedForm, DetailsForm, NumberForm, from_person
from tuyen.registry.persons.models import Person, PersonIdentifier
from tuyen.registry.persons.views.ways import IDENTITY, chart_name, is_closed, to_chart

TEMPLATE = "persons/identity.html"


def person_or_404(request: HttpRequest, person_id: UUID) -> Person:
    return get_object_or_404(queries.visible_to(who_asks(request)), pk=person_id)


@protected(permissions.FIND)
@require_GET
def identity(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Papers, address, household, merges, history. Reading it is reading the record, and is logged."""
    person = person_or_404(request, person_id)
    if is_closed(request, person) and chart_name() != IDENTITY:
        return to_chart(request, person)
    who = who_asks(request)
    ground = Ground.BREAK_GLASS if person.id in who.opened else Ground.CARE
    note_read(person.id, who, what="persons.identity", ground=ground)
    return _page(request, person)


def _page(request: HttpRequest, person: Person, status: int = 200, **forms: Any) -> HttpResponse:
    who = who_asks(request)
    context = {
        "person": person,
        "chart": chart_name(),
        "place": place_name(person.commune_code, person.address_from or clock.today()),
        "numbers": queries.numbers_of(person, who),
        "links": queries.links_of_person(person, who),
        "others": queries.others_with_numbers_of(person, who),
        "household": queries.household_of(person),
        "members": queries.members_of(person.household_id, who) if person.household_id else [],
        "children": queries.children_of(person, who),
        "history": history_rows(person, who),
        "may_mend": permissions.may_register(who) and permissions.cares_for(who, [person.id]),
        "may_merge": permissions.may_merge(who),
        "number_form": NumberForm(),
        "deceased_form": DeceasedForm(),
        **forms,
    }
    return page(request, TEMPLATE, context, status)


def history_rows(person: Person, who: Actor) -> list[dict[str, Any]]:
    """What was changed, from the log alone, in words."""
    words_of = node_words()
    return [
        {
            "at": entry.at,
            "who": entry.actor_name,
            "why": entry.why,
            "node": words_of(entry.node_id),
            "fields": [
                (c.label, _in_words(c.name, c.old), _in_words(c.name, c.new))
                for c in entry.changes
                if not c.name.endswith("_id")
            ],
        }
        for entry in history.history_of(person, who)
        if not entry.is_new
    ]


def _in_words(name: str, value: Any) -> str:
    """A kept value as it is read on the page."""
    if value in (None, ""):
        return ""
    if name == "commune_code":
        return place_name(value, clock.today()) or str(value)
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    field: Any = Person._meta.get_field(name)
    choices = dict(field.flatchoices)
    return str(choices.get(value, value))


@protected(permissions.REGISTER)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = person_or_404(request, person_id)
    if is_closed(request, person):
        return to_chart(request, person)
    initial = from_person(person, clock.today())
    form = DetailsForm(request.POST or None, initial=dict(initial))
    if request.method == "POST" and form.is_valid():
        details = form.details(kind=_kind(person, form))
        try:
            actions.update_person(person=person, details=details, by=who_asks(request))
        except Refused as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None, str(refused.message)
            )
        else:
            notice(request, _("Đã lưu."))
            return after(request, IDENTITY, person.id)
    status = 422 if form.is_bound else 200
    return page(request, "persons/edit.html#form", {"form": form, "person": person}, status)


def _kind(person: Person, form: DetailsForm) -> str:
    """Whoever gets a name and a birth date is known from now on."""
    is_named = form.cleaned_data["name"] != person.name and form.cleaned_data["birth"].on
    return "known" if person.kind == "unknown" and is_named else person.kind


@protected(permissions.REGISTER)
@require_POST
def add_number(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = person_or_404(request, person_id)
    if is_closed(request, person):
        return to_chart(request, person)
    form = NumberForm(request.POST)
    if not form.is_valid():
        return _page(request, person, 422, number_form=form)
    try:
        actions.add_number(person=person, number=form.number(), by=who_asks(request))
    except Refused as refused:
        form.add_error(
            refused.field if refused.field in form.fields else None, str(refused.message)
        )
        return _page(request, person, 422, number_form=form)
    notice(request, _("Đã thêm số."))
    return after(request, IDENTITY, person.id)


@protected(permissions.REGISTER)
@require_POST
def close_number(request: HttpRequest, person_id: UUID, number_id: UUID) -> HttpResponse:
    person = person_or_404(request, person_id)
    numbers = PersonIdentifier.objects.filter(patient_id__in=queries.same_person_ids(person))
    number = get_object_or_404(numbers, pk=number_id)
    was_wrong = request.POST.get("was_wrong") == "1"
    actions.close_number(
        identifier=number, on=clock.today(), by=who_asks(request), was_wrong=was_wrong
    )
    notice(request, _("Số này không còn dùng; vẫn tìm được người theo số cũ."))
    return after(request, IDENTITY, person.id)


@protected(permissions.REGISTER)
@require_POST
def deceased(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = person_or_404(request, person_id)
    if is_closed(request, person):
        return to_chart(request, person)
    form = DeceasedForm(request.POST)
    if not form.is_valid():
        return _page(request, person, 422, deceased_form=form)
    try:
        actions.mark_deceased(person=person, on=form.cleaned_data["on"], by=who_asks(request))
    except Refused as refused:
        form.add_error(
            refused.field if refused.field in form.fields else None, str(refused.message)
        )
        return _page(request, person, 422, deceased_form=form)
    notice(request, _("Đã ghi ngày mất."), undo=reverse("persons:alive", args=[person.id]))
    return after(request, IDENTITY, person.id)


@protected(permissions.REGISTER)
@require_POST
def alive(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = person_or_404(request, person_id)
    actions.mark_alive(person=person, by=who_asks(request), why=_("Ghi nhầm người"))
    notice(request, _("Đã bỏ ngày mất."))
    return after(request, IDENTITY, person.id)
