"""Pages of people in an area: coming in, the grid of days, one stay and all that happens in it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.isolation_areas import forms, permissions
from tuyen.domains.isolation_areas.actions import checks as check_acts
from tuyen.domains.isolation_areas.actions import stays as actions
from tuyen.domains.isolation_areas.actions import work as work_acts
from tuyen.domains.isolation_areas.models import AreaBed, AreaStay, IsolationArea, Severity
from tuyen.domains.isolation_areas.queries import areas
from tuyen.domains.isolation_areas.queries import stays as queries
from tuyen.domains.isolation_areas.rules import checks as check_rules
from tuyen.domains.isolation_areas.rules.stays import PRESENT, days_of
from tuyen.domains.isolation_areas.views.areas import found_area, told
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.chart import visible_person
from tuyen.record.queries.beds import names_of
from tuyen.registry.persons.models import Person
from tuyen.registry.persons.permissions import require_find
from tuyen.registry.persons.queries import search_persons

ROWS = 50
A_FEW = 8


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.CARE)
def admit(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Search (a name never stands in an address), choose, say how ill and which bed."""
    row, who = found_area(request, area_id), who_asks(request)
    if request.method != "POST":
        return _search(request, row, forms.FindForm(), None)
    require_find(who)
    chosen = _uuid(request.POST.get("person", ""))
    if chosen is None:
        form = forms.FindForm(request.POST)
        hits = search_persons(who, form.cleaned_data["q"], A_FEW).hits if form.is_valid() else None
        return _search(request, row, form, hits)
    return _admit(request, row, visible_person(chosen, who), who)


def _search(
    request: HttpRequest, row: IsolationArea, form: forms.FindForm, hits: Any
) -> HttpResponse:
    context = {"area": row, "find_form": form, "hits": hits, "is_asked": hits is not None}
    return page(request, "isolation_areas/admit.html", context, status=422 if form.errors else 200)


def _admit(request: HttpRequest, row: IsolationArea, person: Person, who: Actor) -> HttpResponse:
    """The form of one person; `step` says that it was filled in."""
    board = queries.board_of(row, who)
    severity = request.POST.get("severity", "none" if row.kind == "quarantine" else "light")
    kinds: dict[str, Any] = {
        "beds": queries.bed_choices(board.free(), severity),
        "for_detainees": row.for_whom == "detainees",
    }
    is_sent = request.POST.get("step") == "save"
    initial = {"severity": severity, "arrived_on": clock.today()}
    form = forms.AdmitForm(request.POST if is_sent else None, initial=initial, **kinds)
    if form.is_bound and form.is_valid():
        said = dict(form.cleaned_data)
        bed = _bed(row, said.pop("bed"))
        try:
            made = actions.admit(
                area=row, person_id=person.id, coming=actions.Coming(**said), bed=bed, by=who
            )
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã nhận vào khu."))
            return after(request, "isolation_areas:stay", made.id)
    context = {
        "area": row,
        "person": person,
        "form": form,
        "case": queries.case_of(person, row, who),
        "free": board.by_severity(),
    }
    return page(request, "isolation_areas/admit.html", context, status=422 if form.errors else 200)


@require_GET
@never_cache
@protected(permissions.SEE)
def people(request: HttpRequest, area_id: UUID) -> HttpResponse:
    """Rows people, columns days; today beside the name."""
    row, who = found_area(request, area_id), who_asks(request)
    which = "over" if request.GET.get("which") == "over" else ""
    counts = queries.ended_counts(row)
    pages = Paginator(queries.listed(row, which), ROWS)
    pages.count = sum(n for code, n in counts.items() if (code in PRESENT) != (which == "over"))
    if which == "over":
        pages.count -= counts.get("cancelled", 0)
    shown = pages.get_page(request.GET.get("page"))
    lines = queries.lines(list(shown), row, who)
    _note([line.person for line in lines], who)
    today = clock.today()
    context = {
        "area": row,
        "page_obj": shown,
        "lines": lines,
        "days": check_rules.grid_days(today, queries.GRID_DAYS)[1:],
        "is_over": which == "over",
        "may_care": permissions.may_care(who) and row.status == "open",
        "counts": [
            (label, counts.get(code, 0))
            for code, label in AreaStay.Status.choices
            if code != "cancelled"
        ],
    }
    return page(request, "isolation_areas/people.html", context)


