"""Codes, fingerprints and marks: what people read out and type. No Django here."""

import hashlib
import hmac
import unicodedata
from collections.abc import Sequence

VERSION = 1
# Letters and digits that nobody takes for another when they are read out.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
LOCATOR, SECRET = 4, 12
CODE_HOURS = 48
WRONG_TRIES = 5
# A node whose epoch rises more often than this in a day is two machines with one key.
RISES_A_DAY = 3

MARK_LETTERS = "ABCDEFGHJKLMNPQRSTUVW"  # Z begins a mark that a node made itself after a restore
OWN_MARK = "Z"
# Numbers of a waiting line: so many for each machine of one unit and day.
LINE_WIDTH = 3000
HUBS_FROM = 10 * LINE_WIDTH

_GROUPS, _GROUP = 5, 4


def fingerprint(one: bytes, other: bytes) -> list[str]:
    """Twenty digits of two public keys, in groups of four: the same on both machines, in either order."""
    said = b"tuyen fingerprint 1\0" + b"".join(sorted((one, other)))
    digits = int.from_bytes(hashlib.sha256(said).digest()) % 10 ** (_GROUPS * _GROUP)
    text = f"{digits:0{_GROUPS * _GROUP}d}"
    return [text[at : at + _GROUP] for at in range(0, len(text), _GROUP)]


def is_same_fingerprint(heard: str, groups: Sequence[str]) -> bool:
    typed = unicodedata.normalize("NFKC", heard)
    digits = "".join(letter for letter in typed if letter.isdigit())
    return hmac.compare_digest(digits.encode(), "".join(groups).encode())


def code_text(letters: str) -> str:
    """As it is read out: groups of four."""
    return "-".join(letters[at : at + 4] for at in range(0, len(letters), 4))


def code_parts(typed: str) -> tuple[str, str] | None:
    """(locator, secret) of a code as it was typed, or None when a letter is missing or impossible."""
    plain = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(letter for letter in plain if letter.isalnum())
    if len(letters) != LOCATOR + SECRET or not set(letters) <= set(LETTERS):
        return None
    return letters[:LOCATOR], letters[LOCATOR:]


def proof_key(locator: str, secret: str) -> bytes:
    """What the hub keeps of a code: slow to guess from what was heard on the line."""
    return hashlib.scrypt(
        secret.encode(), salt=b"tuyen code 1" + locator.encode(), n=2**14, r=8, p=1, dklen=32
    )


def mark_of(number: int) -> str:
    """1 → A, 21 → W, 22 → A2: a letter begins each mark, so marks of hubs over hubs can be joined."""
    turn, at = divmod(number - 1, len(MARK_LETTERS))
    return MARK_LETTERS[at] + (str(turn + 1) if turn else "")


def line_base(slot: int, *, is_covering: bool, depth: int) -> int:
    """Where the waiting-line numbers of one machine begin; two machines of one unit never share one.

    is_covering: a hub that receives somebody for a unit that has a machine of its own.
    """
    if is_covering:
        return HUBS_FROM + LINE_WIDTH * depth
    return LINE_WIDTH * max(slot - 1, 0)


def later_start(base: int, minute_of_day: int) -> int:
    """After a restore the tickets already in people's hands are unknown: begin at the minute of the day,
    above them as long as fewer than one a minute were given."""
    return base + minute_of_day
