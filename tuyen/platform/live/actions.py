"""Calls are opened and ended; seats are taken and left; words go from one seat to the other."""

import uuid
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.platform.changes.unit_of_work import write_turn
from tuyen.platform.live import permissions, queries, rules
from tuyen.platform.live.models import Call, CallAttendance, CallSeat, CallSignal
from tuyen.platform.live.sessions import SESSION
from tuyen.platform.live.subjects import subject as subject_of


def open_session(*, title: str, by: Actor) -> Call:
    """A session without a patient; the code goes to the other side by telephone."""
    permissions.require_take_part(by)
    if not nfc(title):
        raise Refused(_("Ghi nội dung phiên, không ghi tên người bệnh."), field="title")
    return _opened(SESSION, uuid7(), title, rules.new_code(), by)


def open_call(*, subject: str, subject_id: uuid.UUID, title: str, by: Actor) -> Call:
    """The call about a subject: the one that is open, or a new one."""
    if not subject_of(subject).may_enter(by, subject_id):
        raise NotPermitted(_("Bạn không có quyền vào cuộc gọi này."))
    going = queries.calls_about(subject, subject_id).filter(ended_at=None).first()
    return going or _opened(subject, subject_id, title, "", by)


def _opened(subject: str, subject_id: uuid.UUID, title: str, code: str, by: Actor) -> Call:
    call = Call(
        id=uuid7(),
        unit_id=by.unit_id,
        unit_name=by.unit_name,
        subject=subject,
        subject_id=subject_id,
        title=nfc(title)[:120],
        code=code,
        opened_at=clock.now(),
        opened_by=by.account_id,
        opened_by_name=by.name,
    )
    with changes.apply(actor=by, reason="live.open") as log:
        log.create(call)
    return call


def set_room_link(*, call: Call, link: str, by: Actor) -> Call:
    """A room of another system, for more than two sites."""
    permissions.require_end(by, call)
    link = link.strip()
    try:
        if link:
            URLValidator(schemes=["https"])(link)
    except ValidationError:
        raise Refused(_("Dán địa chỉ phòng họp bắt đầu bằng https://"), field="link") from None
    call.room_link = link
    with changes.apply(actor=by, reason="live.room_link") as log:
        log.change(call, ["room_link"])
    return call


def end(*, call: Call, by: Actor) -> Call:
    """For both sides; who still sat there is written down as having left now."""
    permissions.require_end(by, call)
    call.ended_at, call.ended_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="live.end") as log:
        log.change(call, ["ended_at", "ended_by_name"])
    for seat in CallSeat.objects.filter(call_id=call.id):
        leave(seat=seat, call=call)
    return call


def take_seat(*, call: Call, by: Actor) -> CallSeat:
    """The same account again (a page loaded anew) takes the place of its earlier seat."""
    if call.ended_at is not None:
        raise Refused(_("Cuộc gọi đã kết thúc. Mở cuộc gọi mới nếu còn việc."), code="ended")
    for old in queries.seats_of(call.id):
        if old.account_id == by.account_id:
            leave(seat=old, call=call)
    seat = CallSeat(call_id=call.id, account_id=by.account_id, unit_id=by.unit_id)
    seat.name, seat.place = by.name, by.unit_name
    with write_turn():
        seat.save(force_insert=True)
        first = [row.id for row in queries.seats_of(call.id)[: rules.MOST_SEATS]]
        if seat.id not in first:  # judged after the write: of three who come at once two sit
            seat.delete()
            raise Refused(_full(call), code="full")
    return seat


def _full(call: Call) -> str:
    if call.room_link:
        return _("Cuộc gọi đã đủ hai bên. Vào phòng họp nhiều điểm cầu bằng liên kết bên dưới.")
    return _("Cuộc gọi đã đủ hai bên. Nhờ bên mở ghi liên kết phòng họp nhiều điểm cầu.")


@dataclass(frozen=True)
class Line:
    """What a browser says of its connection."""

    interruptions: int = 0
    lowest_kbps: int | None = None
    was_without_picture: bool = False


def say(*, seat: CallSeat, words: Sequence[Any], has: Iterable[uuid.UUID], line: Line) -> None:
    """Words for whoever sits across; those that arrived are thrown away; still here."""
    if len(words) > rules.MOST_WORDS or not all(rules.is_sound(word) for word in words):
        raise Refused(_("Trình duyệt gửi dữ liệu kết nối không đúng. Tải lại trang."), code="words")
    has = list(has)[: rules.MOST_WORDS]
    is_due = clock.now() - seat.seen_at > rules.SEEN_EACH or _has_changed(seat, line)
    if not (words or has or is_due):
        return
    with write_turn():
        if has:
            CallSignal.objects.filter(to_seat_id=seat.id, pk__in=has).delete()
        for other in queries.seats_of(seat.call_id) if words else []:
            if other.id != seat.id:
                CallSignal.objects.bulk_create(
                    CallSignal(to_seat_id=other.id, from_seat_id=seat.id, body=dict(word))
                    for word in words
                )
        _seen(seat, line)


def _has_changed(seat: CallSeat, line: Line) -> bool:
    """Only what got worse is worth a write before the next regular one."""
    return line.interruptions > seat.interruptions or (
        line.was_without_picture and not seat.was_without_picture
    )


def _seen(seat: CallSeat, line: Line) -> None:
    seat.seen_at = clock.now()
    seat.interruptions = max(seat.interruptions, line.interruptions)
    seat.was_without_picture = seat.was_without_picture or line.was_without_picture
    rates = [rate for rate in (seat.lowest_kbps, line.lowest_kbps) if rate is not None]
    seat.lowest_kbps = min(rates) if rates else None
    seat.save(update_fields=["seen_at", "interruptions", "was_without_picture", "lowest_kbps"])


def leave(*, seat: CallSeat, call: Call) -> None:
    """The seat becomes attendance, once: whoever takes the seat away writes it down."""
    left_at = min(clock.now(), seat.seen_at + rules.GONE_AFTER)
    row = CallAttendance(
        id=seat.id,
        unit_id=call.unit_id,
        call_id=call.id,
        account_id=seat.account_id,
        name=seat.name,
        place=seat.place,
        joined_at=seat.joined_at,
        left_at=left_at,
        interruptions=seat.interruptions,
        lowest_kbps=seat.lowest_kbps,
        was_without_picture=seat.was_without_picture,
    )
    with suppress(_Left), changes.apply(actor=SYSTEM, reason="live.attended") as log:
        log.check(lambda: _take_away(seat))
        log.create(row)


class _Left(Exception):
    """Somebody else has written this seat down meanwhile."""


def _take_away(seat: CallSeat) -> None:
    """Inside the transaction that writes the attendance: both, or neither."""
    if not CallSeat.objects.filter(pk=seat.id).delete()[0]:
        raise _Left
    CallSignal.objects.filter(to_seat_id=seat.id).delete()


def keep_still(*, call: Call, chunks: Iterable[bytes], by: Actor) -> None:
    """A still picture goes where the subject keeps it."""
    keep = subject_of(call.subject).keep_still
    if keep is None:
        raise Refused(_("Phiên không có người bệnh không lưu ảnh chụp."), code="no_stills")
    keep(call.subject_id, chunks, by)
