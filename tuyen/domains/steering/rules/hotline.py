"""How long a caller waited, whether that was soon enough, and who called. No Django here."""

import datetime as dt
import re
from enum import StrEnum

TABLE = "steering/hotline"
SHORTEST = 6  # digits: anything shorter is an extension, not a number


class Status(StrEnum):
    RINGING = "ringing"
    TALKING = "talking"
    SAVED = "saved"
    MISSED = "missed"


def waited(rang_at: dt.datetime, answered_at: dt.datetime) -> int:
    """Whole seconds that it rang; a clock set back counts as none."""
    return max(0, int((answered_at - rang_at).total_seconds()))


def phone_key(text: str) -> str:
    """The digits by which two spellings of one number are the same: +84 is 0, marks are dropped.

    Empty for what is no number: too few digits.
    """
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith("+84") or (digits.startswith("84") and len(digits) > 10):
        digits = "0" + digits[2:]
    return digits if len(digits) >= SHORTEST else ""


def phones_in(text: str) -> set[str]:
    """Every number of a field that may hold several, parted by comma, semicolon or slash."""
    return {key for part in re.split(r"[,;/\n]", text) if (key := phone_key(part))}


def is_met(in_time: int, answered: int, missed: int, share: float) -> bool:
    """The service level counts missed calls as not answered in time."""
    calls = answered + missed
    return calls == 0 or in_time / calls >= share
