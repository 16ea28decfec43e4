"""tuyen plot: a chart as SVG, drawn by the code that draws it on the page."""

from pathlib import Path
from typing import Annotated

import typer

from tuyen.edge.cli.console import commands, note, refuse, start_django
from tuyen.edge.cli.report import activity as report_activity
from tuyen.edge.cli.words import _

app = commands()

PLOTS = ("activity",)


@app.command()
def plot(
    name: Annotated[str, typer.Argument(help=_("Biểu đồ: activity"))],
    output: Annotated[Path, typer.Option("-o", "--output", help=_("Tệp SVG"))],
    period: Annotated[str, typer.Option(help=_("Kỳ: 2021, 2021-Q1, 2021-03"))] = "",
    by: Annotated[str, typer.Option(help=_("Cột: month, quarter, year"))] = "month",
) -> None:
    if name not in PLOTS:
        raise refuse(_("Không có biểu đồ này. Có: activity."), code=2)
    if output.suffix != ".svg":
        raise refuse(_("Biểu đồ chỉ ghi được thành tệp .svg."), code=2)
    start_django()
    report_activity(period=period, by=by, kind="svg", output=output)
    note(_("Mở tệp bằng trình duyệt hoặc chèn vào báo cáo."))
