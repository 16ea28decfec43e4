"""A page that offers a file says so where the file has not come to this machine yet."""

import re
from pathlib import Path

import pytest

from tests.architecture.house import ROOT

# Addresses that answer with a file which came with a record from another machine.
FILES = (
    "clinic:document",
    "directives:attached",
    "directives:evidence",
    "directives:gathering_document",
    "imaging:photo",
    "imaging:picture",
    "imaging:slice",
    "rotation:scan",
    "steering:document",
    "supervision:action_file",
    "teleconsult:paper_file",
    "training:scan",
)
# Pages that name one file of many others' and have no room for more; the file's own list says it.
ELSEWHERE = {"consent/person.html": "the signed copy stands among the person's papers"}
_LINKS = re.compile(r"{% url '(" + "|".join(FILES) + r")' ")
_SAYS = re.compile(r"{% not_(all_)?yet ")
TEMPLATES = sorted((ROOT / "tuyen").rglob("templates/**/*.html"))


def _offers_files(template: Path) -> bool:
    return _LINKS.search(template.read_text(encoding="utf-8")) is not None


OFFERING = {
    str(each).partition("/templates/")[2]: each for each in TEMPLATES if _offers_files(each)
}


@pytest.mark.parametrize("name", sorted(set(OFFERING) - set(ELSEWHERE)))
def test_a_page_that_offers_files_says_which_have_not_come(name: str) -> None:
    assert _SAYS.search(OFFERING[name].read_text(encoding="utf-8")), name


def test_no_exception_is_stale() -> None:
    assert set(ELSEWHERE) <= set(OFFERING)
