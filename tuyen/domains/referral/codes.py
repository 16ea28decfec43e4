"""The code on the paper: an opaque id behind four letters, so that a reader's line is recognised."""

import re
import uuid

from django.urls import reverse

START = "TUYEN:R:"
_FORM = re.compile(r"(?:TUYEN[:;]R[:;])?([0-9A-F]{32})", re.IGNORECASE)


def code_of(referral_id: uuid.UUID) -> str:
    """What the QR says: no name, no number of a person."""
    return f"{START}{referral_id.hex.upper()}"


def case_behind(text: str) -> str:
    """The page of the referral whose paper was scanned into any box where people are looked for."""
    told = text.strip().upper().replace(";", ":")
    read = referral_in(told) if told.startswith(START) else None
    return reverse("referral:case", args=[read]) if read else ""


def referral_in(text: str) -> uuid.UUID | None:
    """The id in what a reader typed; None when it is something else.

    A keyboard reader under a Vietnamese input method may send `;` for `:`.
    """
    read = _FORM.fullmatch(text.strip().replace("-", ""))
    return uuid.UUID(read[1]) if read else None
