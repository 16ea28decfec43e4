"""Writes docs/capabilities.md: what works, where to see it, which test shows it.

A journey carries `@pytest.mark.capability("B1", "B2", where="/persons/")`; the first line of its docstring
(or its name) is the sentence. Read from the source, so that the page costs nothing to check.
"""

import ast
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "capabilities.md"
NAMES = ROOT / "tests" / "capabilities.toml"

HEAD = """# What works

Written by `make docs` from the tests that show it; nothing stands here that no test runs.
"""


@dataclass(frozen=True)
class Journey:
    capability: str
    sentence: str
    where: str
    test: str


def journeys() -> list[Journey]:
    files = sorted({*ROOT.glob("tuyen/**/test_*.py"), *ROOT.glob("tests/**/test_*.py")})
    found = [journey for file in files for journey in _in_file(file)]
    return sorted(found, key=lambda j: (j.capability[0], int(j.capability[1:] or 0), j.test))


def _in_file(file: Path) -> Iterator[Journey]:
    for node in ast.walk(ast.parse(file.read_text())):
        if not isinstance(node, ast.FunctionDef) or not node.name.startswith("test_"):
            continue
        for mark in filter(_is_capability, node.decorator_list):
            yield from _journeys_of(mark, node, file)


def _is_capability(decorator: ast.expr) -> bool:
    return (
        isinstance(decorator, ast.Call)
        and isinstance(decorator.func, ast.Attribute)
        and decorator.func.attr == "capability"
    )


def _journeys_of(mark: ast.expr, test: ast.FunctionDef, file: Path) -> Iterator[Journey]:
    assert isinstance(mark, ast.Call)
    where = {key.arg: ast.literal_eval(key.value) for key in mark.keywords}.get("where", "")
    said = ast.get_docstring(test) or test.name.removeprefix("test_").replace("_", " ")
    sentence = said.splitlines()[0].rstrip(".")
    name = f"{file.relative_to(ROOT).as_posix()}::{test.name}"
    for argument in mark.args:
        yield Journey(ast.literal_eval(argument), sentence, where, name)


def names() -> dict[str, str]:
    return tomllib.loads(NAMES.read_text())


def page() -> str:
    known, lines, last = names(), [HEAD], ""
    for journey in journeys():
        if journey.capability != last:
            last = journey.capability
            lines += [f"\n## {last} {known[last]}\n", "| what | where | test |", "|---|---|---|"]
        where = f"`{journey.where}`" if journey.where else ""
        lines.append(f"| {journey.sentence} | {where} | `{journey.test}` |")
    return "\n".join(lines).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page())
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {len(journeys())} journeys\n")
