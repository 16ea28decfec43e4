"""tuyen doctor: what is wrong with this machine, and what to do about it."""

import platform
import sqlite3
from typing import Any

import typer

from tuyen import __version__
from tuyen.edge.cli.console import AsJson, answer, commands, start_django

app = commands()

SIGNS = {"ok": "✓", "warn": "!", "bad": "✗"}


def versions() -> dict[str, str]:
    import django
    from django.db import connection

    return {
        "tuyen": __version__,
        "python": platform.python_version(),
        "django": django.get_version(),
        "engine": connection.vendor,
        "sqlite": sqlite3.sqlite_version,
        "system": platform.platform(terse=True),
    }


def diagnosis() -> dict[str, Any]:
    from tuyen.platform.health import checks

    findings = checks.everything()
    return {
        "versions": versions(),
        "findings": [finding.as_dict() for finding in findings],
        "is_fit": all(finding.state != "bad" for finding in findings),
    }


def as_text(found: dict[str, Any]) -> str:
    lines = ["  ".join(f"{name} {value}" for name, value in found["versions"].items())]
    for item in found["findings"]:
        advice = f": {item['advice']}" if item["advice"] else ""
        lines.append(f"{SIGNS[item['state']]} {item['name']:<12} {item['value']}{advice}")
    return "\n".join(lines)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    start_django()
    found = diagnosis()
    answer(found, as_json=as_json, text=as_text(found))
    if not found["is_fit"]:
        raise typer.Exit(1)
