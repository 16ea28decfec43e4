"""Type-ahead lists: diagnoses by code or words, drugs, allergy substances, reasons."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.core.facts import ask
from tuyen.core.text import fold
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import page
from tuyen.registry.terms import clinical
from tuyen.registry.terms.allergies import search_substances
from tuyen.registry.terms.formulary import Drug, search_drugs
from tuyen.registry.terms.queries import search_codes

MOST = 10


def _options(request: HttpRequest, found: list[tuple[str, str, str]]) -> HttpResponse:
    """(value, label, what stands beside it in grey)"""
    return page(request, "clinic/options.html", {"options": found})


@require_GET
@protected("chart.open")
def diagnoses(request: HttpRequest) -> HttpResponse:
    found = search_codes("icd10", request.GET.get("q", ""), clock.today(), MOST)
    return _options(request, [(each.code, each.name, each.code_printed) for each in found])


@require_GET
@protected("chart.open")
def drugs(request: HttpRequest) -> HttpResponse:
    found = search_drugs(request.GET.get("q", ""), clock.today(), MOST)
    codes = [each.code for each in found]
    left = ask("pharmacy.on_hand", unit_id=who_asks(request).unit_id, drug_codes=codes)
    return _options(request, [(each.code, each.full_name, _beside(each, left)) for each in found])


def _beside(drug: Drug, left: dict[str, int]) -> str:
    """The form, and what the unit's own store has of it."""
    if drug.code not in left:
        return drug.form
    return _("%(form)s · kho còn %(n)d") % {"form": drug.form, "n": left[drug.code]}


@require_GET
@protected("chart.open")
def allergies(request: HttpRequest) -> HttpResponse:
    found = search_substances(request.GET.get("q", ""), clock.today(), MOST)
    language = get_language() or "vi"
    return _options(request, [(each.code, each.label.spoken(language), "") for each in found])


@require_GET
@protected("chart.open")
def reasons(request: HttpRequest) -> HttpResponse:
    words, language = fold(request.GET.get("q", "")).split(), get_language() or "vi"
    labels = [(each.code, each.label.spoken(language)) for each in clinical.reasons(clock.today())]
    found = [
        (code, label, "")
        for code, label in labels
        if all(any(part.startswith(word) for part in fold(label).split()) for word in words)
    ]
    return _options(request, found[:MOST])
