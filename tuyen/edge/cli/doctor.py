"""tuyen doctor: what is wrong with this machine, and what to do about it."""

import platform
import sqlite3
from typing import Any

import typer

from tuyen import __version__
from tuyen.edge.cli.console import AsJson, answer, commands, start_django
from tuyen.edge.cli.words import _

app = commands()

HOURS_TO_SEND = 24
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


# What a person on the telephone reads out; a check of a room without a name here shows its own.
TITLES = {
    "database": _("Cơ sở dữ liệu"),
    "migrations": _("Bước cập nhật còn thiếu"),
    "disk": _("Ổ đĩa còn trống"),
    "clock": _("Đồng hồ"),
    "outbox": _("Việc nền: chậm, bị dừng"),
    "integrity": _("Tệp dữ liệu"),
    "chain": _("Nhật ký, chỗ đứt"),
    "backup": _("Bản sao lưu gần nhất"),
    "backup_copy": _("Bản chép ra ổ thứ hai"),
    "drill": _("Phục hồi thử"),
    "upgrade": _("Lần nâng cấp"),
    "hub": _("Máy trung tâm"),
    "node_key": _("Khóa của máy"),
    "queue": _("Chờ gửi"),
    "codes": _("Mã đơn vị cần xem"),
}
SHOWN = ("name", "id", "epoch", "home", "upgraded")
WORST_FIRST = ("bad", "warn", "ok")


def machine() -> dict[str, Any]:
    """Which machine this is; empty where there is no database yet."""
    from django.conf import settings
    from django.db import DatabaseError

    from tuyen.platform.backups import upgrades
    from tuyen.platform.changes.models import Node

    told: dict[str, Any] = {"home": str(settings.TUYEN_HOME)}
    try:
        here = Node.objects.first()
    except DatabaseError:
        here = None
    if here:
        told |= {"name": here.name, "id": here.id, "epoch": here.epoch, "is_demo": here.is_demo}
    if last := upgrades.last():
        told["upgraded"] = f"{last.came_from} → {last.went_to}, {last.at}"
    return told


def diagnosis() -> dict[str, Any]:
    from tuyen.platform.health import checks

    findings = checks.everything()
    if findings[0].is_ok:
        findings.append(queue())
    return {
        "versions": versions(),
        "machine": machine(),
        "findings": [finding.as_dict() for finding in findings],
        "is_fit": all(finding.state != "bad" for finding in findings),
    }


def queue() -> Any:
    """How much waits to be sent, and since when."""
    from django.db import DatabaseError

    from tuyen.core import clock
    from tuyen.platform.health.checks import Finding
    from tuyen.platform.mailbox import post
    from tuyen.platform.nodes import queries

    try:
        hub = queries.upstream()
        count = sum(post.waiting(hub.id).values()) if hub else 0
        since = post.oldest_waiting_ms(hub.id) if hub and count else None
    except DatabaseError as fault:
        return Finding("queue", "bad", type(fault).__name__, _("Chạy: tuyen migrate"))
    hours = (clock.now().timestamp() - since / 1000) / 3600 if since else 0
    if hours < HOURS_TO_SEND:
        return Finding("queue", "ok", str(count))
    advice = _("Hơn một ngày chưa gửi hết. Xem lại đường truyền, rồi chạy: tuyen sync push")
    return Finding("queue", "warn", str(count), advice)


def as_text(found: dict[str, Any]) -> str:
    """One screen: which machine, then what is wrong and what to do, then what is well."""
    lines = ["  ".join(f"{name} {value}" for name, value in found["versions"].items())]
    here = found["machine"]
    lines.append("  ".join(f"{name} {here[name]}" for name in SHOWN if here.get(name)))
    for item in sorted(found["findings"], key=lambda item: WORST_FIRST.index(item["state"])):
        title = TITLES.get(item["name"], item["name"])
        lines.append(f"{SIGNS[item['state']]} {title:<26} {item['value']}".rstrip())
        if item["advice"]:
            lines.append(f"  → {item['advice']}")
    return "\n".join(lines)


@app.command()
def doctor(as_json: AsJson = False) -> None:
    start_django()
    found = diagnosis()
    answer(found, as_json=as_json, text=as_text(found))
    if not found["is_fit"]:
        raise typer.Exit(1)
