"""Which step of a state may follow which: rooms register their tables, the node that sees both judges.

@steps_of(Referral, "status")
def may_follow(before: str, after: str) -> bool: ...
"""

from collections.abc import Callable
from typing import Any, Literal

IsAllowed = Callable[[Any, Any], bool]
Stands = Literal["older", "neither"]

_steps: dict[tuple[type, str], IsAllowed] = {}


def steps_of(model: type, field: str) -> Callable[[IsAllowed], IsAllowed]:
    """Register the table of a field; the function is pure."""

    def register(is_allowed: IsAllowed) -> IsAllowed:
        _steps[model, field] = is_allowed
        return is_allowed

    return register


def registered() -> dict[tuple[type, str], IsAllowed]:
    return dict(_steps)


def field_with_steps(model: type, fields: tuple[str, ...]) -> str | None:
    """The field among these whose steps are known."""
    return next((name for name in fields if (model, name) in _steps), None)


def is_allowed(model: type, field: str, before: Any, after: Any) -> bool:
    """A value that the table does not know allows nothing."""
    try:
        return bool(_steps[model, field](before, after))
    except (KeyError, ValueError):
        return False


def judged(model: type, field: str, newer: Any, older: Any) -> Stands:
    """Two steps were taken at once and the newer one cannot follow the older one: which one stands?"""
    return "older" if is_allowed(model, field, newer, older) else "neither"
