"""What `tuyen doctor` and the pages say of backups, the drill and the chain of the log."""

import datetime as dt
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tuyen import __version__
from tuyen.core import clock
from tuyen.platform.backups import drill as drills
from tuyen.platform.backups import keys, routine, shelf, state, upgrades
from tuyen.platform.changes.history import broken_links as links_of
from tuyen.platform.changes.models import Lane
from tuyen.platform.health.checks import Finding

OLD = dt.timedelta(hours=26)
OLD_COPY = dt.timedelta(days=8)
OLD_DRILL = drills.EVERY + dt.timedelta(days=5)


def said_at(at: dt.datetime) -> str:
    return at.astimezone(clock.VIETNAM).strftime("%H:%M %d/%m/%Y")


def broken_links() -> int:
    return sum(1 for lane in Lane.objects.all() for _link in links_of(lane.number))


def chain() -> Finding:
    """Every entry of the log fits the one before it and matches its own fingerprint."""
    try:
        broken = broken_links()
    except DatabaseError as fault:
        return Finding("chain", "bad", type(fault).__name__, _("Chạy: tuyen migrate"))
    if not broken:
        return Finding("chain", "ok", "0")
    advice = _("Nhật ký bị đứt hoặc bị sửa. Đừng ghi tiếp; gọi người phụ trách máy trung tâm.")
    return Finding("chain", "bad", str(broken), advice)


def backup() -> Finding:
    try:
        if str(settings.TUYEN_BACKUPS) == routine.OFF:
            return Finding(
                "backup", "warn", "off", _("Sao lưu định kỳ đang tắt: bỏ TUYEN_BACKUPS=off")
            )
        if not routine.is_on():
            return Finding("backup", "ok", "demo")
    except DatabaseError as fault:
        return Finding("backup", "warn", type(fault).__name__, _("Chạy: tuyen migrate"))
    return _last_backup()


def _last_backup() -> Finding:
    newest, tried = shelf.newest(routine.place()), state.last("backup")
    if newest is None:
        advice: Any = _("Chưa có bản sao lưu nào. Chạy: tuyen backup")
        return Finding("backup", "warn", "", tried.fault if tried and tried.fault else advice)
    made = dt.datetime.fromisoformat(newest.said.made_at)
    value = said_at(made) + (f", {newest.said.sealed_to}" if newest.said.sealed_to else "")
    if routine.age(newest) <= OLD:
        return Finding("backup", "ok", value)
    said = _("Bản sao lưu gần nhất từ {at}. {why}")
    why = tried.fault if tried and tried.fault else _("Để máy chạy, hoặc chạy: tuyen backup")
    return Finding("backup", "warn", value, format_lazy(said, at=said_at(made), why=why))


def on_pages() -> Finding:
    """Only where the regular job has tried: a machine without it (a test, a demo) says nothing."""
    if state.last("backup") is None or str(settings.TUYEN_BACKUPS) == routine.OFF:
        return Finding("backup", "ok", "")
    return _last_backup()


def copy() -> Finding:
    """The second disk: what remains when this machine burns or is stolen."""
    if not settings.TUYEN_BACKUP_COPY:
        return Finding("backup_copy", "ok", "-")
    if not keys.kept_at().exists():
        advice = _("Ổ rời chỉ nhận bản sao lưu đã mã hóa. Đặt khóa: tuyen backup key")
        return Finding("backup_copy", "warn", "", advice)
    done = state.last("copy")
    if done and not done.fault and clock.now() - done.at <= OLD_COPY:
        return Finding("backup_copy", "ok", said_at(done.at))
    why = done.fault if done and done.fault else _("Cắm ổ rời vào máy, để qua mười phút.")
    return Finding("backup_copy", "warn", said_at(done.at) if done else "", why)


def upgrade() -> Finding:
    """An upgrade that was killed: SQLite has its old data, PostgreSQL may stand between two versions."""
    note = upgrades.last()
    if note is None or note.is_done:
        return Finding("upgrade", "ok", note.at if note else "-")
    if connection.vendor == "sqlite":
        if note.went_to != __version__:
            return Finding("upgrade", "ok", "-")
        advice = _(
            "Lần nâng cấp bị ngắt, dữ liệu vẫn như trước. Dừng máy chủ, chạy lại: tuyen upgrade"
        )
        return Finding("upgrade", "warn", note.at, advice)
    if not Path(note.backup).exists():
        advice = _("Lần nâng cấp bị ngắt giữa chừng. Dừng máy chủ, chạy lại: tuyen upgrade")
        return Finding("upgrade", "bad", note.at, advice)
    advice = _(
        "Lần nâng cấp bị ngắt giữa chừng. Dừng máy chủ, chạy tiếp: tuyen upgrade; "
        "hoặc quay lại phiên bản {version}: tuyen upgrade --back --yes"
    )
    return Finding("upgrade", "bad", note.at, format_lazy(advice, version=note.came_from))


def drill() -> Finding:
    """A backup that nobody has ever brought back is a hope."""
    done = state.last("drill")
    if done is None:
        return Finding("drill", "ok", "-")
    if done.fault:
        advice = _("Bản sao lưu không phục hồi được: {fault} Chạy lại: tuyen backup")
        return Finding("drill", "bad", said_at(done.at), format_lazy(advice, fault=done.fault))
    if clock.now() - done.at > OLD_DRILL:
        return Finding("drill", "warn", said_at(done.at), _("Thử phục hồi: tuyen backup drill"))
    return Finding("drill", "ok", said_at(done.at))
