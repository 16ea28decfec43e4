"""What every page's shell needs. Costs no statement: all of it is on the request already."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from tuyen.platform.health import warnings
from tuyen.platform.ui import demo
from tuyen.platform.ui.keys import outbox_key
from tuyen.platform.ui.menu import menu_for


def shell(request: HttpRequest) -> dict[str, Any]:
    actor = getattr(request, "actor", None)
    return {
        "actor": actor,
        "menu": SimpleLazyObject(lambda: menu_for(actor, request.path)),
        "is_demo": demo.is_demo(),
        "machine_warnings": warnings.current(),
        "outbox_key": SimpleLazyObject(lambda: outbox_key(actor) if actor else ""),
    }
