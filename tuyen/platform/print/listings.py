"""One list in both forms: a spreadsheet with figures as figures, a paper with the same columns and rows."""

from dataclasses import dataclass
from typing import Any, Literal

from django.utils.translation import gettext as _

from tuyen.platform.imports.sheets import write_sheet
from tuyen.platform.print.tables import Column, Signature, TablePaper, table_pdf
from tuyen.platform.ui.templatetags.tuyen import money, number


@dataclass(frozen=True)
class Head:
    """A column. share: of the width that is left on paper; 0: as wide as its text."""

    label: str
    kind: Literal["text", "number", "money"] = "text"
    share: float = 0


@dataclass(frozen=True)
class Listing:
    """Rows hold texts and numbers; what is not known is None."""

    title: str
    unit: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Any, ...], ...]
    period: str = ""
    total: tuple[Any, ...] = ()
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()
    is_wide: bool = True


def as_xlsx(listing: Listing) -> bytes:
    """The sum stands in the last row."""
    rows = [*listing.rows, *([listing.total] if listing.total else [])]
    widths = [max(10, round(40 * head.share), len(head.label) + 2) for head in listing.heads]
    header = [head.label for head in listing.heads]
    return write_sheet(header, rows, name=listing.title[:31], widths=widths)


def as_pdf(listing: Listing) -> bytes:
    columns = tuple(
        Column(head.label, "left" if head.kind == "text" else "right", head.share)
        for head in listing.heads
    )
    return table_pdf(
        TablePaper(
            title=listing.title,
            unit=listing.unit,
            period=listing.period,
            columns=columns,
            rows=tuple(_on_paper(listing.heads, row) for row in listing.rows),
            total=_on_paper(listing.heads, listing.total) if listing.total else (),
            notes=listing.notes or ((_("Chưa có dòng nào."),) if not listing.rows else ()),
            signatures=tuple(Signature(title) for title in listing.signatures),
            is_wide=listing.is_wide,
        )
    )


def _on_paper(heads: tuple[Head, ...], row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple(_word(head, cell) for head, cell in zip(heads, row, strict=True))


def _word(head: Head, cell: Any) -> str:
    if cell is None or cell == "":
        return ""
    if head.kind == "money":
        return money(cell)
    return number(cell) if head.kind == "number" else str(cell)
