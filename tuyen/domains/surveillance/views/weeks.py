"""Doors of the weekly reports; numpy is loaded by the first look."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.domains.surveillance.permissions import SEE, SEND
from tuyen.platform.access.doors import protected


@require_GET
@never_cache
@protected(SEE)
def weeks(request: HttpRequest) -> HttpResponse:
    from tuyen.domains.surveillance.views import told

    return told.weeks(request)


@require_POST
@protected(SEND)
def send(request: HttpRequest) -> HttpResponse:
    from tuyen.domains.surveillance.views import told

    return told.send(request)


@require_GET
@never_cache
@protected(SEE)
def week(request: HttpRequest, report_id: UUID) -> HttpResponse:
    from tuyen.domains.surveillance.views import told

    return told.week(request, report_id)


@require_GET
@never_cache
@protected(SEE)
def exchanged(request: HttpRequest) -> HttpResponse:
    from tuyen.domains.surveillance.views import handed

    return handed.exchanged(request)
