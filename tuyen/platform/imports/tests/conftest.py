from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tuyen.core.actor import Actor
from tuyen.core.ids import uuid7
from tuyen.platform.imports import cells, kinds
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row


@pytest.fixture
def home(tmp_path: Path, settings: Any) -> Path:
    settings.TUYEN_HOME = tmp_path
    return tmp_path


@pytest.fixture
def clerk() -> Actor:
    return Actor(
        account_id=uuid7(),
        name="Mẫu",
        role="clerk",
        unit_id=uuid7(),
        unit_name="Trạm mẫu",
        path="/a/",
        chain="moh",
        permissions=frozenset({"import.run", "unit.manage"}),
    )


@pytest.fixture
def written() -> dict[str, int]:
    """What the kind of these tests has written: ward code → beds."""
    return {}


@pytest.fixture
def wards(written: dict[str, int]) -> Iterator[Kind]:
    """A kind with a rule of its own: no ward has more than 100 beds."""

    def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
        for row in rows:
            if (row["beds"] or 0) > 100:
                yield Result(row.number, Outcome.BAD, ("khoa không thể có hơn 100 giường",))
                continue
            outcome = _outcome(written.get(row["code"]), row["beds"])
            if not dry_run:
                written[row["code"]] = row["beds"]
            yield Result(row.number, outcome)

    kind = Kind(
        key="wards",
        label="Khoa",
        permission="unit.manage",
        columns=(
            Column("code", "Mã khoa", required=True, parse=cells.code(r"K\d{2}", "mã như K01")),
            Column("name", "Tên khoa", required=True),
            Column("beds", "Số giường", parse=cells.integer(0), also=("giường kế hoạch",)),
            Column("opened_on", "Ngày mở", parse=cells.date),
        ),
        apply=apply,
    )
    kinds.register(kind)
    yield kind
    kinds.unregister("wards")


def _outcome(kept: int | None, beds: int) -> Outcome:
    if kept is None:
        return Outcome.CREATED
    return Outcome.UNCHANGED if kept == beds else Outcome.CHANGED
