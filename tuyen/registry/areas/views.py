"""Areas offered while somebody types."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_GET

from tuyen.core import clock
from tuyen.platform.access.doors import protected
from tuyen.platform.ui.respond import page
from tuyen.registry.areas import queries

MOST = 12


@protected()
@require_GET
def communes(request: HttpRequest) -> HttpResponse:
    """Communes in force whose name holds what was typed."""
    day = clock.today()
    found = list(queries.search(request.GET.get("q", ""), day)[:MOST])
    provinces = queries.names_of({area.parent_code for area in found}, day)
    rows = [(area, provinces.get(area.parent_code, "")) for area in found]
    return page(request, "areas/options.html", {"rows": rows})
