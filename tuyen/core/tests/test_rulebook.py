"""The rulebook gives the version that was in force on the day of the event."""

import datetime as dt
import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest

from tuyen.core import rulebook

HEADER = 'source = "s"\nlegal_basis = "QĐ 1"\nverified = "A"\n'


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setattr(rulebook, "ROOT", tmp_path)
    rulebook.forget()
    yield tmp_path
    rulebook.forget()


def test_a_june_visit_keeps_the_june_salary_after_the_rise(folder: Path) -> None:
    (folder / "base_salary").mkdir()
    (folder / "base_salary/2024.toml").write_text(
        HEADER + "valid_from = 2024-07-01\nvalid_to = 2026-06-30\namount = 2340000\n"
    )
    (folder / "base_salary/2026.toml").write_text(
        HEADER + "valid_from = 2026-07-01\namount = 2530000\n"
    )

    assert rulebook.on("base_salary", dt.date(2026, 6, 30))["amount"] == 2340000
    assert rulebook.on("base_salary", dt.date(2026, 7, 1))["amount"] == 2530000


def test_a_day_before_every_version_is_told_in_words(folder: Path) -> None:
    (folder / "salary.toml").write_text(HEADER + "valid_from = 2024-07-01\n")

    with pytest.raises(rulebook.NoneInForce, match="01/01/2020"):
        rulebook.on("salary", dt.date(2020, 1, 1))


def test_rows_with_dates_are_picked_by_the_day(folder: Path) -> None:
    (folder / "kinds.toml").write_text(HEADER)
    (folder / "kinds.csv").write_text(
        "code,valid_from,valid_to\n01,,\n10,,2026-07-31\n11,2026-08-01,\n",
        encoding="utf-8",
    )

    before = rulebook.on("kinds", dt.date(2026, 7, 31)).rows
    after = rulebook.on("kinds", dt.date(2026, 8, 1)).rows

    assert [row["code"] for row in before] == ["01", "10"]
    assert [row["code"] for row in after] == ["01", "11"]


def test_a_packed_list_reads_like_a_plain_one(folder: Path) -> None:
    (folder / "list.toml").write_text(HEADER)
    (folder / "list.csv.gz").write_bytes(gzip.compress(b"code\n01\n", mtime=0))

    assert rulebook.on("list", dt.date(2026, 1, 1)).rows == ({"code": "01"},)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param('source = "s"\nverified = "A"\n', id="no legal basis"),
        pytest.param('source = "s"\nlegal_basis = ""\nverified = "Z"\n', id="unknown mark"),
        pytest.param(HEADER + 'valid_from = "01/07/2024"\n', id="a date of the wrong form"),
    ],
)
def test_a_file_without_a_sound_header_is_refused(folder: Path, text: str) -> None:
    (folder / "bad.toml").write_text(text)

    with pytest.raises(rulebook.Malformed, match=r"bad\.toml"):
        rulebook.on("bad", dt.date(2026, 1, 1))


def test_every_shipped_file_reads() -> None:
    for name in rulebook.names():
        rule = rulebook.read(rulebook.ROOT / f"{name}.toml", name)

        assert rule.source, name


def test_roles_hold_only_known_permissions() -> None:
    rule = rulebook.on("roles", dt.date(2026, 11, 21))

    for code, role in rule["role"].items():
        assert set(role["permissions"]) <= set(rule["permission"]), code
        assert role["scope"] in ("unit", "subtree"), code


def test_compartments_are_granted_by_known_roles() -> None:
    day = dt.date(2026, 11, 21)
    roles = rulebook.on("roles", day)["role"]

    for row in rulebook.on("compartments", day).rows:
        assert set(row["granted_by"]) <= set(roles), row["code"]
