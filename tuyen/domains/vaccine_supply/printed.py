"""A need sheet as words, paper and file: the formula stands on each."""

from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tuyen.domains.vaccine_supply import lists
from tuyen.domains.vaccine_supply.models import NeedSheet, VaccineRequest
from tuyen.domains.vaccine_supply.queries import sheets as queries
from tuyen.domains.vaccine_supply.queries import supply
from tuyen.domains.vaccine_supply.rules.sheet import Line, Order
from tuyen.platform.imports.sheets import write_sheet
from tuyen.platform.print import render
from tuyen.platform.ui.templatetags.tuyen import number

TEMPLATE = Path(__file__).with_name("papers") / "need.typ"


class Figure(NamedTuple):
    """source: empty for a figure that nobody has verified."""

    name: str
    label: str
    value: float | None
    source: str


def figures_of(sheet: NeedSheet) -> list[Figure]:
    return [
        Figure(
            name,
            str(NeedSheet._meta.get_field(name).verbose_name),  # type: ignore[union-attr]
            getattr(sheet, name),
            sheet.sources.get(name, ""),
        )
        for name in lists.FIGURES
    ]


def words() -> str:
    return _(
        "Số liều = đối tượng × tỷ lệ đạt × số liều một người ÷ (1 − hao phí) × (1 + dự phòng) − tồn;"
        " mỗi nơi làm tròn lên đủ lọ, rồi cộng"
    )


def formula(sheet: NeedSheet, order: Order) -> str:
    """The same formula with the figures of the first place, to be followed with a pencil."""
    if not order.lines:
        return ""
    line = order.lines[0]
    return _(
        "%(place)s: %(people)s × %(coverage)s%% × %(each)s ÷ (1 − %(wastage)s%%) × (1 + %(buffer)s%%)"
        " − %(stock)s = %(exact)s liều → %(vials)s lọ × %(size)s = %(doses)s liều"
    ) % _said(line=line, sheet=sheet)


def _said(sheet: NeedSheet, line: Line) -> dict[str, Any]:
    return {
        "place": line.place.name,
        "people": number(line.place.people),
        "coverage": number(sheet.coverage),
        "each": sheet.doses_a_person,
        "wastage": number(round(100 * line.wastage, 1)),
        "buffer": number(sheet.buffer),
        "stock": number(line.place.stock),
        "exact": number(round(line.need.exact, 1)),
        "vials": number(line.need.vials),
        "size": sheet.doses_a_vial,
        "doses": number(line.need.doses),
    }


def sheet_xlsx(sheet: NeedSheet) -> bytes:
    """Rows of the places, their sum, and below it every figure with its source."""
    worked, bands = queries.worked(sheet), lists.bands(sheet.starts_on)
    header = [_("Xã, đơn vị"), *(band.label for band in bands), *_columns()]
    rows: list[list[Any]] = [
        [
            row.name,
            *(row.people.get(band.code, 0 if row.people else "") for band in bands),
            *_cells(line),
        ]
        for row, line in worked.rows
    ]
    rows.append([_("Cộng"), *[""] * len(bands), *_total(worked.order)])
    rows.append([words()])
    rows.extend(
        [each.label, each.value, each.source or _("chưa xác minh")] for each in figures_of(sheet)
    )
    rows.append([_("Lần sửa"), sheet.version])
    return write_sheet(header, rows)


def _columns() -> list[str]:
    return [
        _("Đối tượng"),
        _("Tồn (liều)"),
        _("Số buổi"),
        _("Hao phí (%)"),
        _("Tính ra (liều)"),
        _("Số lọ"),
        _("Số liều"),
        _("Bơm kim tiêm tự khóa"),
        _("Bơm pha hồi chỉnh"),
        _("Hộp an toàn"),
    ]


def _cells(line: Line) -> list[Any]:
    place, needed = line.place, line.need
    wastage = round(100 * line.wastage, 1)
    return [
        *(place.people, place.stock, place.sessions, wastage, round(needed.exact, 1)),
        *needed[1:],
    ]


def _total(order: Order) -> list[Any]:
    return [order.people, order.stock, "", "", round(order.total.exact, 1), *order.total[1:]]


def sheet_pdf(sheet: NeedSheet) -> bytes:
    worked = queries.worked(sheet)
    content = {
        "title": sheet.title,
        "unit": queries.unit_names([sheet.unit_id])[sheet.unit_id],
        "vaccine": lists.vaccine_labels(sheet.starts_on).get(sheet.vaccine, sheet.vaccine),
        "period": f"{sheet.starts_on:%d/%m/%Y} – {sheet.ends_on:%d/%m/%Y}",
        "version": sheet.version,
        "formula": words(),
        "example": formula(sheet, worked.order),
        "columns": [_("Xã, đơn vị"), *_columns()],
        "rows": [[row.name, *map(_text, _cells(line))] for row, line in worked.rows],
        "total": [_("Cộng"), *map(_text, _total(worked.order))],
        "figures": [
            [each.label, _text(each.value), each.source or _("chưa xác minh")]
            for each in figures_of(sheet)
        ],
        "litres": number(round(worked.order.litres, 1)),
        "teams": number(worked.order.teams),
    }
    return render(TEMPLATE, content)


def _text(value: Any) -> str:
    return "–" if value is None else value if isinstance(value, str) else number(value)


REQUEST = Path(__file__).with_name("papers") / "request.typ"


def request_pdf(request: VaccineRequest) -> bytes:
    """The request with its allocation, what was sent and received, and what lacks."""
    lots = supply.deliveries_of([request])[request.id]
    stands = supply.standing(request, lots)
    names = queries.unit_names([request.unit_id, request.to_unit_id])
    allocated = request.allocated_on
    content = {
        "unit": names.get(request.unit_id, ""),
        "to_unit": names.get(request.to_unit_id, ""),
        "vaccine": lists.vaccine_labels(request.asked_on).get(request.vaccine, request.vaccine),
        "day": f"{request.asked_on:%d/%m/%Y}",
        "facts": [
            [_("Số liều đề nghị"), number(request.doses_asked)],
            [_("Số đối tượng"), number(request.people)],
            [_("Bảng nhu cầu, lần sửa"), number(request.sheet_version)],
            [_("Nguy cơ"), str(request.get_risk_display())],
            [_("Lý do"), request.reason or "–"],
            [_("Trạng thái"), str(request.get_state_display())],
            [_("Số liều phân bổ"), number(request.doses_allocated)],
            [_("Cách phân bổ"), str(request.get_allocation_way_display()) or "–"],
            [_("Phân bổ ngày"), f"{allocated:%d/%m/%Y}" if allocated else "–"],
            [_("Còn thiếu (liều)"), number(stands.shortage)],
        ],
        "lots": [
            [
                lot.lot_number,
                f"{lot.expires_on:%d/%m/%Y}",
                number(lot.doses),
                f"{lot.sent_on:%d/%m/%Y}",
                number(lot.doses_received),
                lot.difference or "–",
            ]
            for lot in lots
        ],
        "asked_by": request.asked_by_name,
        "allocated_by": request.allocated_by_name,
    }
    return render(REQUEST, content)
