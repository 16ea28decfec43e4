"""Who stands on a round's list, and the press that takes: by name, by scanning, a household, a village."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.sampling import forms, permissions
from tuyen.domains.sampling.actions import rounds as actions
from tuyen.domains.sampling.actions import taking
from tuyen.domains.sampling.models import SampleRound
from tuyen.domains.sampling.queries import members
from tuyen.domains.sampling.queries import people as queries
from tuyen.domains.sampling.views.rounds import frame, named_round
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.chart import visible_person
from tuyen.registry.persons.permissions import require_find
from tuyen.registry.persons.queries import members_of, search_persons

A_FEW = 8


@require_http_methods(["GET", "POST"])
@never_cache
@protected(permissions.TAKE)
def people(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """A name never stands in an address: it is searched by POST. A scanned number that finds one person
    takes the specimen at once."""
    row, who = named_round(request, round_id), who_asks(request)
    permissions.require_take(who, row)
    form, hits, is_asked = forms.FindForm(request.POST or None), [], False
    if form.is_bound and form.is_valid():
        require_find(who)
        found = search_persons(who, form.cleaned_data["q"], A_FEW)
        hits, is_asked = found.hits, True
        if found.question.number and len(hits) == 1:
            return _taken(request, row, hits[0].person.id, who)
    village = request.GET.get("village", "")
    context = {
        **frame(request, row),
        "find_form": form if form.is_bound else forms.FindForm(),
        "hits": hits,
        "is_asked": is_asked,
        "villages": queries.villages(who),
        "village": village,
        "neighbours": queries.of_village(who, village) if village else [],
        "waiting": members.waiting_names(row, who),
    }
    return page(request, "sampling/people.html", context, status=422 if form.errors else 200)


@require_POST
@protected(permissions.TAKE)
def add(request: HttpRequest, round_id: UUID) -> HttpResponse:
    """Chosen people, or the whole household of one of them."""
    row, who = named_round(request, round_id), who_asks(request)
    made = actions.put_on_list(row=row, person_ids=_chosen(request, who), by=who)
    notice(request, _("Đã đưa %(n)d người vào danh sách.") % {"n": len(made)})
    return after(request, "sampling:people", row.id)


def _chosen(request: HttpRequest, who: Actor) -> list[UUID]:
    one = _uuid(request.POST.get("household", ""))
    if one is None:
        said = (_uuid(text) for text in request.POST.getlist("person"))
        return [each for each in said if each]
    person = visible_person(one, who)
    if person.household_id is None:
        raise Refused(_("Hồ sơ này chưa ghi hộ gia đình."))
    return [each.id for each in members_of(person.household_id, who)]


@require_POST
@protected(permissions.TAKE)
def take(request: HttpRequest, round_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    chosen = _uuid(request.POST.get("person", ""))
    if chosen is None:
        raise Refused(_("Chọn một người."))
    return _taken(request, row, chosen, who)


def _taken(request: HttpRequest, row: SampleRound, person_id: UUID, who: Actor) -> HttpResponse:
    member = taking.take(row=row, person_id=person_id, by=who)
    said = {"number": member.number}
    notice(request, _("Đã lấy mẫu %(number)s. In nhãn và dán ngay.") % said)
    back = "round" if request.POST.get("back") == "round" else "people"
    return after(request, f"sampling:{back}", row.id)


@require_POST
@protected(permissions.TAKE)
def drop(request: HttpRequest, round_id: UUID, member_id: UUID) -> HttpResponse:
    row, who = named_round(request, round_id), who_asks(request)
    member = members.one(row, member_id, who)
    if member is None:
        raise Http404
    actions.take_off_list(row=row, member=member, by=who)
    notice(request, _("Đã bỏ khỏi danh sách."))
    return after(request, "sampling:round", row.id)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
