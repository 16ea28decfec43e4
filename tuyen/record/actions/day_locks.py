"""Locking a day of a unit, opening it again, and what a write dated a locked day must say."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import LockedDay, Refused
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.models import DayLock
from tuyen.record.queries.day_locks import LOCKED, is_locked, lock_of

OPEN = "open"
LOCKING = ["status", "locked_at", "locked_by", "locked_by_name"]
UNLOCKING = ["status", "unlocked_at", "unlocked_by", "unlocked_by_name", "unlock_reason"]


def lock_day(*, day: dt.date, by: Actor) -> DayLock:
    """The day is over: its books are printed. Locked twice, the first stands."""
    permissions.require_lock(by)
    if day > clock.today():
        raise Refused(_("Ngày %(day)s chưa tới nên chưa khóa được.") % {"day": f"{day:%d/%m/%Y}"})
    lock = lock_of(by.unit_id, day)
    if lock is not None and lock.status == LOCKED:
        return lock
    is_new = lock is None
    if lock is None:
        lock = DayLock(unit_id=by.unit_id, day=day)
    lock.status, lock.locked_at = LOCKED, clock.now()
    lock.locked_by, lock.locked_by_name = by.account_id, by.name
    with changes.apply(actor=by, reason="day.lock") as log:
        if is_new:
            log.check(lambda: _require_first(by.unit_id, day))
            log.create(lock)
        else:
            log.change(lock, LOCKING)
    return lock


def _require_first(unit_id: uuid.UUID, day: dt.date) -> None:
    if lock_of(unit_id, day) is not None:
        raise Refused(_("Ngày này vừa được khóa ở máy khác. Xin tải lại trang."))


def unlock_day(*, lock: DayLock, why: str, by: Actor) -> DayLock:
    """Open again, for the reason that stays beside the day."""
    permissions.require_unlock(by)
    if lock.unit_id != by.unit_id:
        raise Refused(_("Ngày này của đơn vị khác."))
    if lock.status != LOCKED:
        raise Refused(_("Ngày này đang mở, không cần mở khóa."))
    if not why.strip():
        raise Refused(_("Ghi lý do mở khóa, ví dụ “nhập bù phiếu giấy”."), field="why")
    lock.status, lock.unlocked_at = OPEN, clock.now()
    lock.unlocked_by, lock.unlocked_by_name = by.account_id, by.name
    lock.unlock_reason = nfc(why.strip())
    with changes.apply(actor=by, reason="day.unlock", why=lock.unlock_reason) as log:
        log.change(lock, UNLOCKING)
    return lock


def require_reason(unit_id: uuid.UUID, day: dt.date, why: str) -> None:
    """For `log.check(…)` of an act whose form has a box for the reason: a visit, a hand-over of drugs."""
    if not why.strip() and (said := _locked_since(unit_id, day)):
        raise Refused(said, code="locked_day", field="late_reason")


def require_open_day(
    by: Actor, day: dt.date, unit_id: uuid.UUID | None = None, why: str = ""
) -> None:
    """For `log.check(…)` of every other dated act: whoever acts is asked for the reason, and sends again.

    unit_id: whose books the row stands in, where that may be another than the actor's unit.
    """
    if why.strip() or by.late_reason or by.is_system:
        return
    for each in {by.unit_id, unit_id or by.unit_id}:
        if said := _locked_since(each, day):
            raise LockedDay(said)


def _locked_since(unit_id: uuid.UUID, day: dt.date) -> str:
    """Empty for a day that is open."""
    lock = lock_of(unit_id, day) if is_locked(unit_id, day) else None
    if lock is None or lock.locked_at is None:
        return ""
    return _(
        "Ngày %(day)s đã khóa sổ lúc %(hour)s. "
        "Ghi lý do ghi thêm vào ngày này rồi lưu lại; phần đã nhập vẫn còn đây."
    ) % {
        "day": f"{day:%d/%m/%Y}",
        "hour": f"{lock.locked_at.astimezone(clock.VIETNAM):%H:%M %d/%m}",
    }
