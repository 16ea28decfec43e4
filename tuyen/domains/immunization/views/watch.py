"""After the dose: who is still there, since when; home by one key, or a reaction told."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import watch as actions
from tuyen.domains.immunization.forms.screening import HomeForm
from tuyen.domains.immunization.models import SessionVisit
from tuyen.domains.immunization.queries import watch as queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice, page

WATCH = "immunization/watch.html"


@require_GET
@never_cache
@protected(permissions.GIVE)
def watch(request: HttpRequest) -> HttpResponse:
    return page(request, WATCH, _shown(who_asks(request)))


@require_POST
@protected(permissions.GIVE)
def home(request: HttpRequest, visit_id: UUID) -> HttpResponse:
    who, form = who_asks(request), HomeForm(request.POST)
    rows: Any = queries.visible_to(who)
    visit: SessionVisit = get_object_or_404(rows, pk=visit_id)
    if form.is_valid():
        try:
            actions.go_home(visit=visit, by=who, note=form.cleaned_data["note"])
        except Refused as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.message)
        else:
            notice(request, _("Đã cho về nhà."))
            return after(request, "immunization:watch")
    return page(request, WATCH, _shown(who) | {"form": form, "early": visit.id}, status=422)


def _shown(who: Actor) -> dict[str, Any]:
    rows = queries.watched(who)
    return {"rows": rows, "over": sum(row.is_over for row in rows), "form": HomeForm()}
