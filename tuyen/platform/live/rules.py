"""Seats of a call, its code, how long words and empty seats are kept. No Django here."""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any

MOST_SEATS = 2
MOST_WORDS = 60  # signals in one breath; a browser gathers at most a few dozen candidates
MOST_LETTERS = 20_000  # of one signal: a description of picture and sound has some thousands
SEEN_EACH = dt.timedelta(seconds=5)  # a seat is written down as there this often, not at each poll
GONE_AFTER = dt.timedelta(seconds=20)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # nothing that is misheard or misread: I, O, 0, 1
KINDS = frozenset({"description", "candidate"})


def new_code() -> str:
    """What is told over the telephone: two groups of four."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"


def as_code(typed: str) -> str:
    """The code as it is kept, however it was typed."""
    letters = "".join(letter for letter in typed.upper() if letter in _LETTERS)
    return f"{letters[:4]}-{letters[4:]}" if len(letters) == 8 else ""


def is_gone(seen_at: dt.datetime, now: dt.datetime) -> bool:
    return now - seen_at > GONE_AFTER


def is_sound(word: Any) -> bool:
    """One signal: a description or a candidate, nothing else, not too long."""
    if not isinstance(word, Mapping) or set(word) - KINDS or len(word) != 1:
        return False
    return len(repr(word)) <= MOST_LETTERS
