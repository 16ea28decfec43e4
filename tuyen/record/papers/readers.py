"""Who has read a record, as a table on A4 for the person it is about."""

import datetime as dt
from collections.abc import Sequence

from tuyen.core import clock
from tuyen.platform.print.tables import Column, TablePaper, table_pdf
from tuyen.record.queries.readers import Reader
from tuyen.registry.persons.models import Person


def readers_pdf(person: Person, rows: Sequence[Reader], *, unit: str, day: dt.date) -> bytes:
    return table_pdf(readers_paper(person, rows, unit=unit, day=day))


def readers_paper(person: Person, rows: Sequence[Reader], *, unit: str, day: dt.date) -> TablePaper:
    """Newest first, as the page shows it; what the printing person may not know of is left out."""
    return TablePaper(
        title="Danh sách lượt xem hồ sơ sức khỏe",
        unit=unit,
        period=person.name,
        columns=(
            Column("Lúc"),
            Column("Ai", share=3),
            Column("Đơn vị", share=3),
            Column("Xem gì", share=2),
            Column("Căn cứ", share=2),
        ),
        rows=tuple(_row(each) for each in rows),
        notes=("Người dân có quyền biết ai đã xem hồ sơ của mình (Luật 91/2025/QH15).",),
        place_and_day=f"Ngày {day:%d/%m/%Y}",
    )


def _row(reader: Reader) -> tuple[str, ...]:
    ground = "Mở khẩn cấp" if reader.is_break_glass else "Đang chăm sóc"
    at = reader.at.astimezone(clock.VIETNAM)
    return (f"{at:%H:%M %d/%m/%Y}", reader.name, reader.unit, reader.what, ground)
