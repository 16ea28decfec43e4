"""Who lives together."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice
from tuyen.registry.persons import actions, permissions, queries
from tuyen.registry.persons.models import Household
from tuyen.registry.persons.views.mending import person_or_404
from tuyen.registry.persons.views.ways import IDENTITY, is_closed, to_chart


@protected(permissions.REGISTER)
@require_POST
def create(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """A household around this person."""
    person = person_or_404(request, person_id)
    actions.create_household(head=person, by=who_asks(request))
    notice(request, _("Đã lập hộ. Thêm người khác từ trang của họ hoặc bằng số giấy tờ ở đây."))
    return after(request, IDENTITY, person.id)


@protected(permissions.REGISTER)
@require_POST
def add_member(request: HttpRequest, person_id: UUID) -> HttpResponse:
    """Somebody found by name or number moves into the household of this person."""
    who, person = who_asks(request), person_or_404(request, person_id)
    if is_closed(request, person):
        return to_chart(request, person)
    household = get_object_or_404(Household, pk=person.household_id)
    hits = queries.search_persons(who, request.POST.get("q", ""), 2).hits
    if len(hits) != 1:
        notice(request, _("Chưa rõ là ai: gõ đủ tên và năm sinh, hoặc số giấy tờ."), level="error")
        return after(request, IDENTITY, person.id)
    actions.join_household(person=hits[0].person, household=household, by=who)
    notice(request, _("Đã thêm %(name)s vào hộ.") % {"name": hits[0].person.name})
    return after(request, IDENTITY, person.id)


@protected(permissions.REGISTER)
@require_POST
def leave(request: HttpRequest, person_id: UUID) -> HttpResponse:
    person = person_or_404(request, person_id)
    actions.leave_household(person=person, by=who_asks(request))
    notice(request, _("Đã rời hộ."))
    return after(request, IDENTITY, person.id)
