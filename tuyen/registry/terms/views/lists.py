"""Pages “Danh mục”: code lists, the unit's own drugs, values to be confirmed."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold
from tuyen.platform.access.doors import protected
from tuyen.platform.ui.figures import marked
from tuyen.platform.ui.respond import after, notice, page
from tuyen.registry.terms import actions, open_values, permissions, queries, sentences
from tuyen.registry.terms.clinical import Label
from tuyen.registry.terms.forms import DrugForm, ValueForm
from tuyen.registry.terms.open_values import LISTS, OpenValue

ROWS_A_PAGE = 50
SUGGESTIONS = 12
TIERED = ("technique", "procedure", "service")  # lists with the letter of the former tier


def _who(request: HttpRequest) -> Actor:
    return request.actor  # type: ignore[attr-defined, no-any-return]


@protected()
def lists(request: HttpRequest) -> HttpResponse:
    """Every code list in force today, with its version and how sure we are of it."""
    found = queries.sets_in_force(clock.today())
    return page(request, "terms/lists.html", {"sets": found, "tab": "lists"})


@protected()
def codes(request: HttpRequest, scheme: str) -> HttpResponse:
    """One list: all its codes by page, or what is found."""
    today, text = clock.today(), request.GET.get("q", "").strip()
    code_set = queries.set_on(scheme, today)
    if code_set is None:
        raise Http404
    if text:
        rows = queries.search_codes(scheme, text, today, ROWS_A_PAGE)
        shown = Paginator(rows, ROWS_A_PAGE).get_page(1)
    else:
        every = queries.codes_on(scheme, today).order_by("code", "position")
        shown = Paginator(every, ROWS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "code_set": code_set,
        "page": shown,
        "q": text,
        "has_tiers": scheme in TIERED,
        "tab": "lists",
    }
    return page(request, "terms/codes.html#found", context)


@protected()
def suggest(request: HttpRequest, scheme: str) -> HttpResponse:
    """Options for a type-ahead box."""
    text = request.POST.get("q") or request.GET.get("q", "")
    found = queries.search_codes(scheme, text, clock.today(), SUGGESTIONS)
    return page(request, "terms/suggest.html", {"found": found})


@protected()
def drugs(request: HttpRequest) -> HttpResponse:
    """The unit's own list, those no longer used at the end."""
    who, text = _who(request), request.GET.get("q", "").strip()
    rows = queries.drugs_of(who.unit_id, text).order_by("-is_used", "fold")
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "q": text,
        "query": urlencode({"q": text}) if text else "",
        "may_manage": permissions.may_manage(who),
        "tab": "drugs",
    }
    return page(request, "terms/drugs.html#found", context)


@protected(permissions.MANAGE)
def drug_new(request: HttpRequest) -> HttpResponse:
    form = DrugForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = actions.add_drug(by=_who(request), **form.cleaned_data)
        notice(request, _("Đã thêm %(drug)s.") % {"drug": made})
        return after(request, "terms:drugs")
    return _form(request, "terms/drug.html#form", {"form": form, "tab": "drugs"})


@protected(permissions.MANAGE)
def drug(request: HttpRequest, drug_id: UUID) -> HttpResponse:
    found = get_object_or_404(queries.drugs_of(_who(request).unit_id), pk=drug_id)
    form = DrugForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_drug(drug=found, by=_who(request), **form.cleaned_data)
        notice(request, _("Đã lưu %(drug)s.") % {"drug": found})
        return after(request, "terms:drugs")
    return _form(request, "terms/drug.html#form", {"form": form, "drug": found, "tab": "drugs"})


@protected(permissions.MANAGE)
@require_POST
def drug_used(request: HttpRequest, drug_id: UUID) -> HttpResponse:
    found = get_object_or_404(queries.drugs_of(_who(request).unit_id), pk=drug_id)
    actions.set_used(drug=found, is_used=request.POST.get("used") == "1", by=_who(request))
    return after(request, "terms:drugs")


@protected()
def values(request: HttpRequest, name: str) -> HttpResponse:
    """Every unverified value of a list, and what the unit has put in its place."""
    who, text = _who(request), request.GET.get("q", "").strip()
    rule, today = _rule(name), clock.today()
    confirmed = queries.confirmed_at(who, rule, today)
    rows = [
        _shown(each, confirmed.get(each.row, {}).get(each.field))
        for each in open_values.open_values(rule, today)
        if fold(text) in fold(f"{each.label.vi} {each.label.en}")
    ]
    context = {
        "page": Paginator(rows, ROWS_A_PAGE).get_page(request.GET.get("page")),
        "name": name,
        "q": text,
        "query": urlencode({"q": text}) if text else "",
        "may_manage": permissions.may_manage(who),
        "tab": name,
    }
    return page(request, "terms/values.html#found", context)


@protected(permissions.MANAGE)
def value(request: HttpRequest, name: str, row: str, field: str) -> HttpResponse:
    """Confirm one value, with its source and the day from which it counts."""
    who = _who(request)
    open_value = _open_value(name, row, field)
    now = queries.confirmed_at(who, open_value.rule, clock.today()).get(row, {}).get(field)
    initial = {"value": _written(open_value, now.value if now else open_value.text)}
    form = ValueForm(request.POST or None, initial=initial, open_value=open_value)
    context = {
        "form": form,
        "open_value": open_value,
        "label": _spoken(open_value.label),
        "measure": _spoken(open_value.measure),
        "words": sentences.of_field(open_value),
        "confirmed": now,
        "proposed_text": _written(open_value, open_value.text),
        "confirmed_text": _written(open_value, now.value) if now else "",
        "is_own": now is not None and now.unit_id == who.unit_id,
        "name": name,
        "tab": name,
    }
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_value(open_value=open_value, by=who, **form.cleaned_data)
        except Refused as refused:
            if not refused.field:
                raise
            form.add_error(refused.field, str(refused.message))
        else:
            notice(request, _("Đã xác nhận %(label)s.") % {"label": context["label"]})
            return after(request, "terms:values", name)
    return _form(request, "terms/value.html#form", context)


@protected(permissions.MANAGE)
@require_POST
def withdraw(request: HttpRequest, name: str, row: str, field: str) -> HttpResponse:
    who, open_value = _who(request), _open_value(name, row, field)
    now = queries.confirmed_at(who, open_value.rule, clock.today()).get(row, {}).get(field)
    if now is None:
        raise Http404
    actions.withdraw_value(confirmed=now, by=who)
    return after(request, "terms:values", name)


def _shown(each: OpenValue, confirmed: Any) -> tuple[Any, ...]:
    measure, own = _spoken(each.measure), _written(each, confirmed.value) if confirmed else ""
    words = sentences.of_field(each)
    return each, _spoken(each.label), words, measure, confirmed, _written(each, each.text), own


def _written(each: OpenValue, text: str) -> str:
    """Ranges and numbers with the mark of the page's language; words as they are."""
    return marked(text) if each.kind in ("range", "number") else text


def _spoken(label: Label) -> str:
    return label.spoken(get_language() or "vi")


def _rule(name: str) -> str:
    if name not in LISTS:
        raise Http404
    return LISTS[name]


def _open_value(name: str, row: str, field: str) -> OpenValue:
    for each in open_values.open_values(_rule(name), clock.today()):
        if (each.row, each.field) == (row, field):
            return each
    raise Http404


def _form(request: HttpRequest, template: str, context: dict[str, object]) -> HttpResponse:
    status = 422 if request.method == "POST" else 200
    return page(request, template, context, status)
