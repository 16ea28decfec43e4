"""Forms without code: `from tuyen.platform import forms`; `forms.find`, `forms.read`, `forms.score` …"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tuyen.platform.forms import prefill
    from tuyen.platform.forms.prefill import prefilled
    from tuyen.platform.forms.queries import NoForm, find, kept
    from tuyen.platform.forms.reading import read
    from tuyen.platform.forms.rules.answers import check, standing
    from tuyen.platform.forms.rules.items import Form, Item
    from tuyen.platform.forms.rules.scores import Score, lost, score

__all__ = [
    "Form",
    "Item",
    "NoForm",
    "Score",
    "check",
    "find",
    "kept",
    "lost",
    "prefill",
    "prefilled",
    "read",
    "score",
    "standing",
]

_HOMES = {
    "Form": "rules.items",
    "Item": "rules.items",
    "NoForm": "queries",
    "find": "queries",
    "kept": "queries",
    "read": "reading",
    "check": "rules.answers",
    "standing": "rules.answers",
    "Score": "rules.scores",
    "lost": "rules.scores",
    "score": "rules.scores",
    "prefilled": "prefill",
}


def __getattr__(name: str) -> Any:
    """Load on first use: Django imports this package before its models are ready."""
    from importlib import import_module

    if name == "prefill":
        return import_module(f"{__name__}.prefill")
    if name not in _HOMES:
        raise AttributeError(name)
    found = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = found  # asked once
    return found
