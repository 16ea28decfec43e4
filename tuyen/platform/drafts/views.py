"""Drafts over HTTP for app.js, and the page of what waits in this browser."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_http_methods

from tuyen.platform.access.doors import protected, who_asks
from tuyen.platform.drafts import actions, queries
from tuyen.platform.drafts.models import Draft
from tuyen.platform.ui.respond import kept_off_line, page
from tuyen.platform.ui.templatetags.tuyen import hour


@require_http_methods(["GET", "PUT", "DELETE"])
@protected()
def draft(request: HttpRequest, kind: str, subject_id: UUID) -> HttpResponse:
    """One's own draft of one form; other people's do not exist here."""
    who = who_asks(request)
    if request.method == "PUT":
        return _told(actions.keep(kind=kind, subject_id=subject_id, body=request.body, by=who))
    if request.method == "DELETE":
        actions.forget(kind=kind, subject_id=subject_id, by=who)
        return HttpResponse(status=204)
    found = queries.draft_of(who, kind, subject_id)
    return _told(found) if found else HttpResponse(status=204)


def _told(found: Draft) -> JsonResponse:
    answer = JsonResponse(
        {
            "saved": hour(found.saved_at),
            "at": int(found.saved_at.timestamp() * 1000),
            "fields": found.body,
        }
    )
    answer["Cache-Control"] = "no-store"
    return answer


@protected()
def outbox(request: HttpRequest) -> HttpResponse:
    """The list is drawn by outbox.js from the browser's own store; the page itself names nobody."""
    return kept_off_line(page(request, "drafts/outbox.html"))
