"""What every page's shell needs. All of it is on the request already, or kept for some seconds."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tuyen.platform.health import warnings
from tuyen.platform.ui import demo, standing
from tuyen.platform.ui.keys import outbox_key
from tuyen.platform.ui.menu import menu_for


def shell(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": SimpleLazyObject(lambda: menu_for(actor, request.path)),
        "is_demo": demo.is_demo(),
        "machine_warnings": warnings.current(),
        "standing": SimpleLazyObject(lambda: _line(actor)) if actor else None,
        "outbox_key": SimpleLazyObject(lambda: outbox_key(actor) if actor else ""),
    }


def _line(actor: Any) -> dict[str, Any] | None:
    """The line of this node for this reader."""
    found = standing.current()
    if found is None:
        return None
    return {
        "tone": found.tone,
        "icon": found.icon,
        "said": str(found.said),
        "url": found.url,
        "to_decide": found.waiting_for(actor),
        "decide_url": found.decide_url,
    }
