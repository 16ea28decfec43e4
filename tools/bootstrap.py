"""Cuts Bootstrap to the rules that the product can use: `.venv/bin/python tools/bootstrap.py`.

Over a line of 400 kbit/s the whole of it costs half a second before the first page of an empty browser.
A rule stays when every class of its selector stands as a word in a page, a script or a program of ours;
nothing is rewritten and the order stays, so what is kept looks as before. A class that is new to the product
needs a new cut: a test says so.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
UI = ROOT / "tuyen" / "platform" / "ui" / "static"
WHOLE = next((UI / "vendor").glob("bootstrap-*/bootstrap.min.css"))
CUT = UI / "ui" / "bootstrap.css"
HEAD = """/* Bootstrap, cut by tools/bootstrap.py to what the product uses; the whole is {name}.
   Copyright 2011-2025 The Bootstrap Authors. Licensed under MIT. */
"""
_OTHERS = {"tests", "migrations", "vendor"}
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_NOT = re.compile(r":not\([^)]*\)|\[[^\]]*\]")
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)")


def main() -> int:
    whole = WHOLE.read_text()
    said = HEAD.format(name=WHOLE.relative_to(ROOT)) + cut(whole, words_of_ours(), sources("css"))
    CUT.write_text(said + "\n")
    sys.stdout.write(f"{CUT.relative_to(ROOT)}: {len(said)} of {len(whole)} characters\n")
    return 0


def cut(whole: str, words: set[str], own_styles: str) -> str:
    """What of the stylesheet the words can meet; variables and animations that nothing names go too."""
    kept = "".join(_kept(_COMMENT.sub("", whole), words))
    used = kept + own_styles
    return "".join(_named(kept, used))


def rules(styles: str) -> set[str]:
    """Every selector with its place (`@media …`) and each of its declarations, for comparison."""
    return set(_declared(_COMMENT.sub("", styles), ""))


def words_of_ours() -> set[str]:
    return set(re.findall(r"[\w-]+", sources("html", "js", "py")))


def sources(*endings: str) -> str:
    files = (path for each in endings for path in sorted((ROOT / "tuyen").rglob(f"*.{each}")))
    ours = (
        path for path in files if path != CUT and not _OTHERS & set(path.relative_to(ROOT).parts)
    )
    return "\n".join(path.read_text() for path in ours)


def _kept(styles: str, words: set[str]) -> Iterator[str]:
    for head, body in _rules(styles):
        if head.startswith(("@media", "@supports")):
            inner = "".join(_kept(body, words))
            if inner:
                yield f"{head}{{{inner}}}"
        elif head.startswith("@"):
            yield f"{head}{{{body}}}"
        elif stays := [each for each in _apart(head, ",") if _can_meet(each, words)]:
            yield f"{','.join(stays)}{{{body}}}"


def _named(styles: str, used: str) -> Iterator[str]:
    for head, body in _rules(styles):
        if head.startswith(("@media", "@supports")):
            yield f"{head}{{{''.join(_named(body, used))}}}"
        elif head.startswith("@"):
            if re.search(rf"animation[^;}}]*{head.split()[-1]}", used):
                yield f"{head}{{{body}}}"
        elif said := [each for each in _apart(body, ";") if _is_asked_for(each, used)]:
            yield f"{head}{{{';'.join(said)}}}"


def _is_asked_for(declaration: str, used: str) -> bool:
    name = declaration.partition(":")[0]
    return not name.startswith("--") or f"var({name}" in used


def _can_meet(selector: str, words: set[str]) -> bool:
    if "data-bs-" in selector:  # its own scripts and its dark colours: neither is here
        return False
    return set(_CLASS.findall(_NOT.sub("", selector).replace("\\", ""))) <= words


def _declared(styles: str, place: str) -> Iterator[str]:
    for head, body in _rules(styles):
        if head.startswith(("@media", "@supports")):
            yield from _declared(body, f"{place}{head} ")
        elif not head.startswith("@"):
            for selector in _apart(head, ","):
                yield from (f"{place}{selector} {said}" for said in _apart(body, ";"))


def _rules(styles: str) -> Iterator[tuple[str, str]]:
    """Head and body of every rule of one level; `@charset` and its like are left out."""
    at = 0
    while (brace := styles.find("{", at)) >= 0:
        deep, end = 1, brace + 1
        while deep:
            deep += {"{": 1, "}": -1}.get(styles[end], 0)
            end += 1
        yield styles[at:brace].rpartition(";")[2].strip(), styles[brace + 1 : end - 1]
        at = end


def _apart(text: str, sign: str) -> Iterator[str]:
    """Parts between the sign where it stands in no bracket and in no quotation mark."""
    deep, quoted, part = 0, "", ""
    for letter in text:
        if quoted or letter in "\"'":
            quoted = "" if letter == quoted else quoted or letter
        deep += (letter in "([") - (letter in ")]")
        if letter == sign and not deep and not quoted:
            yield part
            part = ""
        else:
            part += letter
    if part.strip():
        yield part


if __name__ == "__main__":
    sys.exit(main())
