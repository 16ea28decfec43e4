"""Who listens to what. Delivery is the outbox's work; here are only the names."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

Listener = Callable[[Any], None]

_listeners: dict[type, dict[str, Listener]] = defaultdict(dict)
_events: dict[str, type] = {}


def name_of(event_type: type) -> str:
    """`tuyen.record.events.VisitFinished` → `record.VisitFinished`: stored, so it must not change."""
    room = event_type.__module__.removeprefix("tuyen.").removesuffix(".events")
    return f"{room}.{event_type.__name__}"


def listens_to(event_type: type) -> Callable[[Listener], Listener]:
    """Register a listener: called after the commit, at least once; it must be idempotent."""

    def register(listener: Listener) -> Listener:
        _events[name_of(event_type)] = event_type
        _listeners[event_type][f"{listener.__module__}.{listener.__qualname__}"] = listener
        return listener

    return register


def listeners_of(event_type: type) -> dict[str, Listener]:
    return _listeners.get(event_type, {})


def event_type(name: str) -> type:
    return _events[name]
