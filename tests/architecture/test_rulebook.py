"""Law and numbers carry their source, their dates and how sure we are of them."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

from tests.architecture import house

RULEBOOK = house.ROOT / "tuyen" / "rulebook"
GRADES = {"A", "B", "C", "M"}


def _books(*suffixes: str) -> list[Path]:
    return [
        path
        for path in house.tracked()
        if path.is_relative_to(RULEBOOK) and path.name.endswith(suffixes)
    ]


def _is_date(value: Any, *, may_be_empty: bool = False) -> bool:
    if value == "":
        return may_be_empty
    try:
        return isinstance(value, dt.date) or bool(dt.date.fromisoformat(value))
    except (TypeError, ValueError):
        return False


def _faults(book: dict[str, Any]) -> list[str]:
    checks = {
        "source": bool(str(book.get("source", "")).strip()),
        "legal_basis": isinstance(book.get("legal_basis"), str),
        "valid_from": _is_date(book.get("valid_from")),
        "valid_to": _is_date(book.get("valid_to", ""), may_be_empty=True),
        "verified": book.get("verified") in GRADES,
    }
    return [key for key, is_right in checks.items() if not is_right]


def test_every_rule_file_has_source_dates_basis_and_grade() -> None:
    wrong = {
        str(path.relative_to(RULEBOOK)): faults
        for path in _books(".toml")
        if (faults := _faults(tomllib.loads(path.read_text())))
    }

    assert not wrong


def test_every_list_has_the_file_that_says_where_it_comes_from() -> None:
    alone = [
        str(path.relative_to(RULEBOOK))
        for path in _books(".csv", ".csv.gz")
        if not path.with_name(path.name.split(".")[0] + ".toml").exists()
    ]

    assert not alone
