"""Vietnamese text: one way to store it (NFC), one way to search it (folded)."""

import re
import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


# Signs that nobody types and nobody sees: control characters, half of a pair, and those that make the
# rest of the line run the other way, so that a name reads as another.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ufff9-\uffff\ud800-\udfff]"
)


def nfc(text: str) -> str:
    """Text as it is stored: composed letters, single spaces, no space at the ends, nothing unseen."""
    return " ".join(unicodedata.normalize("NFC", _UNSEEN.sub("", text)).split())


def fold(text: str) -> str:
    """Text as it is searched: lower case, without marks, đ and ð as d."""
    if text.isascii():
        return text.lower()
    bare = unicodedata.normalize("NFD", text.translate(_D))
    return "".join(c for c in bare if not unicodedata.combining(c)).lower()


def name_key(name: str) -> str:
    """Sort key of a Vietnamese name: given name first, then family name, then the middle."""
    words = fold(name).split()
    if not words:
        return ""
    return " ".join([words[-1], *words[:-1]])


def whole_number(text: str, most: int = 9999) -> int | None:
    """A number as somebody typed it, from 0 to `most`; None for anything else.

    Python refuses to read thousands of digits, and a database to keep them: they are no number here.
    """
    if not text.isdecimal() or len(text) > len(str(most)):
        return None
    number = int(text)
    return number if number <= most else None
