"""Which encoding a text file from an office PC is in: Unicode, or Windows-1258, or refused."""

import unicodedata
from collections.abc import Iterable

# Letters that Vietnamese writes; old fonts (TCVN3, VNI) read as Windows-1258 give others.
_VIETNAMESE = set("àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ")
_SIGNS = set("“”‘’–—…°²³µ×±•«»€₫\u00a0·§©®™½¼¾")


class UnknownEncoding(ValueError):
    """Neither Unicode nor Windows-1258."""


def encoding_of(raw: bytes) -> str:
    """The encoding by mark, by zeros, by being valid UTF-8, by making Vietnamese letters."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return "utf-8-sig"
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if zeros := raw[:4000].count(0):
        if zeros < len(raw[:4000]) / 5:
            raise UnknownEncoding
        return "utf-16-le" if raw[1:4000:2].count(0) > raw[0:4000:2].count(0) else "utf-16-be"
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return _one_byte(raw)
    return "utf-8"


def _one_byte(raw: bytes) -> str:
    try:
        text = unicodedata.normalize("NFC", raw.decode("cp1258"))
    except UnicodeDecodeError:
        raise UnknownEncoding from None
    foreign = sum(1 for c in _beyond_ascii(text) if c.lower() not in _VIETNAMESE | _SIGNS)
    if foreign:
        raise UnknownEncoding
    return "cp1258"


def _beyond_ascii(text: str) -> Iterable[str]:
    return (c for c in text if ord(c) > 126)
