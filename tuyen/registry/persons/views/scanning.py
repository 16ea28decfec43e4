"""The phone's camera reads the code of a card; what it read is asked like a typed line."""

from csp.constants import SELF
from csp.decorators import csp_update
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tuyen.platform.access.doors import protected
from tuyen.platform.ui.respond import page
from tuyen.registry.persons import permissions


@csp_update({"worker-src": [SELF, "blob:"]})
@protected(permissions.FIND)
@require_GET
def scan(request: HttpRequest) -> HttpResponse:
    return page(request, "persons/scan.html")
