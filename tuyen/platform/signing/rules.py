"""What exactly is signed, and when a signature holds. No Django here."""

import datetime as dt
import json
from base64 import b64decode
from collections.abc import Mapping
from enum import StrEnum

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

HEAD = (
    b"tuyen.signature.v1\n"  # no signature made for another purpose can be taken for one of these
)


class Verdict(StrEnum):
    """What is found when a signature is checked."""

    HOLDS = "holds"
    BROKEN = "broken"  # statement and signature do not belong together
    OTHER_PAPER = "other_paper"  # it holds, for other bytes than the paper's
    UNKNOWN_KEY = "unknown_key"
    ENDED_KEY = "ended_key"  # signed after the key was ended


def statement(said: Mapping[str, str]) -> str:
    """The one way to write what is signed: keys in order, no spaces, letters as they are."""
    return json.dumps(dict(said), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def signed_bytes(text: str) -> bytes:
    return HEAD + text.encode()


def verdict(
    *,
    text: str,
    signature: str,
    public_key: str,
    sha256: str,
    signed_at: dt.datetime,
    ended_at: dt.datetime | None,
) -> Verdict:
    """public_key, signature: base64; sha256: of the paper's bytes in lower-case letters."""
    if not public_key:
        return Verdict.UNKNOWN_KEY
    if not _fits(text, signature, public_key):
        return Verdict.BROKEN
    if json.loads(text).get("sha256") != sha256:
        return Verdict.OTHER_PAPER
    if ended_at is not None and signed_at > ended_at:
        return Verdict.ENDED_KEY
    return Verdict.HOLDS


def _fits(text: str, signature: str, public_key: str) -> bool:
    try:
        key = Ed25519PublicKey.from_public_bytes(b64decode(public_key, validate=True))
        key.verify(b64decode(signature, validate=True), signed_bytes(text))
    except (InvalidSignature, ValueError):
        return False
    return True
