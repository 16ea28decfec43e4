"""One spelling of the tone: khóa, hóa, hủy; never khoá, hoá, huỷ. After q the mark stays: quý, quỹ."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READ = (".py", ".html", ".js", ".toml", ".typ", ".po")

OTHER = ["oá", "oà", "oả", "oã", "oạ", "oé", "oè", "oẻ", "oẽ", "oẹ", "uý", "uỳ", "uỷ", "uỹ", "uỵ"]
_WRONG = re.compile(
    rf"(?<![qQ])(?:{'|'.join([*OTHER, *(pair.upper() for pair in OTHER)])})(?![^\W\d_])"
)


def wrong_words(text: str) -> list[str]:
    """Open syllables with the mark on their last vowel."""
    return [text[max(0, m.start() - 6) : m.end()] for m in _WRONG.finditer(text)]


def test_the_rule_knows_open_syllables_and_leaves_the_others() -> None:
    assert len(wrong_words("khoá hoá huỷ KHOÁ thuỷ")) == 5
    assert not wrong_words("khóa hóa hủy quý quỹ hoàn khoản thuốc toán tuyến")


def test_messages_and_labels_are_spelt_one_way() -> None:
    wrong = []
    for path in sorted((ROOT / "tuyen").rglob("*")):
        if path.suffix in READ and not {"tests", "migrations", "vendor"} & set(path.parts):
            wrong += [f"{path.relative_to(ROOT)}: {word}" for word in wrong_words(path.read_text())]

    assert not wrong
