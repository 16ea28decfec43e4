"""Who asks: a program with a key; for reading also the person signed in at the browser."""

from typing import Any

from django.http import HttpRequest
from ninja.security import HttpBearer

from tuyen.core.actor import Actor
from tuyen.platform.tokens.bearer import actor_of_program


class Key(HttpBearer):
    """Described to clients as a bearer key; the check is that of all doors for programs."""

    def __call__(self, request: HttpRequest) -> Any:
        return actor_of_program(request)

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        return actor_of_program(request)


def asker(request: HttpRequest) -> Actor:
    who: Actor = request.auth  # type: ignore[attr-defined]
    return who
