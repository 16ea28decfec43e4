"""Doors of the signals; what judges series is loaded by the first look."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from tuyen.domains.surveillance.permissions import JUDGE, SEE
from tuyen.platform.access.doors import protected


@require_GET
@never_cache
@protected(SEE)
def signals(request: HttpRequest) -> HttpResponse:
    from tuyen.domains.surveillance.views import found

    return found.listed(request)


@require_POST
@protected(JUDGE)
def look(request: HttpRequest) -> HttpResponse:
    from tuyen.domains.surveillance.views import found

    return found.look(request)


@require_GET
@never_cache
@protected(SEE)
def signal(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    from tuyen.domains.surveillance.views import found

    return found.one(request, signal_id)


@require_POST
@protected(JUDGE)
def judge(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    from tuyen.domains.surveillance.views import found

    return found.judge(request, signal_id)


@require_POST
@protected(JUDGE)
def assess(request: HttpRequest, signal_id: UUID) -> HttpResponse:
    from tuyen.domains.surveillance.views import found

    return found.assess(request, signal_id)
