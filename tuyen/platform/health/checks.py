"""One function a question; none raises: a machine that is ill must still be able to say so."""

import datetime as dt
import shutil
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any, Literal

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Max
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.platform.changes import hlc
from tuyen.platform.changes.models import Lane
from tuyen.platform.outbox import queries

State = Literal["ok", "warn", "bad"]

GIGABYTE = 1_000_000_000
WARN_FREE_BYTES = 2 * GIGABYTE
WARN_FREE_SHARE = 0.05
STOP_FREE_BYTES = GIGABYTE * 3 // 10
LATE = dt.timedelta(minutes=5)


@dataclass(frozen=True)
class Finding:
    """The answer to one question: its state, a value to show, and what to do when it is not ok.

    The advice is lazy text: it is kept longer than one reader's language.
    """

    name: str
    state: State
    value: str
    advice: Any = ""

    @property
    def is_ok(self) -> bool:
        return self.state == "ok"

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "advice": str(self.advice)}


def database() -> Finding:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError as fault:
        advice = _("Kiểm tra máy chủ cơ sở dữ liệu (TUYEN_DATABASE_URL), hoặc chạy: tuyen init")
        return Finding("database", "bad", type(fault).__name__, advice)
    return Finding("database", "ok", connection.vendor)


def migrations() -> Finding:
    """A database older than the program must be brought up before anyone writes."""
    try:
        executor = MigrationExecutor(connection)
    except DatabaseError as fault:
        return Finding("migrations", "bad", type(fault).__name__, _("Chạy: tuyen migrate"))
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Finding("migrations", "bad", str(len(missing)), _("Chạy: tuyen migrate"))
    return Finding("migrations", "ok", "0")


def disk_state(free: int, total: int) -> State:
    if free < STOP_FREE_BYTES:
        return "bad"
    is_short = free < WARN_FREE_BYTES or free < total * WARN_FREE_SHARE
    return "warn" if is_short else "ok"


def disk() -> Finding:
    settings.TUYEN_HOME.mkdir(parents=True, exist_ok=True)
    usage = shutil.disk_usage(settings.TUYEN_HOME)
    state = disk_state(usage.free, usage.total)
    value = f"{usage.free / GIGABYTE:.1f} GB"
    said = _("Ổ đĩa sắp đầy: chỉ còn {free}. Hãy xóa bớt tệp hoặc thay ổ lớn hơn.")
    return Finding("disk", state, value, "" if state == "ok" else format_lazy(said, free=value))


def clock_state(now_ms: int, last_ms: int) -> State:
    return "bad" if now_ms < last_ms - hlc.BACKWARD_TOLERANCE_MS else "ok"


def clock_against_log() -> Finding:
    """A clock earlier than the last entry of the log would date today's visits into the past."""
    now = clock.now()
    try:
        last_ms = Lane.objects.aggregate(last=Max("wall_ms"))["last"] or 0
    except DatabaseError as fault:
        return Finding("clock", "bad", type(fault).__name__, _("Chạy: tuyen migrate"))
    state = clock_state(int(now.timestamp() * 1000), last_ms)
    advice = _(
        "Đồng hồ của máy chậm hơn lần ghi cuối. Hãy chỉnh lại ngày giờ của máy; nếu giờ máy bây giờ "
        "đã đúng, chạy: tuyen node clock"
    )
    return Finding(
        "clock", state, now.isoformat(timespec="seconds"), "" if state == "ok" else advice
    )


def outbox_state(late: dt.timedelta, given_up: int) -> State:
    return "warn" if late > LATE or given_up else "ok"


def outbox() -> Finding:
    """Messages that wait too long, or that nobody tries any more."""
    try:
        late, given_up = queries.lag(), queries.stuck().count()
    except DatabaseError as fault:
        return Finding("outbox", "bad", type(fault).__name__, _("Chạy: tuyen migrate"))
    state = outbox_state(late, given_up)
    advice = _("Việc nền bị chậm hoặc dừng. Khởi động lại máy chủ, rồi xem trang việc bị dừng.")
    value = f"{late.total_seconds():.0f} s, {given_up}"
    return Finding("outbox", state, value, "" if state == "ok" else advice)


def integrity() -> Finding:
    """SQLite reads its whole file; PostgreSQL has its own checksums."""
    if connection.vendor != "sqlite":
        return Finding("integrity", "ok", connection.vendor)
    try:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA integrity_check(5)")
            said = "; ".join(str(row[0]) for row in cursor.fetchall())
    except DatabaseError as fault:
        said = str(fault)
    advice = _("Tệp cơ sở dữ liệu bị hỏng. Dừng máy chủ và phục hồi: tuyen restore TỆP")
    return (
        Finding("integrity", "ok", said)
        if said == "ok"
        else Finding("integrity", "bad", said, advice)
    )


FURTHER: list[Callable[[], Finding]] = []  # questions that rooms above add for `tuyen doctor`

READINESS: list[Callable[[], Finding]] = [database, migrations, disk, clock_against_log, outbox]


def readiness() -> list[Finding]:
    """What decides whether requests may come; stops at a database that does not answer."""
    first = database()
    if not first.is_ok:
        return [first]
    return [first, *(check() for check in READINESS[1:])]


def everything() -> list[Finding]:
    found = readiness()
    if not found[0].is_ok:
        return found
    return [*found, integrity(), *(check() for check in FURTHER)]
