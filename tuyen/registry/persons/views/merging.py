"""Two records side by side: who speaks from now on, and the way back."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.areas.queries import place_name
from tuyen.registry.persons import actions, permissions, queries, rules
from tuyen.registry.persons.forms import MergeForm
from tuyen.registry.persons.models import Person, PersonLink
from tuyen.registry.persons.search import Hit
from tuyen.registry.persons.views.mending import person_or_404
from tuyen.registry.persons.views.ways import IDENTITY, is_closed, to_chart


@protected(permissions.MERGE)
@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Who is the same person? Those who share a number first, then whoever is searched."""
    who, person = who_asks(request), person_or_404(request, person_id)
    if is_closed(request, person):
        return to_chart(request, person)
    text = request.POST.get("q", "")
    found = queries.search_persons(who, text).hits if text.strip() else []
    context = {
        "person": person,
        "q": text,
        "likely": _others(queries.others_with_numbers_of(person, who), person),
        "hits": _others(found, person),
    }
    return page(request, "persons/merge_choose.html", context)


def _others(hits: list[Hit], person: Person) -> list[Hit]:
    own = queries.same_person_ids(person)
    return [hit for hit in hits if hit.person.id not in own]


@protected(permissions.MERGE)
@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, person_id: UUID, other_id: UUID) -> HttpResponse:
    who = who_asks(request)
    one, other = person_or_404(request, person_id), person_or_404(request, other_id)
    if is_closed(request, one) and is_closed(request, other):
        return to_chart(request, one)
    form = MergeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        keep = form.cleaned_data["keep"]
        survivor, loser = (one, other) if keep == one.id else (other, one)
        try:
            link = actions.merge_persons(
                loser=loser, survivor=survivor, why=form.cleaned_data["why"], by=who
            )
        except Refused as refused:
            form.add_error(
                refused.field if refused.field in form.fields else None, str(refused.message)
            )
        else:
            undo = reverse("persons:unmerge", args=[survivor.id, link.id])
            notice(request, _("Đã gộp hai hồ sơ."), undo=undo)
            return after(request, IDENTITY, survivor.id)
    context = {"form": form, "one": one, "other": other, "rows": _side_by_side(one, other, who)}
    return page(request, "persons/merge.html#form", context, 422 if form.is_bound else 200)


def _side_by_side(one: Person, other: Person, who: Actor) -> list[tuple[str, str, str, bool]]:
    """(label, left, right, do they differ); numbers masked, for one of the two may be a stranger's."""
    lines = []
    for label, read in (
        (_("Họ và tên"), lambda p: p.name),
        (_("Ngày sinh"), lambda p: f"{p.birth_date:%d/%m/%Y}" if p.birth_date else ""),
        (_("Giới tính"), lambda p: str(p.get_sex_display())),
        (_("Nơi ở"), _home),
        (_("Điện thoại"), lambda p: rules.masked(p.phone)),
        (_("Giấy tờ"), lambda p: _papers(p, who)),
        (_("Mẹ"), lambda p: _("có ghi") if p.mother_id else ""),
    ):
        left, right = read(one), read(other)
        lines.append((label, left, right, left != right))
    return lines


def _home(person: Person) -> str:
    place = place_name(person.commune_code, person.address_from or clock.today())
    return ", ".join(part for part in (person.address_line, place) if part)


def _papers(person: Person, who: Actor) -> str:
    return "; ".join(
        f"{number.get_system_display()} {rules.masked(number.value)}"
        for number in queries.numbers_of(person, who)
    )


@protected(permissions.MERGE)
@require_POST
def unmerge(request: HttpRequest, person_id: UUID, link_id: UUID) -> HttpResponse:
    person = person_or_404(request, person_id)
    links = PersonLink.objects.filter(patient_id__in=queries.same_person_ids(person))
    link = get_object_or_404(links, pk=link_id)
    actions.unmerge_persons(
        link=link, why=request.POST.get("why", "") or _("Tách lại"), by=who_asks(request)
    )
    notice(request, _("Đã tách: hai hồ sơ đọc riêng như trước khi gộp."))
    return after(request, IDENTITY, person.id)


@protected(permissions.MERGE)
@require_GET
def shared_numbers(request: HttpRequest) -> HttpResponse:
    """Numbers that two records carry: entered on two nodes off line, or twice by mistake."""
    groups = queries.shared_numbers(who_asks(request))
    return page(request, "persons/shared_numbers.html", {"groups": groups})
