"""tuyen report: numbers of the network, on the screen or as a file."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import AsJson, commands, note, refuse, say, start_django
from tuyen.edge.cli.user import unit_named
from tuyen.edge.cli.words import _

app = commands()

By = Annotated[str, typer.Option(help=_("Cột: month, quarter, year"))]
Year = Annotated[int, typer.Option(help=_("Năm"))]


@app.callback()
def report() -> None:
    """Báo cáo."""


@app.command(help=_("Hoạt động khám, chữa bệnh theo loại cơ sở, cạnh cùng kỳ năm trước"))
def activity(  # noqa: PLR0913  one option each
    year: Year = 0,
    period: Annotated[str, typer.Option(help=_("Kỳ: 2021, 2021-Q1, 2021-03"))] = "",
    by: By = "month",
    facility_class: Annotated[str, typer.Option("--class", help=_("Các cơ sở của một loại"))] = "",
    unit: Annotated[str, typer.Option(help=_("Một đơn vị và cấp dưới: UUID hoặc tên"))] = "",
    published: Annotated[bool, typer.Option("--published", help=_("Ẩn số nhỏ để công bố"))] = False,
    kind: Annotated[str, typer.Option("--format", help="xlsx, pdf, csv, svg, json")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help=_("Tệp kết quả"))] = None,
    recount: Annotated[bool, typer.Option("--recount", help=_("Đếm lại từ lượt khám"))] = False,
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core import clock
    from tuyen.edge.reports import exports, periods
    from tuyen.edge.reports.report import Asked, activity_report

    try:
        span = periods.read(period or str(year or clock.today().year))
    except ValueError:
        raise refuse(_("Không đọc được kỳ. Ví dụ: 2021, 2021-Q1, 2021-03."), code=2) from None
    if by not in periods.BYS:
        raise refuse(_("Cột phải là month, quarter hoặc year."), code=2)
    ending = kind or (output.suffix.lstrip(".") if output else "") or ("json" if as_json else "")
    if ending and ending not in exports.FORMATS:
        raise refuse(_("Định dạng phải là xlsx, pdf, csv, svg hoặc json."), code=2)
    who = _reader_at(unit)
    if recount:
        _require_agreement(span, who)
    asked = Asked(span, by, facility_class, published)
    _hand_over(activity_report(asked, who), ending, output)


def _reader_at(unit: str) -> Any:
    """Whoever sits at this machine sees all of it; with a unit, what that unit and those below did."""
    from tuyen.core.actor import SYSTEM

    if not unit:
        return SYSTEM
    at = unit_named(unit)
    return replace(SYSTEM, unit_id=at.unit_id, unit_name=at.name, path=at.path, chain=at.chain)


def _hand_over(found: Any, ending: str, output: Path | None) -> None:
    import sys

    from tuyen.edge.reports import exports

    if not ending:
        say(_as_text(found))
        return
    content = exports.FORMATS[ending].write(found)
    if output:
        output.write_bytes(content)
        note(_("Đã ghi {path}").format(path=output))
    else:
        sys.stdout.buffer.write(content + (b"\n" if ending == "json" else b""))


def _require_agreement(span: Any, who: Any) -> None:
    from tuyen.edge.reports import report

    proof = report.recount(span, who)
    if proof.differences:
        for each in proof.differences[:20]:
            note(f"{each.unit_name} {each.month}: {each.kept} ≠ {each.counted}")
        raise refuse(_("Số đang giữ không khớp lượt khám."))
    note(_("Đếm lại {visits} lượt khám: khớp.").format(visits=proof.visits))


def _as_text(found: Any) -> str:
    from tuyen.edge.reports import exports
    from tuyen.edge.reports.words import number, percent

    lines = [exports.title_of(found)]
    for line in (*found.table.lines, found.table.sum):
        figures = (
            f"{number(line.total):>12} {number(line.before):>12} {percent(line.change_percent):>9}"
        )
        lines.append(f"{line.label:<28} {figures}")
    return "\n".join([*lines, exports.source_line(found)])
