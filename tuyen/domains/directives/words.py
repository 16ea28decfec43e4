"""Labels of the room's lists in the reader's language, and the tone of each state."""

import datetime as dt

from django.utils.translation import get_language

from tuyen.core import rulebook
from tuyen.domains.directives.rules import lists

TONES = {
    "draft": "neutral",
    "approved": "info",
    "issued": "good",
    "superseded": "neutral",
    "withdrawn": "warn",
    "open": "info",
    "reported": "info",
    "returned": "warn",
    "accepted": "good",
    "cancelled": "neutral",
    "late": "warn",
    "done": "good",
    "done_late": "warn",
    "raised": "warn",
    "grouped": "info",
    "answered": "info",
    "reopened": "warn",
    "solved": "good",
    "taken_back": "neutral",
    "closed": "good",
    "planned": "neutral",
    "invited": "info",
    "concluded": "good",
    "waiting": "warn",
    "coming": "good",
    "not_coming": "neutral",
    "proposed": "info",
    "recognised": "good",
    "retired": "neutral",
    "started": "info",
    "working": "good",
    "stopped": "neutral",
}


def tone(status: str) -> str:
    return TONES.get(status, "neutral")


def labels(name: str, on: dt.date) -> dict[str, str]:
    """Code → label of a list: kind, topic."""
    language = (get_language() or "vi")[:2]
    return {code: rulebook.label(row, language) for code, row in lists.rows(name, on).items()}


def label(name: str, code: str, on: dt.date) -> str:
    return labels(name, on).get(code, code)
