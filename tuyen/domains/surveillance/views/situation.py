"""Door of the situation page; what judges the series is loaded by the first look."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from tuyen.domains.surveillance.permissions import SEE
from tuyen.platform.access.doors import protected


@require_GET
@never_cache
@protected(SEE)
def situation(request: HttpRequest) -> HttpResponse:
    from tuyen.domains.surveillance.views.stands import shown

    return shown(request)
