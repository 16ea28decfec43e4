"""Opened vials: one is thrown away with what is left in it."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.actions import vials as actions
from tuyen.domains.immunization.models import OpenVial
from tuyen.domains.immunization.queries import sessions as queries
from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.ui.respond import after, notice


@require_POST
@protected(permissions.GIVE)
def discard(request: HttpRequest, vial_id: UUID) -> HttpResponse:
    who = who_asks(request)
    rows: Any = queries.vials_visible_to(who)
    vial: OpenVial = get_object_or_404(rows, pk=vial_id)
    actions.discard(vial=vial, by=who)
    notice(request, _("Đã bỏ lọ: %(n)d liều hủy.") % {"n": vial.wasted})
    return after(request, "immunization:session", vial.session_id)
