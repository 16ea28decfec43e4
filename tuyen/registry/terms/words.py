"""How an entry and a query become words: the same on every engine, letters and figures only."""

import re

from tuyen.core.text import fold

_GREEK = str.maketrans({"α": " alpha ", "β": " beta "})
_WORD = re.compile(r"[a-z0-9]+")
_ICD = re.compile(r"[a-z]\d{2}[.]?\d{0,2}[†*+]?")
_NUMBER = re.compile(r"\d{1,2}(?:[.]\d{1,4}){1,2}")


def code_word(code: str) -> str:
    """A code as one word that keeps its point: J02.9 is j02x9, 3.1677 is c3x1677."""
    bare = fold(code).rstrip("†*+")
    word = bare.replace(".", "x").replace("-", "x")
    return word if bare[:1].isalpha() else f"c{word}"


def folded(code: str, name: str, aliases: str = "") -> str:
    """What search looks through: the code, the words of the name, other words people say."""
    found = [code_word(code)]
    for phrase in [name, *aliases.split(";")]:
        found += _twice(_WORD.findall(fold(phrase.translate(_GREEK))))
    return " ".join(dict.fromkeys(found))


def _twice(words: list[str]) -> list[str]:
    """“đau đầu” is two words that fold to one: the second becomes a word of its own."""
    seen: set[str] = set()
    found = []
    for word in words:
        found.append(f"{word}zz" if word in seen else word)
        seen.add(word)
    return found


def query_words(text: str) -> list[str]:
    """Words to be found, each as the beginning of a word: “tang huyet ap”, “j02.9”, “J029”."""
    found: list[str] = []
    for part in fold(text.translate(_GREEK)).split():
        bare = part.strip(",;()[]")
        if is_icd(bare):
            plain = bare.replace(".", "").rstrip("†*+")
            found.append(plain if len(plain) == 3 else f"{plain[:3]}x{plain[3:]}")
        elif _NUMBER.fullmatch(bare):
            found.append(code_word(bare))
        else:
            found += _WORD.findall(bare)
    return _twice(found)[:8]


def is_icd(text: str) -> bool:
    """Does it look like a diagnosis code, with or without its point?"""
    return bool(_ICD.fullmatch(fold(text)))
