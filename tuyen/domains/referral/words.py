"""Labels of codes in the reader's language, and the tone of a state."""

import datetime as dt

from django.utils.translation import get_language

from tuyen.core import rulebook
from tuyen.record.rules.referrals import SPECIALTIES, choices

TONES = {
    "requested": "warn",
    "accepted": "info",
    "arrived": "good",
    "replied": "good",
    "returned": "info",
    "lost": "warn",
    "refused": "warn",
    "redirected": "neutral",
}
URGENCY_TONES = {"emergency": "danger", "urgent": "warn"}


def language() -> str:
    return (get_language() or "vi")[:2]


def labels(name: str, on: dt.date) -> dict[str, str]:
    """Code → label of one short list: urgency, transport, condition, outcome, feedback, plan."""
    return {code: rulebook.label(row, language()) for code, row in choices(name, on).items()}


def specialties(on: dt.date) -> dict[str, str]:
    rows = rulebook.on(SPECIALTIES, on).rows
    return {row["code"]: rulebook.label(row, language()) for row in rows}


def reasons(on: dt.date) -> dict[str, str]:
    """Transfer reasons of the claims list (MA_LYDO_CT); from the rulebook file, loaded or not."""
    rows = rulebook.on("codes/transfer_reason", on).rows
    return {row["code"]: row.get(f"name_{language()}") or row["name_vi"] for row in rows}


def tone(status: str) -> str:
    return TONES.get(status, "neutral")


def urgency_tone(urgency: str) -> str:
    return URGENCY_TONES.get(urgency, "neutral")
