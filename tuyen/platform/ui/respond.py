"""How a view answers: a page or its fragment, and where to go after an action."""

import json
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse

MAIN = {"target": "#main", "select": "#main", "swap": "outerHTML show:window:top"}


def wants_fragment(request: HttpRequest) -> bool:
    """htmx asks for a part; what it asks for as a whole page (boost, after an action) is a page."""
    is_htmx = request.headers.get("HX-Request") == "true"
    is_whole = (
        request.headers.get("HX-Request-Type") == "full"
        or "HX-Boosted" in request.headers
        or "HX-History-Restore-Request" in request.headers
    )
    return is_htmx and not is_whole


def page(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """`room/case.html#answer`: the partial `answer` for htmx, all of `room/case.html` otherwise."""
    name, _, partial = template.partition("#")
    if not (partial and wants_fragment(request)):
        return render(request, name, dict(context or {}), status=status)
    response = render(request, template, dict(context or {}), status=status)
    if notices := list(messages.get_messages(request)):
        toasts = {"notices": notices, "out_of_band": True}
        response.write(render_to_string("ui/toasts.html", toasts, request))
    return response


def after(request: HttpRequest, url_name: str, *args: Any, **query: Any) -> HttpResponse:
    """Where a finished action leads: a redirect, or for htmx the same page put into #main."""
    url = _place(url_name) if not args and not query else reverse(url_name, args=args, query=query)
    if request.headers.get("HX-Request") != "true":
        return redirect(url)
    response = HttpResponse(status=204)
    response["HX-Location"] = json.dumps({"path": url, **MAIN})
    return response


@lru_cache(maxsize=512)
def _place(url_name: str) -> str:
    """Address of a page that takes nothing."""
    return reverse(url_name)


def kept_off_line(response: HttpResponse) -> HttpResponse:
    """The service worker may keep this page: a shell or an empty form that names no person."""
    response["Tuyen-Keep"] = "shell"
    return response


def notice(request: HttpRequest, text: Any, *, undo: str = "", level: str = "success") -> None:
    """One line at the foot of the page; `undo` is the address that a POST takes it back with (10 s)."""
    number = {"success": messages.SUCCESS, "warning": messages.WARNING, "error": messages.ERROR}
    messages.add_message(request, number[level], text, extra_tags=f"undo:{undo}" if undo else "")
