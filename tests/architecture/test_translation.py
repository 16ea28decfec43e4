"""English is complete: every message of the source has a translation that somebody has finished."""

import gettext
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture import house

CATALOGUE = house.ROOT / "tuyen" / "locale" / "en" / "LC_MESSAGES" / "django.po"
STRING = re.compile(r'^(?:msgstr(?:\[\d\])?|msgid(?:_plural)?) ((?:"(?:[^"\\]|\\.)*"\s*)+)', re.M)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{[\w:,]*\}")
# As in `make messages`.
COLLECT = "makemessages --no-obsolete --no-wrap --add-location file -l en --ignore tests/* --ignore */tests/*"


def _texts(entry: str, keyword: str) -> list[str]:
    matches = (m for m in STRING.finditer(entry) if m.group().startswith(keyword))
    return ["".join(re.findall(r'"((?:[^"\\]|\\.)*)"', m.group(1))) for m in matches]


def _entries(catalogue: Path) -> list[str]:
    entries = catalogue.read_text(encoding="utf-8").split("\n\n")
    return [e for e in entries if "msgid" in e and "#~" not in e and _texts(e, "msgid")[0]]


def _unfinished(catalogue: Path) -> list[str]:
    return [
        _texts(entry, "msgid")[0]
        for entry in _entries(catalogue)
        if "#, fuzzy" in entry or not all(_texts(entry, "msgstr"))
    ]


def _source_without_data(at: Path) -> Path:
    """The program's text in a folder of its own, so that collecting leaves the repository alone."""
    kept = (".py", ".html", ".txt", ".po", ".toml")

    def others(folder: str, names: list[str]) -> list[str]:
        return [n for n in names if not n.endswith(kept) and not Path(folder, n).is_dir()]

    shutil.copytree(house.ROOT / "tuyen", at / "tuyen", ignore=others)
    return at / CATALOGUE.relative_to(house.ROOT)


def test_every_message_is_translated_into_english() -> None:
    assert not _unfinished(CATALOGUE)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext is not on this machine")
def test_the_catalogue_holds_every_message_of_the_source(tmp_path: Path) -> None:
    collected = _source_without_data(tmp_path)
    here = {"PYTHONPATH": str(tmp_path), "DJANGO_SETTINGS_MODULE": "tuyen.settings"}

    command = [sys.executable, "-m", "django", *COLLECT.split()]
    subprocess.run(command, cwd=tmp_path, env=os.environ | here, check=True, capture_output=True)

    assert not _unfinished(collected), "run `make messages`, write the English, run it again"


def test_translations_name_the_same_placeholders() -> None:
    wrong = []
    for entry in _entries(CATALOGUE):
        sources, translations = _texts(entry, "msgid"), _texts(entry, "msgstr")
        named = {mark for text in sources for mark in PLACEHOLDER.findall(text)}
        wrong += [text for text in translations if set(PLACEHOLDER.findall(text)) != named]

    assert not wrong


def test_the_compiled_catalogue_is_the_written_one(tmp_path: Path) -> None:
    if not shutil.which("msgfmt"):
        pytest.skip("gettext is not on this machine")
    compiled = tmp_path / "django.mo"

    subprocess.run(["msgfmt", "--check-format", "-o", compiled, CATALOGUE], check=True)

    assert _messages(compiled) == _messages(CATALOGUE.with_suffix(".mo"))


def _messages(compiled: Path) -> dict[object, str]:
    with compiled.open("rb") as file:
        return dict(gettext.GNUTranslations(file)._catalog)  # type: ignore[attr-defined]