@require_GET
@never_cache
@protected(permissions.SEE)
def stay(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    return _drawn(request, _found(request, stay_id), {})


@require_POST
@protected(permissions.CARE)
def place(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    row, who = _found(request, stay_id), who_asks(request)
    area = found_area(request, row.area_id)
    beds = queries.bed_choices(queries.places_of(area)[1], row.severity)
    form = forms.PlaceForm(request.POST, beds=beds)

    def act() -> None:
        bed = _bed(area, form.cleaned_data["bed"])
        if bed is not None:
            actions.place(stay=row, bed=bed, by=who, why=form.cleaned_data["why"])

    return _acted(request, row, ("place_form", form), act)


@require_POST
@protected(permissions.CARE)
def severity(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    row, who = _found(request, stay_id), who_asks(request)
    form = forms.SeverityForm(request.POST)
    return _acted(
        request,
        row,
        ("severity_form", form),
        lambda: actions.set_severity(stay=row, by=who, **form.cleaned_data),
    )


@require_POST
@protected(permissions.CARE)
def end(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    row, who = _found(request, stay_id), who_asks(request)
    form = forms.EndForm(request.POST)
    return _acted(
        request,
        row,
        ("end_form", form),
        lambda: actions.end(stay=row, said=actions.Ending(**form.cleaned_data), by=who),
    )


@require_POST
@protected(permissions.CARE)
def cancel(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    return _undo(request, stay_id, actions.cancel)


@require_POST
@protected(permissions.CARE)
def take_back(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    return _undo(request, stay_id, actions.take_back)


def _undo(request: HttpRequest, stay_id: UUID, act: Callable[..., AreaStay]) -> HttpResponse:
    row, who = _found(request, stay_id), who_asks(request)
    form = forms.WhyForm(request.POST)
    return _acted(
        request, row, ("why_form", form), lambda: act(stay=row, by=who, **form.cleaned_data)
    )


@require_POST
@protected(permissions.CARE)
def after_day(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """One more day on which somebody who left is asked."""
    row, who = _found(request, stay_id), who_asks(request)
    form = forms.AfterDayForm(request.POST)
    return _acted(
        request,
        row,
        ("after_form", form),
        lambda: work_acts.add_day(stay=row, by=who, **form.cleaned_data),
    )


@require_POST
@protected(permissions.CARE)
def check(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    row, who = _found(request, stay_id), who_asks(request)
    form = forms.CheckForm(request.POST)
    return _acted(
        request,
        row,
        ("check_form", form),
        lambda: check_acts.check(stay=row, day=form.cleaned_data["day"], told=form.told(), by=who),
    )


@require_POST
@protected(permissions.CARE)
def well(request: HttpRequest, stay_id: UUID) -> HttpResponse:
    """One tap of the grid: today, nothing odd."""
    row, who = _found(request, stay_id), who_asks(request)
    check_acts.all_is_well(stay=row, day=clock.today(), by=who)
    notice(request, _("Đã ghi bình thường."))
    return after(request, "isolation_areas:people", row.area_id)


def _acted(
    request: HttpRequest,
    row: AreaStay,
    sent: tuple[str, django_forms.Form],
    act: Callable[[], Any],
) -> HttpResponse:
    """Done and back to the stay, or the stay with what was typed and what is the matter."""
    name, form = sent
    if form.is_valid():
        try:
            act()
        except Refused as refusal:
            told(form, refusal)
        else:
            notice(request, _("Đã lưu."))
            return after(request, "isolation_areas:stay", row.id)
    return _drawn(request, _found(request, row.id), {name: form}, status=422)


def _found(request: HttpRequest, stay_id: UUID) -> AreaStay:
    row: AreaStay = get_object_or_404(queries.visible_to(who_asks(request)), pk=stay_id)
    return row


def _bed(area: IsolationArea, bed_id: UUID | None) -> AreaBed | None:
    return next((bed for bed in areas.beds_of(area) if bed.id == bed_id), None)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _note(people: list[Person | None], who: Actor) -> None:
    known = [person.id for person in people if person]
    if known:
        note_reads(known, who, what="isolation", ground="report")


def _days(row: AreaStay) -> list[Any]:
    """Every day of the stay, the newest first; a day at which nobody looked stands there, grey."""
    found = queries.checks_of([row])[row.id]
    words = check_rules.symptoms(clock.today(), get_language() or "vi")
    first = row.ended_on or clock.today()
    number = min(days_of(row.arrived_on, row.ended_on, clock.today()), 60)
    shown = []
    for day in check_rules.grid_days(first, number):
        known = found.get(day)
        codes = known.symptoms.split() if known else []
        shown.append((day, known, ", ".join(words.get(code, code) for code in codes)))
    return shown


def _drawn(
    request: HttpRequest,
    row: AreaStay,
    typed: dict[str, django_forms.Form],
    status: int = 200,
) -> HttpResponse:
    who, today = who_asks(request), clock.today()
    area = found_area(request, row.area_id)
    person = names_of([row.patient_id], who).get(row.patient_id)
    _note([person], who)
    all_beds, free = queries.places_of(area)
    lying = [queries.place_name(bed) for bed in all_beds if bed.id == row.bed_id]
    is_inside = row.status in PRESENT
    beds = queries.bed_choices(free, row.severity) if is_inside else []
    context = {
        "area": area,
        "stay": row,
        "person": person,
        "where": lying[0] if lying else "",
        "number_of_days": days_of(row.arrived_on, row.ended_on, today),
        "moves": queries.moves_of(row),
        "days": _days(row),
        "today": today,
        "severities": dict(Severity.choices),
        "doubt": check_rules.is_unverified(today),
        "is_inside": is_inside,
        "may_care": permissions.may_care(who) and area.status == "open",
        "may_tap": not check_rules.needs_measuring(row.severity),
        "place_form": forms.PlaceForm(beds=beds),
        "severity_form": forms.SeverityForm(initial={"severity": row.severity}),
        "end_form": forms.EndForm(initial={"on": today}),
        "check_form": forms.CheckForm(initial={"day": today}),
        "why_form": forms.WhyForm(),
        "after_form": forms.AfterDayForm(),
        **typed,
    }
    return page(request, "isolation_areas/stay.html", context, status=status)
