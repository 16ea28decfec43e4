"""Coming to the ward: from the person's page, a visit, a referral's arrival, triage."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.ward import emergency
from tuyen.domains.ward.forms.stays import AdmitForm
from tuyen.domains.ward.rules import may_become
from tuyen.platform import changes
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record import permissions as record
from tuyen.record.actions.admissions import Coming
from tuyen.record.actions.admissions import admit as act
from tuyen.record.actions.receiving import arrive
from tuyen.record.chart import chart_of, visible_person
from tuyen.record.models import Referral
from tuyen.record.queries import beds as places
from tuyen.record.queries import referrals
from tuyen.record.queries.visits import patient_of, visit_of
from tuyen.record.rules.admissions import CUSTODY
from tuyen.record.rules.referrals import Status, may_follow
from tuyen.registry.persons.models import Person

TEMPLATE = "ward/admit.html"
REASON_LENGTH = 300


@require_http_methods(["GET", "POST"])
@never_cache
@protected("ward.nurse")
def admit(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """The form; what is known from a visit, a referral or triage stands in it already."""
    who = who_asks(request)
    person = visible_person(person_id, who)
    form = _form(request, who)
    if request.method != "POST":
        return page(request, TEMPLATE, {"person": person, "form": form})
    if form.is_valid():
        stay_id = _admitted(request, person, form, who)
        if stay_id is not None:
            return after(request, "ward:case", stay_id)
    return page(request, TEMPLATE, {"person": person, "form": form}, status=422)


def _form(request: HttpRequest, who: Actor, **said: Any) -> AdmitForm:
    """Only ids come by the address; words about a person never do (rulings 26)."""
    kinds: dict[str, Any] = {
        "who": who,
        "units": places.units_here(who),
        "wards": places.board_of(who).wards,
    }
    if request.method == "POST":
        return AdmitForm(request.POST, **kinds)
    asked = {name: request.GET.get(name, "") for name in ("bed", "source", "source_id")}
    if asked["source"] == "triage" and not said:
        said = _from_the_list(asked["source_id"], who)
    return AdmitForm(initial={k: v for k, v in (asked | said).items() if v}, **kinds)


def _from_the_list(arrival_id: str, who: Actor) -> dict[str, Any]:
    """Why somebody came, as triage heard it."""
    try:
        arrival = emergency.visible_to(who).filter(pk=UUID(arrival_id)).first()
    except ValueError:
        return {}
    if arrival is None:
        return {}
    return {"reason": arrival.complaint, "in_custody": arrival.compartment == CUSTODY}


def _admitted(request: HttpRequest, person: Person, form: AdmitForm, who: Actor) -> UUID | None:
    said = form.cleaned_data
    bed = places.beds_of(who).filter(pk=said["bed"]).first() if said["bed"] else None
    coming = Coming(
        reason=said["reason"],
        code=said["code"],
        diagnosis=said["diagnosis"],
        kind=said["kind"],
        source=said["source"],
        source_id=said["source_id"],
        at=said["at"],
        is_planned=said["is_planned"],
        in_custody=said.get("in_custody", False),
    )
    try:
        stay = act(
            person_id=person.id,
            coming=coming,
            unit_id=bed.unit_id if bed else said["unit"],
            bed=None if said["is_planned"] else bed,
            by=who,
        )
    except changes.Repeated as earlier:
        return earlier.result_id
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return None
    if coming.source == "triage" and coming.source_id:
        _leave_the_list(coming.source_id, stay.id, who)
    if coming.source == "referral" and coming.source_id:
        _answered(coming.source_id, person, who)
    notice(request, _("Đã nhập viện."))
    stay_id: UUID = stay.id
    return stay_id


def _leave_the_list(arrival_id: UUID, stay_id: UUID, who: Actor) -> None:
    """Admitted from the emergency list: the line there is done."""
    arrival = emergency.visible_to(who).filter(pk=arrival_id).first()
    if arrival is not None and may_become(arrival.status, "admitted"):
        emergency.set_status(arrival=arrival, status="admitted", admission_id=stay_id, by=who)


def _answered(referral_id: UUID, person: Person, who: Actor) -> None:
    """Admitted here, so the person has come: the sender hears of it."""
    referral = chart_of(person.id, who).of(Referral).filter(pk=referral_id).first()
    if referral is None or referral.to_unit_id != who.unit_id or not record.may_receive(who):
        return
    if may_follow(referral.status, Status.ARRIVED):
        arrive(referral=referral, by=who)


@require_GET
@never_cache
@protected("ward.nurse")
def from_referral(request: HttpRequest, referral_id: UUID) -> HttpResponse:
    """From the paper of another unit: why the person was sent and the diagnosis go along."""
    who = who_asks(request)
    patient_id = referrals.patient_of(referral_id, who)
    if patient_id is None:
        raise Http404
    referral = chart_of(patient_id, who).of(Referral).filter(pk=referral_id).first()
    if referral is None:
        raise Http404
    form = _form(
        request,
        who,
        source="referral",
        source_id=referral_id,
        reason=_why_sent(referral),
        code=referral.diagnosis_code,
        diagnosis=referral.diagnosis,
    )
    return page(request, TEMPLATE, {"person": visible_person(patient_id, who), "form": form})


def _why_sent(referral: Referral) -> str:
    """What the sender wrote, or else the first line of the signs."""
    said = referral.reason or referral.signs.strip().partition("\n")[0]
    return said[:REASON_LENGTH]


@require_GET
@protected("ward.nurse")
def from_visit(request: HttpRequest, encounter_id: UUID) -> HttpResponse:
    """From a finished visit: its reason and main diagnosis go along."""
    who = who_asks(request)
    patient_id = patient_of(encounter_id, who)
    if patient_id is None:
        raise Http404
    visit = visit_of(chart_of(patient_id, who), encounter_id)
    if visit is None:
        raise Http404
    main = visit.conditions[0] if visit.conditions else None
    form = _form(
        request,
        who,
        source="visit",
        source_id=encounter_id,
        reason=visit.encounter.reason,
        code=main.code if main else "",
        diagnosis=main.name if main else "",
    )
    return page(request, TEMPLATE, {"person": visible_person(patient_id, who), "form": form})
