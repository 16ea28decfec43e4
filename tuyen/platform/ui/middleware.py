"""A refusal becomes a sentence on the page; a lost session becomes the sign-in page, never a fragment."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest
from django.db.utils import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from tuyen.core.errors import LockedDay, Refused
from tuyen.core.memory import asked_once
from tuyen.platform.access.doors import LATE_REASON
from tuyen.platform.changes.faults import sentence_for
from tuyen.platform.ui.respond import wants_fragment

CSRF = "csrfmiddlewaretoken"


class LanguageMiddleware:
    """Vietnamese unless this browser has chosen English: a station's PC often says that it is English."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            if hasattr(response, "render") and callable(response.render):
                response = response.render()
        response.headers.setdefault("Content-Language", language)
        return response


class MemoryMiddleware:
    """A page that only reads asks each question of `core.memory` once, whichever rooms ask it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return self.get_response(request)
        with asked_once():
            return self.get_response(request)


class PageMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.headers.get("HX-Request") == "true" and _leads_to_sign_in(response):
            return _sign_in_again(request)
        if not response.has_header("Cache-Control"):
            response["Cache-Control"] = "no-store"  # JSON and files name people as pages do
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """A null character is in no text that people type, and PostgreSQL keeps none."""
        if "%00" in request.META.get("QUERY_STRING", "") or _form_has_null(request):
            raise BadRequest

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, OperationalError | OSError) and (fault := sentence_for(error)):
            fault.status = 503
            return refused(request, fault)
        if isinstance(error, LockedDay):
            return locked_day(request, error)
        return refused(request, error) if isinstance(error, Refused) else None


def refused(request: HttpRequest, error: Refused) -> HttpResponse:
    """htmx: the sentence in #problem, what was typed stays. Plain form: a page with a way back."""
    context = {"message": error.message, "code": error.code}
    if wants_fragment(request) or request.headers.get("HX-Request") == "true":
        response = render(request, "ui/refused.html", context, status=error.status)
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML show:top"
        return response
    context |= {
        "title": _("Chưa làm được"),
        "text": error.message,
        "back": _way_back(request),
        "back_label": _("Quay lại"),
    }
    return render(request, "ui/problem.html", context, status=error.status)


def locked_day(request: HttpRequest, error: LockedDay) -> HttpResponse:
    """The same form once more with a box for the reason; passwords are typed anew."""
    kept = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in (CSRF, LATE_REASON) and "password" not in name
    ]
    context = {"text": error.message, "kept": kept, "address": request.get_full_path()}
    if request.headers.get("HX-Request") != "true":
        context["back"] = _way_back(request)
        return render(request, "ui/locked_day.html", context, status=error.status)
    response = render(request, "ui/locked_day.html#ask", context, status=error.status)
    response["HX-Retarget"] = "#problem"
    response["HX-Reswap"] = "innerHTML show:top"
    return response


def _way_back(request: HttpRequest) -> str:
    """The page that the form came from, when it is one of ours."""
    came_from = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()})
    return came_from if is_ours else ""


def _form_has_null(request: HttpRequest) -> bool:
    if request.content_type == "multipart/form-data":
        return any("\x00" in text for _name, texts in request.POST.lists() for text in texts)
    is_form = request.content_type == "application/x-www-form-urlencoded"
    return is_form and (b"%00" in request.body or b"\x00" in request.body)


def _leads_to_sign_in(response: HttpResponse) -> bool:
    if response.status_code != 302:
        return False
    return urlsplit(response["Location"]).path == settings.LOGIN_URL


def _sign_in_again(request: HttpRequest) -> HttpResponse:
    try:
        path = urlsplit(request.headers.get("HX-Current-URL", "/")).path
    except ValueError:
        path = "/"
    response = HttpResponse(status=401)
    response["HX-Redirect"] = f"{settings.LOGIN_URL}?{urlencode({'next': path})}"
    return response
