"""JSON lines on standard error: our loggers through structlog, all others through the same sieve."""

import logging
import sys
from collections.abc import MutableMapping
from typing import Any

import msgspec
import structlog
from structlog.typing import EventDict

from tuyen.platform.telemetry import scrub

_encode = msgspec.json.Encoder(enc_hook=str).encode


def _without_values(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """An exception's message may quote a row: its type and its frames are enough."""
    given = event.pop("exc_info", None)
    if given is True:
        given = sys.exc_info()
    if isinstance(given, BaseException):
        given = (type(given), given, given.__traceback__)
    if given and given[0] is not None:
        event["exception"] = given[0].__name__
        event["frames"] = scrub.frames(given[2])
    return event


def _without_persons(_logger: Any, _method: str, event: EventDict) -> EventDict:
    return {key: scrub.value(value) for key, value in event.items()}


def _as_json(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> str:
    return _encode(event).decode()


def _without_arguments(_logger: Any, _method: str, event: EventDict) -> EventDict:
    """Other people's loggers hand over requests, rows and arguments beside their message."""
    for key in ("positional_args", "request", "status_code", "_record", "_from_structlog"):
        event.pop(key, None)
    return event


SHARED: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_log_level,
    structlog.stdlib.add_logger_name,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def formatter() -> logging.Formatter:
    """Named in settings.LOGGING; configures structlog on the way."""
    structlog.configure(
        processors=[*SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=SHARED,
        processors=[_without_values, _without_arguments, _without_persons, _as_json],
    )
