"""The code on a printed card: whoever scans it opens the card."""

import uuid

from django.urls import reverse

MARK = "TC-"


def code_of(person_id: uuid.UUID) -> str:
    return f"{MARK}{person_id}"


def card_behind(text: str) -> str:
    """The address of the card; empty for any other text."""
    if not text.startswith(MARK):
        return ""
    try:
        return reverse("immunization:card", args=[uuid.UUID(text.removeprefix(MARK))])
    except ValueError:
        return ""
