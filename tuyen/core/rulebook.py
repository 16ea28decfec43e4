"""Law and numbers as dated data: reads `tuyen/rulebook`. Standard library only.

A name is a path inside the rulebook without ending: `roles`, `clinical/formulary`. It is one file
(`roles.toml`), or a folder of dated files (`base_salary/2024.toml`, `base_salary/2026.toml`).
A CSV (plain or `.csv.gz`) has a TOML of the same name beside it with the header.
"""

import csv
import datetime as dt
import gzip
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

ROOT = Path(str(resources.files("tuyen") / "rulebook"))

# A: official text read; B, C: secondary sources; M: nobody has checked, the facility may change it.
VERIFIED = ("A", "B", "C", "M")

Row = Mapping[str, Any]


class NoneInForce(LookupError):
    """No version of a rule is in force on the day of the event."""


class Malformed(ValueError):
    """A rule file without its header, or with a date or mark that nobody can read."""


@dataclass(frozen=True)
class Rule:
    """One dated version: where it comes from, from when to when, and what it says."""

    name: str
    source: str
    legal_basis: str
    valid_from: dt.date | None
    valid_to: dt.date | None
    verified: str
    values: Mapping[str, Any] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()

    def __getitem__(self, key: str) -> Any:
        return self.values[key]

    def get(self, key: str, default: Any = None) -> Any:
        return self.values.get(key, default)

    def is_in_force(self, day: dt.date) -> bool:
        return in_force(self.valid_from, self.valid_to, day)

    @property
    def is_unverified(self) -> bool:
        return self.verified == "M"


def on(name: str, day: dt.date) -> Rule:
    """The version in force on the day of the event, with only the rows in force on that day."""
    return _on(name, day)


def versions(name: str) -> tuple[Rule, ...]:
    """Every version of a rule, oldest first, rows unfiltered."""
    return _versions(name)


def label(row: Row, language: str = "vi") -> str:
    """The label of a row for this language; Vietnamese where there is no other."""
    return str(row.get(f"label_{language}") or row["label_vi"])


def is_unverified(row: Row, rule: Rule) -> bool:
    """Is this row (or, when it says nothing, its file) shown as “chưa xác minh”?"""
    return str(row.get("verified") or rule.verified) == "M"


def in_force(valid_from: dt.date | None, valid_to: dt.date | None, day: dt.date) -> bool:
    """Both ends belong to the time in force; no date means no end on that side."""
    return (valid_from is None or valid_from <= day) and (valid_to is None or day <= valid_to)


def forget() -> None:
    """Read the files again: for tests that write a rule file."""
    _on.cache_clear()
    _versions.cache_clear()


def names(root: Path | None = None) -> list[str]:
    """Every TOML file of the rulebook, by its name (dated files of a folder one by one)."""
    root = root or ROOT
    return sorted(str(p.relative_to(root).with_suffix("")) for p in root.rglob("*.toml"))


def read(path: Path, name: str = "") -> Rule:
    """One rule file with its header; CSV rows beside it are read too."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    header = {key: content.pop(key, None) for key in _HEADER}
    if missing := [key for key in ("source", "legal_basis", "verified") if header[key] is None]:
        raise Malformed(f"{path.name}: {', '.join(missing)}")
    if header["verified"] not in VERIFIED:
        raise Malformed(f"{path.name}: verified = {header['verified']!r}")
    rows = content.pop("row", None)
    return Rule(
        name=name or path.stem,
        source=header["source"],
        legal_basis=header["legal_basis"],
        valid_from=_date(header["valid_from"], path),
        valid_to=_date(header["valid_to"], path),
        verified=header["verified"],
        values=content,
        rows=tuple(_dated(row, path) for row in (rows if rows is not None else _csv_rows(path))),
    )


_HEADER = ("source", "legal_basis", "valid_from", "valid_to", "verified")


@lru_cache(maxsize=512)
def _on(name: str, day: dt.date) -> Rule:
    found = [rule for rule in _versions(name) if rule.is_in_force(day)]
    if not found:
        raise NoneInForce(f"Không có quy định “{name}” có hiệu lực vào ngày {day:%d/%m/%Y}.")
    rule = found[-1]
    if not any("valid_from" in row or "valid_to" in row for row in rule.rows):
        return rule
    kept = tuple(r for r in rule.rows if in_force(r.get("valid_from"), r.get("valid_to"), day))
    return replace(rule, rows=kept)


@lru_cache(maxsize=256)
def _versions(name: str) -> tuple[Rule, ...]:
    files = sorted((ROOT / name).glob("*.toml")) or [ROOT / f"{name}.toml"]
    if not files[0].exists():
        raise NoneInForce(f"Không có tệp quy định “{name}”.")
    found = [read(path, name) for path in files]
    return tuple(sorted(found, key=lambda rule: rule.valid_from or dt.date.min))


def _csv_rows(path: Path) -> Iterator[Row]:
    plain, packed = path.with_suffix(".csv"), path.with_suffix(".csv.gz")
    if plain.exists():
        text = plain.read_text(encoding="utf-8")
    elif packed.exists():
        text = gzip.decompress(packed.read_bytes()).decode("utf-8")
    else:
        return
    yield from csv.DictReader(text.splitlines())


def _dated(row: Row, path: Path) -> Row:
    ends = {key: _date(row[key], path) for key in ("valid_from", "valid_to") if key in row}
    return {**row, **ends} if ends else row


def _date(value: Any, path: Path) -> dt.date | None:
    if value is None or value == "":
        return None
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat(value)
    except (TypeError, ValueError):
        raise Malformed(f"{path.name}: {value!r}") from None
