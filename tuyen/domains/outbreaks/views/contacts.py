"""Contacts of an outbreak: the follow-up grid with one key a day, one contact, what it became."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.outbreaks import forms, permissions
from tuyen.domains.outbreaks.actions import contacts as actions
from tuyen.domains.outbreaks.actions.outbreaks import case_ids
from tuyen.domains.outbreaks.models import Contact, Outbreak
from tuyen.domains.outbreaks.queries import contacts as queries
from tuyen.domains.outbreaks.queries import outbreaks
from tuyen.domains.outbreaks.views.outbreaks import found_outbreak, named
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.persons.permissions import require_find
from tuyen.registry.persons.queries import search_persons

ROWS = 50
A_FEW = 8


@require_GET
@never_cache
@protected(permissions.SEE)
def grid(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """Rows contacts, columns days; today beside the name."""
    return _grid(request, found_outbreak(request, outbreak_id), None)


@require_POST
@protected(permissions.KEEP)
def add(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    form = forms.ContactForm(request.POST, sources=_sources(request, row))
    if form.is_valid():
        try:
            said = actions.Exposure(**form.cleaned_data)
            actions.add_contact(outbreak=row, said=said, by=who)
        except Refused as refusal:
            _told(form, refusal)
        else:
            notice(request, _("Đã thêm người tiếp xúc."))
            return after(request, "outbreaks:contacts", row.id)
    return _grid(request, row, form)


@require_POST
@protected(permissions.KEEP)
def household(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """The whole household of a case by one click."""
    row, who = found_outbreak(request, outbreak_id), who_asks(request)
    form = forms.HouseholdForm(request.POST, prefix="home", sources=_sources(request, row))
    if form.is_valid():
        said = form.cleaned_data
        source = outbreaks.cases_of(row, who).get(pk=said["source_case_id"])
        try:
            made = actions.add_household(
                outbreak=row, case=source, exposed_on=said["exposed_on"], by=who
            )
        except Refused as refusal:
            _told(form, refusal)
        else:
            notice(request, _("Đã thêm %(n)d người cùng hộ.") % {"n": len(made)})
            return after(request, "outbreaks:contacts", row.id)
    return _grid(request, row, None, form)


@require_POST
@protected(permissions.KEEP)
def release(request: HttpRequest, outbreak_id: UUID) -> HttpResponse:
    """All whose days have passed."""
    row = found_outbreak(request, outbreak_id)
    released = actions.release_due(outbreak=row, by=who_asks(request))
    notice(request, _("Đã kết thúc theo dõi %(n)d người.") % {"n": released})
    return after(request, "outbreaks:contacts", row.id)


@require_GET
@never_cache
@protected(permissions.SEE)
def contact(request: HttpRequest, outbreak_id: UUID, contact_id: UUID) -> HttpResponse:
    return _contact(request, _found(request, outbreak_id, contact_id), {})


@require_POST
@protected(permissions.KEEP)
def look(request: HttpRequest, outbreak_id: UUID, contact_id: UUID) -> HttpResponse:
    """One key of the grid, or the form of the contact's own page for an earlier day."""
    row, who = _found(request, outbreak_id, contact_id), who_asks(request)
    form = forms.LookForm(request.POST)
    back = "outbreaks:contacts" if request.POST.get("at") == "grid" else "outbreaks:contact"
    return _acted(
        request,
        row,
        ("look_form", form),
        lambda: actions.look_at(contact=row, by=who, **form.cleaned_data),
        back,
    )


@require_POST
@protected(permissions.KEEP)
def end(request: HttpRequest, outbreak_id: UUID, contact_id: UUID) -> HttpResponse:
    row, who = _found(request, outbreak_id, contact_id), who_asks(request)
    form = forms.EndForm(request.POST)
    return _acted(
        request,
        row,
        ("end_form", form),
        lambda: actions.end(contact=row, by=who, **form.cleaned_data),
        "outbreaks:contact",
    )


@require_POST
@protected(permissions.KEEP)
def case(request: HttpRequest, outbreak_id: UUID, contact_id: UUID) -> HttpResponse:
    """Symptoms: one click makes the suspected case and ties it to the exposure."""
    row, who = _found(request, outbreak_id, contact_id), who_asks(request)
    made = actions.notify(contact=row, by=who)
    notice(request, _("Đã báo ca nghi ngờ và đưa vào ổ dịch."))
    return after(request, "notification:case", made.id)


