"""A table as an A4 paper: reports, lists, registers, with heading, period, source and signatures."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from tuyen.platform.print.typeset import picture, render

TEMPLATE = Path(__file__).parent / "papers" / "table.typ"


@dataclass(frozen=True)
class Column:
    """`share` of the width that is left; 0 means as wide as its text."""

    label: str
    align: Literal["left", "center", "right"] = "left"
    share: float = 0


@dataclass(frozen=True)
class Signature:
    title: str
    name: str = ""


@dataclass(frozen=True)
class TablePaper:
    """Cells are text as it shall stand on paper: the caller writes numbers the Vietnamese way."""

    title: str
    unit: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    period: str = ""
    parent: str = ""
    total: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    place_and_day: str = ""
    signatures: tuple[Signature, ...] = field(default=())
    is_wide: bool = False

    def __post_init__(self) -> None:
        widths = {len(row) for row in (*self.rows, *([self.total] if self.total else []))}
        if widths - {len(self.columns)}:
            raise ValueError("every row has as many cells as there are columns")


def table_pdf(paper: TablePaper) -> bytes:
    return render(TEMPLATE, paper)


def table_pictures(paper: TablePaper) -> list[bytes]:
    return picture(TEMPLATE, paper)
