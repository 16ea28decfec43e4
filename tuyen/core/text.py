"""Vietnamese text: one way to store it (NFC), one way to search it (folded)."""

import unicodedata

_D = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d"})


def nfc(text: str) -> str:
    """Text as it is stored: composed letters, single spaces, no space at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


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
