"""English is complete: every message has a translation that somebody has finished."""

import re

import pytest

from tests.architecture import house

CATALOGUE = house.ROOT / "tuyen" / "locale" / "en" / "LC_MESSAGES" / "django.po"
STRING = re.compile(r'^(?:msgstr(?:\[\d\])?|msgid(?:_plural)?) ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.M)


def _texts(entry: str, keyword: str) -> list[str]:
    matches = (m for m in STRING.finditer(entry) if m.group().startswith(keyword))
    return ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', m.group(1))) for m in matches]


@pytest.mark.skipif(not CATALOGUE.exists(), reason="no English catalogue yet")
def test_every_message_is_translated_into_english() -> None:
    entries = [e for e in CATALOGUE.read_text().split("\n\n") if "msgid" in e and "#~" not in e]
    unfinished = [
        _texts(entry, "msgid")[0]
        for entry in entries
        if _texts(entry, "msgid")[0] and ("#, fuzzy" in entry or not all(_texts(entry, "msgstr")))
    ]

    assert not unfinished


@pytest.mark.skipif(not CATALOGUE.exists(), reason="no English catalogue yet")
def test_the_compiled_catalogue_is_there() -> None:
    assert CATALOGUE.with_suffix(".mo").exists()
