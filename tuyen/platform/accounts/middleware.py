"""A locked screen, an owed password, an owed second factor: nothing else opens before it is settled."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode

from tuyen.platform.accounts import entrance


class EntranceMiddleware:
    """Reads only what the actor's one statement has brought along."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES:
            owed = _owed(request)
            if owed and not request.path.startswith(_paths_for(owed)):
                return _lead_to(request, owed)
        return self.get_response(request)


def _owed(request: HttpRequest) -> str:
    """Name of the page that must come first; empty when there is none."""
    if not request.actor and not request.user.is_authenticated:  # type: ignore[attr-defined]
        return ""
    if request.session.get(entrance.LOCKED):
        return "accounts:locked"
    if request.user.must_change_password:  # type: ignore[union-attr]
        return "account_change_password"
    if request.session.get(entrance.MUST_ENROL):
        return "mfa_activate_totp"
    return ""


def _paths_for(owed: str) -> tuple[str, ...]:
    paths = [reverse("accounts:locked"), reverse("account_logout"), "/sw.js"]
    paths.append(reverse("accounts:language"))
    if owed == "account_change_password":
        paths.append(reverse("account_change_password"))
    if owed == "mfa_activate_totp":
        paths += [reverse("mfa_index"), reverse("account_reauthenticate")]
    return tuple(paths)


def _lead_to(request: HttpRequest, owed: str) -> HttpResponse:
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401, headers={"HX-Redirect": reverse(owed)})
    here = request.get_full_path() if request.method == "GET" else "/"
    return HttpResponseRedirect(f"{reverse(owed)}?{urlencode({'next': here})}")
