"""What every command shares: Django started late, answers, progress, refusals.

Answers go to standard output, progress and complaints to standard error.
Exit codes: 0 done, 1 refused or something is wrong, 2 the command was written wrongly.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from tuyen.edge.cli.words import _, language

AsJson = Annotated[bool, typer.Option("--json", help=_("Trả lời bằng JSON"))]
Quiet = Annotated[bool, typer.Option("--quiet", help=_("Không hiện tiến độ"))]


def commands(cls: type[TyperGroup] | None = None) -> typer.Typer:
    """`app = commands()` at the top of a command's module: plain help, plain errors."""
    return typer.Typer(
        cls=cls,
        rich_markup_mode=None,
        add_completion=False,
        pretty_exceptions_enable=False,
        no_args_is_help=False,
    )


def start_django() -> None:
    """Called by a command that needs the database; `--help` and `version` never pay for it."""
    import django
    from django.utils import translation

    from tuyen.core import uncollected  # before the setup

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tuyen.settings")
    django.setup()
    uncollected.over()
    translation.activate(language())


def say(text: str) -> None:
    """An answer, on standard output."""
    typer.echo(text)


def note(text: str, *, quiet: bool = False) -> None:
    """What is going on, on standard error."""
    if not quiet:
        typer.echo(text, err=True)


def answer(value: Any, *, as_json: bool, text: str) -> None:
    say(json.dumps(value, ensure_ascii=False, default=str) if as_json else text)


def refuse(text: str, *, code: int = 1) -> typer.Exit:
    """`raise refuse(…)`: one sentence that says what to do, and the exit code."""
    typer.echo(text, err=True)
    return typer.Exit(code)


@contextmanager
def progress(
    title: str, total: float | None = None, *, quiet: bool = False
) -> Iterator[Callable[[float], None]]:
    """A bar on standard error; a function that moves it on. Nothing where nobody watches."""
    if quiet or not sys.stderr.isatty():
        note(title, quiet=quiet)
        yield lambda _step: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=total)
        yield lambda step: bar.advance(task, step)
