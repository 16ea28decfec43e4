"""Doors of the charts. What draws them brings scipy along, so it is loaded by the first look at one."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tuyen.domains.surveillance.permissions import SEE
from tuyen.platform.access.doors import protected


@require_GET
@protected(SEE)
def curve(request: HttpRequest) -> HttpResponse:
    return shown(request, "curve")


@require_GET
@protected(SEE)
def heat(request: HttpRequest) -> HttpResponse:
    return shown(request, "heat")


@require_GET
@protected(SEE)
def ages(request: HttpRequest) -> HttpResponse:
    return shown(request, "ages")


@require_GET
@protected(SEE)
def rt(request: HttpRequest) -> HttpResponse:
    return shown(request, "rt")


@require_GET
@protected(SEE)
def map_(request: HttpRequest) -> HttpResponse:
    return shown(request, "map")


@require_GET
@protected(SEE)
def forecast(request: HttpRequest) -> HttpResponse:
    return shown(request, "forecast")


@require_GET
@protected(SEE)
def beds(request: HttpRequest) -> HttpResponse:
    return shown(request, "beds")


@require_GET
@protected(SEE)
def bulletin(request: HttpRequest) -> HttpResponse:
    """The week on paper; `area` and `week` as on the page of the situation."""
    from tuyen.domains.surveillance.views.bulletin import shown as printed

    return printed(request)


def shown(request: HttpRequest, name: str) -> HttpResponse:
    from tuyen.domains.surveillance.views.drawn import shown as drawn

    return drawn(request, name)
