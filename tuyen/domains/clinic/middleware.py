"""A chart without a care link offers break-glass, on whatever page it was asked for."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tuyen.core.actor import Actor
from tuyen.platform.access.chart_access import REASON_LETTERS, may_break_glass
from tuyen.platform.ui.respond import page
from tuyen.record.chart import ChartClosed


class ClosedChartMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return closed(request, error) if isinstance(error, ChartClosed) else None


def closed(
    request: HttpRequest, error: ChartClosed, *, problem: str = "", reason: str = ""
) -> HttpResponse:
    who: Actor = request.actor  # type: ignore[attr-defined]
    context = {
        "person": error.person,
        "may_break": may_break_glass(who),
        "least": REASON_LETTERS,
        "problem": problem,
        "reason": reason,
    }
    response = page(request, "clinic/closed.html", context, status=422 if problem else 403)
    if request.headers.get("HX-Request") == "true":
        # A part of a page whose chart has closed meanwhile (break-glass ends in mid-page): all of it goes.
        response["HX-Retarget"] = response["HX-Reselect"] = "#main"
        response["HX-Reswap"] = "outerHTML show:window:top"
    return response
