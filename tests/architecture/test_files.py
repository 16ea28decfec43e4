"""Files stay small, carry telling names and know nothing of the machine they were written on."""

import ast
import re
from pathlib import Path

import pytest

from tests.architecture import house

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc", "manager", "managers"}
FORBIDDEN_NAMES |= {"data", "info", "base", "lib", "shared"}
ROOM_FILES = {"models.py", "views.py", "actions.py", "projections.py"}
MOST_LINES = 500
MOST_STATEMENTS = 30

MACHINE_PATH = re.compile(r"(?<![\w.$}-])/(?:work|root)/|(?<![\w.])/home/\w+/")
REGISTRY_HOST = re.compile(
    r"(?:pypi|pythonhosted|npmjs|yarnpkg|(?:deb|security)\.debian)\.(?:org|com)"
    r"|--(?:extra-)?index-url|--trusted-host|\.internal\b"
)


# Django asks a database engine for a module of this name.
NAMED_BY_DJANGO = {Path("tuyen/core/postgresql/base.py")}
# A list of every journey: it grows with the tests, and nobody edits it.
WRITTEN_BY_A_PROGRAM = {Path("docs/capabilities.md")}


def test_every_file_has_at_most_500_lines() -> None:
    long = {
        str(path.relative_to(house.ROOT)): lines
        for path in house.sources(".py", ".html", ".css", ".js", ".md", ".sh")
        if (lines := len(path.read_text().splitlines())) > MOST_LINES
        and path.relative_to(house.ROOT) not in WRITTEN_BY_A_PROGRAM
    }

    assert not long, f"split by noun: {long}"


def test_no_module_hides_behind_a_word_without_meaning() -> None:
    vague = [
        str(path.relative_to(house.ROOT))
        for path in house.sources(".py")
        if path.relative_to(house.ROOT) not in NAMED_BY_DJANGO
        and {part.removesuffix(".py") for part in path.relative_to(house.ROOT).parts}
        & FORBIDDEN_NAMES
    ]

    assert not vague


def _statements(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    spoken = ast.get_docstring(function) is not None
    return sum(isinstance(node, ast.stmt) for node in ast.walk(function)) - 1 - spoken


def test_every_function_has_at_most_30_statements() -> None:
    long = {}
    for path in house.sources(".py"):
        if "tests" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                count = _statements(node)
                if count > MOST_STATEMENTS:
                    long[f"{path.relative_to(house.ROOT)}:{node.name}"] = count

    assert not long


@pytest.mark.parametrize("pattern", [MACHINE_PATH, REGISTRY_HOST], ids=["paths", "hosts"])
def test_no_tracked_file_names_a_machine_or_a_registry(pattern: re.Pattern[str]) -> None:
    found = []
    for path in house.tracked():
        if not house.is_ours(path) or path.name == "test_files.py":
            continue
        try:
            text = path.read_text()
        except UnicodeDecodeError:
            continue
        found += [f"{path.relative_to(house.ROOT)}: {m.group()}" for m in pattern.finditer(text)]

    assert not found


def _room_of(path: Path) -> Path:
    """tuyen/<floor>/<room>; the record floor is one room."""
    depth = 2 if path.parts[len(house.ROOT.parts) + 1] == "record" else 3
    return house.ROOT.joinpath(*path.relative_to(house.ROOT).parts[:depth])


def test_every_room_says_what_it_is_for() -> None:
    rooms = {_room_of(path) for path in house.sources(".py") if path.name in ROOM_FILES}

    silent = [
        room.relative_to(house.ROOT).as_posix()
        for room in rooms
        if room.is_relative_to(house.ROOT / "tuyen") and not (room / "README.md").exists()
    ]

    assert not silent, "a README.md of 10 to 25 lines: what it is for, what others may use"
