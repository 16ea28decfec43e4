"""First of all: the question of an open board never reaches the rest."""

from typing import Any
from urllib.parse import parse_qs

from django.http import HttpRequest, HttpResponse

from tuyen.domains.teleconsult import polling


class PollMiddleware:
    """Answers `/consults/changes/` from its signed token, before session, account and page."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> Any:
        if request.path_info != polling.PATH or request.method != "GET":
            return self.get_response(request)
        token = parse_qs(request.META.get("QUERY_STRING", "")).get("t", [""])[0]
        return HttpResponse(status=polling.answer(token), headers={"Cache-Control": "no-store"})
