"""What happens at the door: which post, which second factor, which computer."""

import ipaddress
from typing import Any

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import logout
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language

from tuyen.core import clock, rulebook
from tuyen.platform.access.models import RoleAssignment
from tuyen.platform.access.sign_in import POST_KEY, posts_of
from tuyen.platform.accounts.models import Account

LOCKED, MUST_ENROL, WRONG_UNLOCKS = "locked", "must_enrol", "wrong_unlocks"
A_YEAR = 365 * 24 * 3600
SEATS_COOKIE, SEATS, SEATS_SECONDS = "tuyen_seats", 6, 14 * 24 * 3600


_OF_PROXIES = (
    *("X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto"),
    *("X-Real-IP", "Forwarded", "Via"),
)


def is_loopback(request: HttpRequest) -> bool:
    """Does the browser run on the computer of the server itself? A proxy in between says no."""
    if any(name in request.headers for name in _OF_PROXIES):
        return False
    try:
        return ipaddress.ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def posts_held_by(account: Any) -> list[RoleAssignment]:
    return posts_of(account)


def role(code: str) -> dict[str, Any]:
    found: dict[str, Any] = rulebook.on("roles", clock.today())["role"].get(code, {})
    return found


def role_label(code: str) -> str:
    """In the language of the page; the code itself where the rulebook does not know the role."""
    found = role(code)
    return rulebook.label(found, (get_language() or "vi")[:2]) if found else code


def speak(response: HttpResponse, code: str) -> None:
    """This browser's pages speak this language until somebody signs in who chose another."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME, code, max_age=A_YEAR, samesite="Lax", httponly=True
    )


def remember_language(account: Any, code: str) -> None:
    if account.is_authenticated and account.language != code:
        account.language = code
        account.save(update_fields=["language"])


def must_enrol(request: HttpRequest, account: Any) -> bool:
    """A role asks for a second factor and the account has none; demo accounts are free of it here."""
    if account.is_demo and is_loopback(request):
        return False
    asked = any(role(post.role).get("second_factor") for post in posts_held_by(account))
    return bool(asked and not has_second_factor(account))


def has_second_factor(account: Any) -> bool:
    return bool(Authenticator.objects.filter(user=account).exists())


def begin(request: HttpRequest, account: Any) -> None:
    """After the last factor: no lock, the first post, and whether a second factor is still owed."""
    request.session.pop(LOCKED, None)
    request.session.pop(POST_KEY, None)
    request.session[MUST_ENROL] = must_enrol(request, account)


def note_wrong_unlock(request: HttpRequest) -> bool:
    """Was this one guess too many? Then the session is over, and the door counts from here."""
    guesses = request.session.get(WRONG_UNLOCKS, 0) + 1
    request.session[WRONG_UNLOCKS] = guesses
    if guesses < settings.AXES_FAILURE_LIMIT:
        return False
    logout(request)
    return True


def choose_post(request: HttpRequest, post_id: Any) -> bool:
    """Work at this post from now on; False when the account does not hold it."""
    held = {str(post.id) for post in posts_held_by(request.user)}
    if str(post_id) not in held:
        return False
    request.session[POST_KEY] = str(post_id)
    # The post may have been given since the sign-in, and ask for more than the others did.
    request.session[MUST_ENROL] = must_enrol(request, request.user)
    return True


def seats(request: HttpRequest) -> list[Account]:
    """Who signed in at this computer of late, newest first: for a fast change of user."""
    try:
        names = signing.loads(
            request.COOKIES.get(SEATS_COOKIE, ""), salt=SEATS_COOKIE, max_age=SEATS_SECONDS
        )
    except signing.BadSignature:
        return []
    known = {a.username: a for a in Account.objects.filter(username__in=names, is_active=True)}
    return [known[name] for name in names if name in known]


def remember_seat(request: HttpRequest, response: HttpResponse, account: Any) -> None:
    others = [seat.username for seat in seats(request) if seat.username != account.username]
    value = signing.dumps([account.username, *others][:SEATS], salt=SEATS_COOKIE)
    response.set_cookie(
        SEATS_COOKIE, value, max_age=SEATS_SECONDS, httponly=True, samesite="Lax",
        secure=request.is_secure(),
    )  # fmt: skip
