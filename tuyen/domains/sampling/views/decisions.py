"""Positive answers and what a person makes of them; a specimen of a case or of somebody who was near one."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.sampling import forms, permissions, words
from tuyen.domains.sampling.actions import decisions as actions
from tuyen.domains.sampling.actions import taking
from tuyen.domains.sampling.models import RoundMember, SampleRound
from tuyen.domains.sampling.queries import decisions as queries
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.queries import rounds as round_queries
from tuyen.platform.access.chart_access import note_reads
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.chart import visible_person
from tuyen.record.queries.cases import visible_to
from tuyen.registry.persons.models import Person

INVESTIGATE = "case.investigate"


@require_GET
@never_cache
@protected(permissions.DECIDE)
def board(request: HttpRequest) -> HttpResponse:
    return _drawn(request, {}, 200)


def _drawn(request: HttpRequest, typed: dict[UUID, Any], status: int) -> HttpResponse:
    who = who_asks(request)
    found = queries.proposals(who)
    note_reads([each.line.member.patient_id for each in found], who, what="sampling",
               ground="report")  # fmt: skip
    context = {
        "rows": [
            (each, actions.basis_of(each.row, each.line),
             typed.get(each.line.member.id) or forms.OnsetForm())
            for each in found
        ],
        "may_act": who.may(INVESTIGATE),
        "tab": "decisions",
    }  # fmt: skip
    return page(request, "sampling/decisions.html", context, status=status)


def _found(request: HttpRequest, member_id: UUID) -> tuple[SampleRound, members.Line]:
    who = who_asks(request)
    own = round_queries.taken_or_answered(who)
    member: RoundMember = get_object_or_404(
        RoundMember, pk=member_id, round_id__in=list(own), compartment__in=["", *who.compartments]
    )
    return own[member.round_id], members.lines([member], who)[0]


@require_POST
@protected(INVESTIGATE)
def take_up(request: HttpRequest, member_id: UUID) -> HttpResponse:
    row, line = _found(request, member_id)
    form = forms.OnsetForm(request.POST)
    if form.is_valid():
        try:
            case = actions.take_up(
                row=row, line=line, onset_on=form.cleaned_data["onset_on"], by=who_asks(request)
            )
        except Refused as refusal:
            form.add_error("onset_on" if refusal.field == "onset_on" else None, refusal.message)
        else:
            notice(request, _("Đã đưa kết quả vào ca bệnh."))
            return after(request, "notification:case", case.id)
    return _drawn(request, {member_id: form}, 422)


@require_POST
@protected(INVESTIGATE)
def decline(request: HttpRequest, member_id: UUID) -> HttpResponse:
    _row, line = _found(request, member_id)
    actions.decline(line=line, why=request.POST.get("why", ""), by=who_asks(request))
    notice(request, _("Đã ghi lý do."))
    return after(request, "sampling:decisions")


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.TAKE)
def of_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    """From the page of a case: its specimens, and one press into an open round."""
    who = who_asks(request)
    case = get_object_or_404(visible_to(who), pk=case_id)
    return _of_one(request, who, case.patient_id, case.id, case.disease)


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.TAKE)
def of_person(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """From the list of an outbreak's contacts."""
    return _of_one(request, who_asks(request), person_id, None, "")


def _of_one(
    request: HttpRequest, who: Actor, person_id: UUID, case_id: UUID | None, disease: str
) -> HttpResponse:
    person: Person = visible_person(person_id, who)
    known = round_queries.taken_or_answered(who)
    given = members.of_person(person.id, known, who)
    is_known = bool(given) or person.home_unit_id == who.unit_id or case_id is not None
    if not is_known and not members.is_cared_for(person.id, who):
        raise Http404
    here = queries.of_persons_rounds(round_queries.open_here(who), disease)
    if request.method == "POST":
        row = next((each for each in here if str(each.id) == request.POST.get("round")), None)
        if row is None:
            raise Refused(_("Chọn một đợt lấy mẫu đang mở, hoặc mở đợt mới."))
        member = taking.take(row=row, person_id=person.id, case_id=case_id, by=who)
        notice(request, _("Đã lấy mẫu %(n)s. In nhãn và dán ngay.") % {"n": member.number})
        return after(request, "sampling:round", row.id)
    note_reads([person.id], who, what="sampling", ground="report")
    context = {
        "person": person,
        "rounds": [(row, round_queries.test_label(row.test)) for row in here],
        "given": [
            (known[line.member.round_id], line, words.of_state(line.state),
             words.TONES.get(line.state, "neutral"))
            for line in given
        ],
        "may_lead": permissions.may_lead(who),
    }  # fmt: skip
    return page(request, "sampling/person.html", context)
