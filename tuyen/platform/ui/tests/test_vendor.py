"""What is committed is what vendor.toml says it is."""

import hashlib
import tomllib
from pathlib import Path

import brotli
import pytest
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[4]
VENDOR = ROOT / "tuyen" / "platform" / "ui" / "static" / "vendor"
FONTS = ROOT / "tuyen" / "platform" / "print" / "fonts"
LISTED = tomllib.loads((VENDOR / "vendor.toml").read_text())["file"]
LETTERS = (
    "aàáảãạăằắẳẵặâầấẩẫậbcdđeèéẻẽẹêềếểễệghiìíỉĩịklmnoòóỏõọôồốổỗộơờớởỡợpqrstuùúủũụưừứửữựvxyỳýỷỹỵfjwz"
)
SIGNS = "0123456789.,;:!?%/()[]–-+×°<>=“”‘’…•₫\"'&@#*_ "


@pytest.mark.parametrize("row", LISTED, ids=lambda row: Path(row["file"]).name)
def test_every_vendored_file_is_the_one_that_was_written_down(row):
    content = (ROOT / row["file"]).read_bytes()

    assert hashlib.sha256(content).hexdigest() == row["sha256"]
    assert row["licence"]
    assert b"sourceMappingURL" not in content


def test_every_file_in_the_folder_is_written_down():
    listed = {ROOT / row["file"] for row in LISTED}

    found = {p for p in VENDOR.rglob("*") if p.is_file() and p.suffix not in (".br", ".toml")}

    assert found == {path for path in listed if VENDOR in path.parents}


def test_the_compressed_copy_beside_a_file_is_the_same_file():
    for copy in VENDOR.rglob("*.br"):
        assert brotli.decompress(copy.read_bytes()) == copy.with_suffix("").read_bytes()


@pytest.mark.parametrize("weight", ["Regular", "SemiBold"])
def test_papers_can_print_every_vietnamese_letter_and_digit(weight):
    glyphs = TTFont(FONTS / f"BeVietnamPro-{weight}.ttf").getBestCmap()

    missing = [c for c in LETTERS + LETTERS.upper() + SIGNS if ord(c) not in glyphs]

    assert missing == []
