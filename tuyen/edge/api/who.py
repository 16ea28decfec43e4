"""Who asks: a program with a key; for reading also the person signed in at the browser."""

from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from django.http import HttpRequest
from ninja.security import HttpBearer

from tuyen.core.actor import Actor
from tuyen.core.text import nfc
from tuyen.platform.access.doors import REASON_LENGTH
from tuyen.platform.tokens.bearer import actor_of_program


class Key(HttpBearer):
    """Described to clients as a bearer key; the check is that of all doors for programs."""

    def __call__(self, request: HttpRequest) -> Any:
        return actor_of_program(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return actor_of_program(request)


def asker(request: HttpRequest) -> Actor:
    """Late-Reason (percent-encoded UTF-8): why something goes into a day whose books are closed."""
    who: Actor = request.auth  # type: ignore[attr-defined]
    said = nfc(unquote(request.headers.get("Late-Reason", "")))[:REASON_LENGTH]
    return replace(who, late_reason=said) if said else who
