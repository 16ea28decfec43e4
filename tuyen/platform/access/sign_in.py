"""From a signed-in request to the Actor."""

from typing import Any

from tuyen.core.actor import Actor


def actor_for(request: Any) -> Actor | None:
    """The Actor of the post chosen at sign-in; None for a visitor."""
    return None
