"""The table that says what a chart shows; the same rows are its file."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

Cell = str | float | None


@dataclass(frozen=True)
class Table:
    """heads: one a column. rows: words and figures; None is what nobody knows."""

    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]

    def written(self) -> list[list[str]]:
        """For a page and for paper: 1.234,5; a dash for what is not known."""
        return [
            [cell if isinstance(cell, str) else figure(cell) for cell in row] for row in self.rows
        ]


def figure(value: float | None, places: int = 1) -> str:
    """1.234,5 as Vietnamese writes it; no zeros at the end; a dash for None and NaN."""
    if value is None or math.isnan(value):
        return "–"
    text = f"{value:,.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    text = text.translate(str.maketrans(",.", ".,")).replace("-", "−")
    return "0" if text == "−0" else text


def known(value: float) -> float | None:
    """NaN as None; a whole number without a point."""
    if math.isnan(value):
        return None
    return int(value) if float(value).is_integer() else round(float(value), 2)
