"""Named facts: what one room may ask of another inside its own action, without importing it."""

from collections.abc import Callable
from typing import Any, TypeVar

Read = TypeVar("Read", bound=Callable[..., Any])

_published: dict[str, Callable[..., Any]] = {}


def publishes(name: str) -> Callable[[Read], Read]:
    """`@publishes("staff.may_prescribe")` on a typed read function in a room's facts.py."""

    def register(read: Read) -> Read:
        _published[name] = read
        return read

    return register


def ask(name: str, **question: Any) -> Any:
    """The answer of the room that published this fact. KeyError: nobody did (a test forbids it)."""
    return _published[name](**question)


def published() -> frozenset[str]:
    return frozenset(_published)
