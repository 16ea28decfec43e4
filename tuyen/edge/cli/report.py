"""tuyen report: numbers of the network, on the screen or as a file."""

from pathlib import Path
from typing import Annotated, Any

import typer

from tuyen.edge.cli.console import AsJson, commands, note, refuse, say, start_django
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
    published: Annotated[bool, typer.Option("--published", help=_("Ẩn số nhỏ để công bố"))] = False,
    kind: Annotated[str, typer.Option("--format", help="xlsx, pdf, csv, svg, json")] = "",
    output: Annotated[Path | None, typer.Option("-o", "--output", help=_("Tệp kết quả"))] = None,
    recount: Annotated[bool, typer.Option("--recount", help=_("Đếm lại từ lượt khám"))] = False,
    as_json: AsJson = False,
) -> None:
    start_django()
    from tuyen.core import clock
    from tuyen.edge.reports import exports, periods
    from tuyen.edge.reports.report import Asked

    try:
        span = periods.read(period or str(year or clock.today().year))
    except ValueError:
        raise refuse(_("Không đọc được kỳ. Ví dụ: 2021, 2021-Q1, 2021-03."), code=2) from None
    if by not in periods.BYS:
        raise refuse(_("Cột phải là month, quarter hoặc year."), code=2)
    ending = kind or (output.suffix.lstrip(".") if output else "") or ("json" if as_json else "")
    if ending and ending not in exports.FORMATS:
        raise refuse(_("Định dạng phải là xlsx, pdf, csv, svg hoặc json."), code=2)
    if recount:
        _require_agreement(span)
    asked = Asked(span, by, facility_class, published)
    _hand_over(_report(asked), ending, output)


def _report(asked: Any) -> Any:
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.reports.report import activity_report

    return activity_report(asked, SYSTEM)


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


def _require_agreement(span: Any) -> None:
    from tuyen.core.actor import SYSTEM
    from tuyen.edge.reports import report

    proof = report.recount(span, SYSTEM)
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
