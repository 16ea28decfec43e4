"""Writes docs/nouns.md: every noun with its page, its operation, its FHIR type, and why one is missing.

The table itself is tests/access/nouns.toml; which journey shows a noun of care stands beside it in
nouns_shown.toml. tests/access/test_nouns.py holds both against the program.
"""

import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
TABLE = ROOT / "tests" / "access" / "nouns.toml"
SHOWN = TABLE.with_name("nouns_shown.toml")
PAGE = ROOT / "docs" / "nouns.md"
SIDES = ("page", "api", "fhir")

HEAD = """# Nouns: where each is met

Written by `make docs` from tests/access/nouns.toml; a test holds every row against the program. Pages are
named addresses, operations those of `/api/v1/docs`, types those of `/fhir/R4/metadata`,
journeys those of capabilities.md.
"""


def table() -> dict[str, dict[str, dict[str, Any]]]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def shown() -> dict[str, dict[str, str]]:
    """The journey of each noun of care, by room."""
    return tomllib.loads(SHOWN.read_text(encoding="utf-8"))


def said_of(row: dict[str, Any], side: str) -> list[str]:
    """One or several; none where the noun lacks that side."""
    said = row.get(side, [])
    return [said] if isinstance(said, str) else list(said)


def page() -> str:
    lines, journeys = [HEAD], shown()
    for room, nouns in table().items():
        lines.append(f"\n## {room}\n")
        lines.append("| noun | page | /api/v1 | FHIR | why not | journey |")
        lines.append("|---|---|---|---|---|---|")
        lines += [_line(name, row, journeys.get(room, {})) for name, row in nouns.items()]
    return "\n".join(lines).rstrip() + "\n"


def _line(name: str, row: dict[str, Any], journeys: dict[str, str]) -> str:
    cells = [", ".join(f"`{each}`" for each in said_of(row, side)) for side in SIDES]
    why = " ".join(f"{_WORDS[side]}: {said}" for side, said in row.get("why", {}).items())
    journey = f"`{journeys[name]}`" if name in journeys else ""
    return f"| {name} | {' | '.join(cells)} | {why} | {journey} |"


_WORDS = {"page": "Page", "api": "API", "fhir": "FHIR"}


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {sum(map(len, table().values()))} nouns\n")
