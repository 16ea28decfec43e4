"""The table of entry times in docs/speed.md: `make docs` plays the jobs and writes down what they cost."""

import os
import re
from pathlib import Path
from typing import Protocol

PAGE = Path(__file__).resolve().parents[1] / "docs" / "speed.md"
# Keystroke-level model (Card, Moran, Newell, 1980): a key of an average typist; pointing and pressing.
KEY_SECONDS, CLICK_SECONDS = 0.28, 1.3


class Cost(Protocol):
    keys: int
    clicks: int
    requests: int


class Limits(Cost, Protocol):
    job: str


def line(budget: Limits, cost: Cost) -> str:
    seconds = cost.keys * KEY_SECONDS + cost.clicks * CLICK_SECONDS
    said = f"{seconds:.1f} s" if seconds else "the scan alone"
    return (
        f"| {budget.job} | {cost.keys} of {budget.keys} | {cost.clicks} of {budget.clicks} "
        f"| {cost.requests} of {budget.requests} | {said} |"
    )


def keep(budget: Limits, cost: Cost) -> None:
    """With TUYEN_GUIDE=1 the row of the job is replaced; a job that has no row there is a fault."""
    if os.environ.get("TUYEN_GUIDE") != "1":
        return
    page, found = re.subn(
        rf"^\| {re.escape(budget.job)} \|.*$",
        lambda _row: line(budget, cost),
        PAGE.read_text(),
        flags=re.MULTILINE,
    )
    assert found == 1, f"docs/speed.md has {found} rows “{budget.job}”"
    PAGE.write_text(page)
