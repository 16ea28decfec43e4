"""Each request has an id, a time and, when it matters, a line in the log."""

import logging
import time
from collections.abc import Callable
from typing import Any

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.functional import empty

from tuyen.core.ids import uuid7
from tuyen.platform.telemetry import numbers

log = structlog.get_logger("tuyen.request")

SLOW_SECONDS = 0.5
_LINES = logging.getLogger("tuyen.request")  # asking structlog costs a line that nobody reads


class TelemetryMiddleware:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request_id = uuid7().hex
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started = time.perf_counter()
        response = self.get_response(request)
        took = time.perf_counter() - started
        numbers.count(request.method or "", response.status_code, took)
        _write(request, response.status_code, took)
        response["X-Request-ID"] = request_id
        return response


def _write(request: HttpRequest, status: int, took: float) -> None:
    if status < 500 and took < SLOW_SECONDS and not _LINES.isEnabledFor(logging.DEBUG):
        return
    said = {
        "method": request.method,
        "route": getattr(request.resolver_match, "route", None),
        "status": status,
        "ms": round(took * 1000, 1),
        **who(request),
    }
    if status >= 500:
        log.error("request.failed", **said)
    elif took >= SLOW_SECONDS:
        log.warning("request.slow", **said)
    else:
        log.debug("request", **said)


def who(request: HttpRequest) -> dict[str, Any]:
    """Opaque ids of account and unit, when the page has asked; the log itself asks nobody."""
    actor: Any = getattr(request, "actor", None)
    if getattr(actor, "_wrapped", empty) in (empty, None):
        return {}
    return {"account_id": str(actor.account_id), "unit_id": str(actor.unit_id)}
