"""The words of a reminder. No Django here: what stands in them is the unit, the day and the name."""

import datetime as dt
from collections.abc import Iterable

from tuyen.core.text import fold

PLACES = ("{name}", "{day}", "{hour}", "{unit}", "{phone}")
COLUMNS = ("phone", "text", "name", "day", "code")
NATIONAL, INTERNATIONAL = "0", "84"


def text_of(
    template: str, *, name: str, day: dt.date, hour: dt.time | None, unit: str, phone: str
) -> str:
    """The message to one person. The reason of the appointment has no place in it, whatever it is."""
    said = {
        "{name}": name,
        "{day}": f"{day:%d/%m/%Y}",
        "{hour}": f" {hour:%H:%M}" if hour else "",
        "{unit}": unit,
        "{phone}": phone,
    }
    for place, words in said.items():
        template = template.replace(place, words)
    return " ".join(template.split())


def telling_words(template: str, words: Iterable[str]) -> list[str]:
    """Words of the list that stand in a template: a diagnosis or a programme must not be written."""
    said = f" {' '.join(''.join(c if c.isalnum() else ' ' for c in fold(template)).split())} "
    return [word for word in words if f" {fold(word)} " in said]


def dialled(phone: str, form: str) -> str:
    """0912345678, or 84912345678 as most senders of messages want it; empty for what is no number."""
    digits = "".join(c for c in phone if c.isdigit())
    bare = digits.removeprefix("84") if digits.startswith("84") else digits.removeprefix("0")
    if not 8 <= len(bare) <= 10:
        return ""
    return f"{form}{bare}"


def columns_of(said: str) -> list[str]:
    """As typed, “phone, text”; unknown names are left out, phone and text always stand."""
    found = [part.strip() for part in said.replace(";", ",").split(",")]
    known = [name for name in dict.fromkeys(found) if name in COLUMNS]
    return known + [name for name in ("phone", "text") if name not in known]
