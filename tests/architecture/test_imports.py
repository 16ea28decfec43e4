"""What import-linter cannot see."""

import ast
from pathlib import Path

from tests.architecture import house

DOORS = {"views", "urls", "middleware", "tests", "fhir", "templatetags"}
WEB = ("django.http", "django.shortcuts", "django.views")
ROOMS = {"registry", "record", "domains"}
# file: why it may know the web
EXCEPTIONS = {
    "tuyen/record/chart.py": "the one way to a chart answers 404 itself where nothing may be seen",
}


def _imports(path: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


def _is_domain_code(path: Path) -> bool:
    parts = [part.removesuffix(".py") for part in path.relative_to(house.ROOT).parts]
    is_excused = path.relative_to(house.ROOT).as_posix() in EXCEPTIONS
    return parts[0] == "tuyen" and parts[1] in ROOMS and not DOORS & set(parts) and not is_excused


def test_domain_code_does_not_know_that_there_is_a_web() -> None:
    wrong = [
        f"{path.relative_to(house.ROOT)}: {name}"
        for path in house.sources(".py")
        if _is_domain_code(path)
        for name in _imports(path)
        if name.startswith(WEB)
    ]

    assert not wrong


def test_no_manage_py_stands_inside_the_package() -> None:
    """There `platform` would shadow the standard library's (rulings 46)."""
    assert not list((house.ROOT / "tuyen").glob("manage.py"))
