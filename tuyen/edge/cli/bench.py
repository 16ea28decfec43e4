"""tuyen bench: the measures of a checkout; an installed package has none."""

import subprocess
import sys
from pathlib import Path
from typing import Annotated

import typer

from tuyen.edge.cli.console import commands, refuse
from tuyen.edge.cli.words import _

app = commands()

CHECKOUT = Path(__file__).resolve().parents[3]


@app.command()
def bench(
    parts: Annotated[
        list[str] | None, typer.Argument(help=_("Phần cần đo; để trống: tất cả"))
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help=_("Chạy thử, số đo không có ý nghĩa"))
    ] = False,
) -> None:
    if not (CHECKOUT / "bench" / "__main__.py").exists():
        raise refuse(_("Chỉ đo được trong thư mục mã nguồn (git clone rồi make bench)."))
    asked = [sys.executable, "-m", "bench", *(parts or []), *(["--quick"] if quick else [])]
    raise typer.Exit(subprocess.call(asked, cwd=CHECKOUT))
