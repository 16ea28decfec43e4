"""Every view says who may enter: with a permission, signed in, or open with a reason.

A test walks all addresses and fails on a view that says nothing.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.core.text import nfc

View = TypeVar("View", bound=Callable[..., Any])

SIGNED_IN = "signed in"
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
LATE_REASON, REASON_LENGTH = "late_reason", 300


def who_asks(request: HttpRequest) -> Actor:
    """The Actor behind a protected door."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def protected(*permissions: str) -> Callable[[View], View]:
    """Only for a post that has one of these permissions; without any, for everyone with a post."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
            actor = request.actor  # type: ignore[attr-defined]
            if not actor:
                return to_sign_in(request)
            if permissions and not any(actor.may(permission) for permission in permissions):
                raise NotPermitted(_("Vai trò hiện tại không dùng được trang này."))
            # from here on the actor itself: the lazy wrapper costs a call for every look at it
            found = getattr(actor, "_wrapped", actor)
            request.actor = _with_reason(request, found)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.door = permissions or (SIGNED_IN,)  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _with_reason(request: HttpRequest, who: Actor) -> Actor:
    """What the form says of writing into a day whose books are closed goes along with the actor."""
    if request.method != "POST" or request.content_type not in FORMS:
        return who
    said = nfc(request.POST.get(LATE_REASON, ""))[:REASON_LENGTH]
    return replace(who, late_reason=said) if said else who


def open_to_all(why: str) -> Callable[[View], View]:
    """A page that needs nobody signed in; the reason is for the reader of the list."""

    def mark(view: View) -> View:
        view.open_because = why  # type: ignore[attr-defined]
        return view

    return mark


def to_sign_in(request: HttpRequest) -> HttpResponse:
    """The sign-in page; for a fragment an order to the browser, never a page inside a page."""
    if request.headers.get("HX-Request"):
        here = request.headers.get("HX-Current-URL", "/")
        path = here.split("://", 1)[-1].partition("/")[2]
        target = f"{settings.LOGIN_URL}?next={quote('/' + path)}"
        return HttpResponse(status=401, headers={"HX-Redirect": target})
    return HttpResponseRedirect(f"{settings.LOGIN_URL}?next={quote(request.get_full_path())}")
