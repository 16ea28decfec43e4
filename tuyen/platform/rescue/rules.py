"""Digits that travel by telephone: a number of the station, a code of the supervisor, a key for two nodes.

A number is eight digits and a check digit (Damm): one digit heard wrongly, or two that changed places,
is noticed before anything is compared.
"""

import base64
import binascii
import hashlib
import hmac
import unicodedata
from collections.abc import Iterable

SECRET_BYTES = 16
# What a station asks for; the code answers this and nothing else.
PURPOSES = ("password", "second_factor", "unlock", "create")
MINUTES = 30
TRIES = 5
# How many numbers one computer, and one station, may ask for in an hour.
ASKED_FROM_ONE_PLACE, ASKED_IN_ALL = 10, 60
# How many codes one supervisor may give in an hour, and one station may get in a day.
GIVEN_BY_ONE, GIVEN_TO_ONE = 10, 20

_DIGITS = 8
_CHECK_LETTERS = 2
_DAMM = (
    "0317598642", "7092154863", "4206871359", "1750983426", "6123045978",
    "3674209581", "5869720134", "8945362017", "9438617205", "2581436790",
)  # fmt: skip


def with_check(number: int) -> str:
    """The last eight digits of a number and their check digit."""
    digits = f"{number % 10**_DIGITS:0{_DIGITS}d}"
    return digits + str(_damm(digits))


def heard_rightly(digits: str) -> bool:
    """Nine digits whose check digit fits?"""
    return (
        len(digits) == _DIGITS + 1 and digits.isascii() and digits.isdigit() and not _damm(digits)
    )


def _damm(digits: str) -> int:
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return state


def only_digits(typed: str) -> str:
    """What was typed without spaces, dots and dashes; full-width digits as plain ones."""
    plain = unicodedata.normalize("NFKC", typed)
    return "".join(letter for letter in plain if not letter.isspace() and letter not in ".-–")


def in_groups(text: str, size: int = 3) -> list[str]:
    """As it is read out: a few characters, a breath, a few characters."""
    return [text[at : at + size] for at in range(0, len(text), size)]


def answer(secret: bytes, *, number: str, purpose: str, username: str, role: str = "") -> str:
    """The code for one number of one station, one sign-in name and one purpose."""
    said = "\n".join(("tuyen rescue 1", purpose, username, role, number))
    digest = hmac.new(secret, said.encode(), hashlib.sha256).digest()
    return with_check(int.from_bytes(digest[:16]))


def is_answer(code: str, secret: bytes, **asked: str) -> bool:
    return hmac.compare_digest(code.encode(), answer(secret, **asked).encode())


def key_text(secret: bytes) -> str:
    """A secret as letters and digits without look-alikes of Base32, in groups of four."""
    text = base64.b32encode(secret).decode().rstrip("=") + _check_letters(secret)
    return " ".join(in_groups(text, 4))


def key_secret(typed: str) -> bytes | None:
    """The secret of a key as it was typed; None when a letter is wrong."""
    text = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(letter for letter in text if letter.isalnum())
    body, check = letters[:-_CHECK_LETTERS], letters[-_CHECK_LETTERS:]
    try:
        secret = base64.b32decode(body + "=" * (-len(body) % 8))
    except (binascii.Error, ValueError):
        return None
    return secret if len(secret) == SECRET_BYTES and _check_letters(secret) == check else None


def _check_letters(secret: bytes) -> str:
    return base64.b32encode(hashlib.sha256(secret).digest()).decode()[:_CHECK_LETTERS]


def is_out_of_reach(permissions: Iterable[str]) -> bool:
    """Keys that watch over privacy are not handed out by telephone."""
    return bool({"compartment.grant", "breakglass.review", "readlog.view"} & set(permissions))
