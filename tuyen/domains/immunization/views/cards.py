"""A person's card: what was had, what counts, what comes next; a dose added, told, corrected, struck."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.immunization import codes, permissions
from tuyen.domains.immunization.forms.doses import (
    CorrectionForm,
    DoseForm,
    HistoryLines,
    SourceForm,
    kept_of,
    typed_of,
)
from tuyen.domains.immunization.papers.card import card_pdf
from tuyen.domains.immunization.queries import cards
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import vaccines
from tuyen.record.actions import immunizations as acts
from tuyen.record.chart import Chart, opened_chart
from tuyen.record.models import DoseStatus, Immunization
from tuyen.record.queries import immunizations as queries

CARD = "immunization/card.html"


@require_GET
@never_cache
@protected("chart.open")
def card(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="immunizations")
    found = cards.card_of(chart, clock.today())
    return page(request, CARD, _shown(chart, found, DoseForm(initial=_usual(found, who))))


@require_POST
@protected(permissions.GIVE)
def give(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="immunizations")
    found, form = cards.card_of(chart, clock.today()), DoseForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        number = said["number"]
        if number is None and not said["is_dose_zero"]:
            number = cards.next_number(found, said["vaccine"], clock.today())
        try:
            acts.give_dose(person_id=person_id, dose=form.dose(number=number), by=who)
        except Refused as refusal:
            _say(form, refusal)
        else:
            notice(request, _("Đã ghi mũi tiêm. Theo dõi 30 phút tại chỗ."))
            return after(request, "immunization:card", person_id)
    return page(request, CARD, _shown(chart, found, form), status=422)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.GIVE)
def history(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Doses of a paper card, several lines at once; all of them or none."""
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="immunizations")
    is_post = request.method == "POST"
    lines = HistoryLines(request.POST if is_post else None, prefix="dose")
    source = SourceForm(request.POST if is_post else None)
    if is_post and lines.is_valid() and source.is_valid():
        doses = [dose for line in lines if (dose := line.dose())]
        if refused := _history_kept(person_id, doses, source.cleaned_data["source"], who):
            source.add_error(None, refused)
        else:
            notice(request, _("Đã ghi %(n)d mũi theo sổ.") % {"n": len(doses)})
            return after(request, "immunization:card", person_id)
    context = {"person": chart.person, "lines": lines, "source": source}
    return page(request, "immunization/history.html", context, status=422 if is_post else 200)


def _history_kept(person_id: UUID, doses: list[Any], source: str, who: Actor) -> str:
    """Empty when kept; else the sentence of what stands against it."""
    if not doses:
        return _("Ghi ít nhất một mũi.")
    try:
        acts.record_history(person_id=person_id, doses=doses, by=who, source=source)
    except Refused as refusal:
        return str(refusal.message)
    return ""


@require_http_methods(["GET", "POST"])
@never_cache
@protected("chart.open")
def dose(request: HttpRequest, dose_id: UUID) -> HttpResponse:
    """One dose with its history; whoever gave it may correct it here."""
    who = who_asks(request)
    chart, row = _found(dose_id, who)
    is_post = request.method == "POST"
    form = CorrectionForm(request.POST) if is_post else CorrectionForm(typed_of(row))
    if is_post and form.is_valid():
        try:
            new = acts.correct_dose(
                row=row,
                dose=form.dose(**kept_of(row)),
                why=request.POST.get("why", ""),
                by=who,
            )
        except Refused as refusal:
            _say(form, refusal)
        else:
            notice(request, _("Đã sửa. Bản trước còn trong lịch sử."))
            return after(request, "immunization:dose", new.id)
    context = _of_dose(chart, row, form, who)
    return page(request, "immunization/dose.html", context, status=422 if is_post else 200)


@require_POST
@protected(permissions.GIVE)
def strike(request: HttpRequest, dose_id: UUID) -> HttpResponse:
    who = who_asks(request)
    _chart, row = _found(dose_id, who)
    struck = acts.strike_dose(row=row, why=request.POST.get("why", ""), by=who)
    notice(request, _("Đã gạch mũi ghi nhầm; lịch sử vẫn giữ lại."))
    return after(request, "immunization:dose", struck.id)


@require_GET
@never_cache
@protected("chart.open")
def paper(request: HttpRequest, person_id: UUID) -> HttpResponse:
    who = who_asks(request)
    chart = opened_chart(person_id, who, what="immunizations")
    found = cards.card_of(chart, clock.today())
    pdf = card_pdf(chart.person, found, unit=who.unit_name, code=codes.code_of(chart.person.id))
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="phieu-tiem-chung.pdf"'},
    )


def _found(dose_id: UUID, who: Actor) -> tuple[Chart, Immunization]:
    row = queries.visible_dose(dose_id, who)
    if row is None:
        raise Http404
    return opened_chart(row.patient_id, who, what="immunizations"), row


def _usual(found: cards.Card, who: Actor) -> dict[str, Any]:
    """Today, by whoever types, of the vaccine that has waited longest."""
    today = clock.today()
    code = cards.product_for(found.due[0].next.series, today) if found.due else ""
    return {"day": today, "given_by_name": who.name, "vaccine": code}


def _shown(chart: Chart, found: cards.Card, form: DoseForm) -> dict[str, Any]:
    return {
        "person": chart.person,
        "card": found,
        "form": form,
        "may_give": permissions.may_vaccinate(chart.who),
        "today": clock.today(),
    }


def _of_dose(chart: Chart, row: Immunization, form: CorrectionForm, who: Actor) -> dict[str, Any]:
    versions = queries.versions_of(chart, row)
    is_standing = versions[0].id == row.id and row.status != DoseStatus.ENTERED_IN_ERROR
    is_ours = row.unit_id in (None, who.unit_id)
    on = row.given_on
    return {
        "person": chart.person,
        "row": row,
        "form": form,
        "vaccine": vaccines.name_of(row.vaccine, on),
        "site": vaccines.places("site", on).get(row.site, row.site),
        "route": vaccines.places("route", on).get(row.route, row.route),
        "reason": vaccines.reasons(on).get(row.status_reason, row.status_reason),
        "versions": versions,
        "newer_id": versions[0].id if versions[0].id != row.id else None,
        "is_struck": row.status == DoseStatus.ENTERED_IN_ERROR,
        "may_amend": is_standing and is_ours and permissions.may_vaccinate(who),
    }


def _say(form: DoseForm, refusal: Refused) -> None:
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
