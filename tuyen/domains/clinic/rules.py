"""Small rules of the clinic's screens: what a list may say, how readings become text. No Django."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum

from tuyen.core import rulebook
from tuyen.core.text import fold

LIST_WORDS = "list_words"


def in_lists(reason: str, on: dt.date) -> str:
    """A reason as a list may show it: a sensitive programme becomes a neutral word."""
    table = rulebook.on(LIST_WORDS, on)
    words = set(fold(reason).replace(",", " ").replace(".", " ").split())
    phrase = f" {fold(reason)} "
    hidden = any(word in words or f" {word} " in phrase for word in table["hidden"])
    return str(table["instead"]) if hidden else reason


class Tone(StrEnum):
    """How a status looks; the word stands beside it."""

    WAITING = "neutral"
    IN_PROGRESS = "info"
    DONE = "good"
    LEFT = "warn"


def tone_of(status: str) -> str:
    return str(Tone[status.upper()])


def pressure(values: Mapping[str, float]) -> str:
    """“152/94”; empty when not both were measured."""
    if "systolic" not in values or "diastolic" not in values:
        return ""
    return f"{values['systolic']:g}/{values['diastolic']:g}"