@require_POST
@protected(permissions.KEEP)
def link(request: HttpRequest, outbreak_id: UUID, contact_id: UUID) -> HttpResponse:
    """Search (a name never stands in an address), then choose."""
    row, who = _found(request, outbreak_id, contact_id), who_asks(request)
    require_find(who)
    chosen = case_ids([request.POST.get("person", "")])
    if chosen:
        actions.link_person(contact=row, person_id=chosen[0], by=who)
        notice(request, _("Đã gắn với hồ sơ."))
        return after(request, "outbreaks:contact", row.outbreak_id, row.id)
    form = forms.FindForm(request.POST)
    hits = search_persons(who, form.cleaned_data["q"], A_FEW).hits if form.is_valid() else []
    context = {"find_form": form, "hits": hits, "is_asked": True}
    return _contact(request, row, context, status=200 if form.is_valid() else 422)


def _acted(
    request: HttpRequest,
    row: Contact,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
    back: str,
) -> HttpResponse:
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            _told(form, refusal)
        else:
            notice(request, _("Đã lưu."))
            ids = [row.outbreak_id] if back == "outbreaks:contacts" else [row.outbreak_id, row.id]
            return after(request, back, *ids)
    return _contact(request, row, {name: form}, status=422)


def _told(form: django_forms.Form, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)


def _found(request: HttpRequest, outbreak_id: UUID, contact_id: UUID) -> Contact:
    outbreak = found_outbreak(request, outbreak_id)
    row: Contact = get_object_or_404(queries.of_outbreak(outbreak), pk=contact_id)
    row.outbreak = outbreak
    return row


def _sources(request: HttpRequest, row: Outbreak) -> list[tuple[str, str]]:
    """The cases of the outbreak by onset and name, for whom the contact stood beside."""
    who = who_asks(request)
    known = named(request, list(outbreaks.cases_of(row, who)[: outbreaks.MOST_CASES]))
    hidden = _("Người bệnh thuộc nhóm được bảo vệ")
    return [
        (str(case.id), f"{person.name if person else hidden} ({case.onset_on:%d/%m})")
        for case, person in known
    ]


def _grid(
    request: HttpRequest,
    row: Outbreak,
    form: forms.ContactForm | None,
    home: forms.HouseholdForm | None = None,
) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    which = "over" if request.GET.get("which") == "over" else ""
    shown = Paginator(queries.listed(row, which), ROWS).get_page(request.GET.get("page"))
    lines = queries.lines(list(shown), row, who)
    _note(lines, who)
    may_keep = permissions.may_keep(who, row) and row.status == Outbreak.Status.OPEN
    sources = _sources(request, row) if may_keep else []
    if form is None and may_keep:
        first = {"exposed_on": today, "place": row.place}
        form = forms.ContactForm(initial=first, sources=sources)
    if home is None and may_keep:
        home = forms.HouseholdForm(initial={"exposed_on": today}, prefix="home", sources=sources)
    counts = queries.counts_of(row)
    context = {
        "outbreak": row,
        "disease": outbreaks.label_of(row.disease),
        "terms": queries.terms_for(row),
        "page_obj": shown,
        "lines": lines,
        "days": queries.grid_days(today)[1:],
        "today": today,
        "counts": [(label, counts.get(code, 0)) for code, label in Contact.Status.choices],
        "is_over": which == "over",
        "may_keep": may_keep,
        "form": form,
        "home_form": home,
        "releasable": len(queries.releasable(row, who)) if may_keep and not which else 0,
        "states": queries.State.choices,
    }
    is_wrong = any(each is not None and each.errors for each in (form, home))
    return page(request, "outbreaks/contacts.html", context, status=422 if is_wrong else 200)


def _note(lines: list[queries.Line], who: Actor) -> None:
    people = [line.person.id for line in lines if line.person]
    if people:
        note_reads(people, who, what="contact", ground="report")


def _contact(
    request: HttpRequest, row: Contact, more: dict[str, Any], status: int = 200
) -> HttpResponse:
    who = who_asks(request)
    line = queries.line_of(row, who)
    _note([line], who)
    context = {
        "outbreak": row.outbreak,
        "disease": outbreaks.label_of(row.outbreak.disease),
        "contact": row,
        "line": line,
        "looks": queries.history_of(row),
        "may_keep": permissions.may_keep(who, row.outbreak),
        "is_going": row.status in (Contact.Status.FOLLOWED, Contact.Status.LOST),
        "look_form": forms.LookForm(initial={"day": clock.today(), "state": "well"}),
        "end_form": forms.EndForm(),
        "find_form": forms.FindForm(initial={"q": row.name}),
        **more,
    }
    return page(request, "outbreaks/contact.html", context, status=status)
