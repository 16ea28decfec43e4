"""Setting up rooms and beds."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from tuyen.core.errors import Refused
from tuyen.core.text import whole_number
from tuyen.domains.ward.forms.stays import RoomForm
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page
from tuyen.record.actions import beds as acts
from tuyen.record.queries import beds as places

TEMPLATE = "ward/rooms.html"


@require_http_methods(["GET", "POST"])
@never_cache
@protected("ward.manage")
def rooms(request: HttpRequest) -> HttpResponse:
    """Every room of the unit, and one more."""
    who = who_asks(request)
    units = list(places.units_here(who))
    form = RoomForm(request.POST or None, who=who, units=units)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _added(request, form):
            return after(request, "ward:rooms")
        status = 422
    found = list(places.rooms_of(who))
    beds: dict[UUID, int] = {}
    for bed in places.beds_of(who):
        beds[bed.room_id] = beds.get(bed.room_id, 0) + 1
    names = {node.unit_id: node.name for node in units}
    context = {
        "form": form,
        "rows": [
            {"room": room, "beds": beds.get(room.id, 0), "unit": names.get(room.unit_id, "")}
            for room in found
        ],
        "has_departments": len(units) > 1,
    }
    return page(request, TEMPLATE, context, status=status)


def _added(request: HttpRequest, form: RoomForm) -> bool:
    said = form.cleaned_data
    try:
        acts.add_room(
            name=said["name"],
            kind=said["kind"],
            beds=said["beds"],
            unit_id=said["unit"],
            by=who_asks(request),
        )
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        return False
    notice(request, _("Đã thêm buồng %(name)s.") % {"name": said["name"]})
    return True


@require_POST
@protected("ward.manage")
def room(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """Rename, close, open again."""
    who = who_asks(request)
    found = get_object_or_404(places.rooms_of(who), pk=room_id)
    acts.change_room(
        room=found,
        name=request.POST.get("name", found.name),
        is_open=request.POST.get("is_open", "1") == "1",
        by=who,
    )
    notice(request, _("Đã lưu buồng."))
    return after(request, "ward:rooms")


@require_POST
@protected("ward.manage")
def more_beds(request: HttpRequest, room_id: UUID) -> HttpResponse:
    who = who_asks(request)
    found = get_object_or_404(places.rooms_of(who), pk=room_id)
    count = whole_number(request.POST.get("beds", "")) or 0
    acts.add_beds(room=found, count=count, by=who)
    notice(request, _("Đã thêm giường."))
    return after(request, "ward:rooms")
