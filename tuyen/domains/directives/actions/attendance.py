"""Who was there: by code on one's own account, or by a list that a site writes."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import permissions
from tuyen.domains.directives.models import (
    Attendance,
    AttendanceMethod,
    Gathering,
    GatheringStatus,
    Site,
)
from tuyen.domains.directives.queries import gatherings as queries
from tuyen.domains.directives.rules.gatherings import Named
from tuyen.platform import changes
from tuyen.platform.changes.bulk import row_of

MOST_A_LIST = 500


@dataclass(frozen=True)
class Seat:
    """Where somebody sits, for which unit or organisation, and why if not invited."""

    site: Site
    from_unit_id: uuid.UUID | None = None
    organisation: str = ""
    note: str = ""


def check_in(
    *, gathering: Gathering, code: str, seat: Seat, by: Actor, position: str = ""
) -> Attendance:
    """With the code on the wall, under one's own account; twice is once."""
    _require_running(gathering)
    if code.strip().upper() != gathering.code:
        raise Refused(
            _("Mã điểm danh không đúng. Xem lại mã trên màn hình hội nghị."), field="code"
        )
    home = permissions.home(by)
    if known := _already_in(gathering, by):
        return known
    is_invited = _is_invited(gathering, home)
    _require_note(is_invited, seat.note)
    row = _row(gathering, seat, Named(by.name, position), AttendanceMethod.CODE, is_invited, home)
    row.account_id = by.account_id
    try:
        with changes.apply(actor=by, reason="gatherings.check_in") as log:
            log.check(lambda: _require_not_in(gathering, by))
            log.create(row)
    except AlreadyIn as known_now:
        return known_now.row
    return row


class AlreadyIn(Refused):
    """The same account checked in a moment before, on another device or by a second press."""

    def __init__(self, row: Attendance) -> None:
        super().__init__(_("Bạn đã điểm danh."), code="known")
        self.row = row


def _already_in(gathering: Gathering, by: Actor) -> Attendance | None:
    found = queries.attendance_of(gathering).filter(account_id=by.account_id)
    return found.order_by("at", "id").first()


def _require_not_in(gathering: Gathering, by: Actor) -> None:
    """Inside the transaction, the gathering being the lock: one account is there once."""
    _lock(gathering)
    if known := _already_in(gathering, by):
        raise AlreadyIn(known)


def _lock(gathering: Gathering) -> None:
    """Whoever writes attendance waits for the one before, and for the minutes being closed."""
    held = Gathering.objects.select_for_update().get(pk=gathering.id, unit_id=gathering.unit_id)
    _require_running(held)


def write_list(
    *, gathering: Gathering, seat: Seat, named: Sequence[Named], by: Actor
) -> list[Attendance]:
    """Names of one site; whoever stands there already is not written twice."""
    may_host = permissions.may_gather(by, gathering.unit_id)
    if not may_host:
        permissions.require_act_for(by, seat.site.at_unit_id or gathering.unit_id)
    _require_running(gathering)
    if not named:
        raise Refused(_("Ghi mỗi dòng một người: họ tên; chức vụ."), field="names")
    if len(named) > MOST_A_LIST:
        raise Refused(_("Ghi nhiều nhất 500 người một lần."), field="names")
    is_invited = _list_is_invited(gathering, seat)
    _require_note(is_invited, seat.note)
    rows, seen = [], _listed(gathering)
    for each in named:
        row = _row(gathering, seat, each, AttendanceMethod.LIST, is_invited, seat.from_unit_id)
        if _key(row) not in seen:
            seen.add(_key(row))
            rows.append(row)
    if not rows:
        raise Refused(_("Mọi người trong danh sách đã được ghi."), field="names")
    with changes.apply(actor=by, reason="gatherings.attendance") as log:
        log.check(lambda: _require_unlisted(gathering, rows))
        log.create(*rows)
    return rows


_Key = tuple[uuid.UUID, str, uuid.UUID | None]


def _key(row: Attendance) -> _Key:
    return row.site_id, row.name_fold, row.from_unit_id


def _listed(gathering: Gathering) -> set[_Key]:
    return {_key(row) for row in queries.attendance_of(gathering)}


def _require_unlisted(gathering: Gathering, rows: Sequence[Attendance]) -> None:
    """Inside the transaction: the same list sent twice in one moment is written once."""
    _lock(gathering)
    if _listed(gathering).intersection(map(_key, rows)):
        raise Refused(
            _("Vừa có người ghi danh sách này. Xin tải lại trang để xem ai đã được ghi."),
            field="names",
        )


def strike(*, attendance: Attendance, gathering: Gathering, why: str, by: Actor) -> Attendance:
    """Written by mistake."""
    permissions.require_gather(by, gathering.unit_id)
    _require_running(gathering)
    attendance.is_struck = True
    with changes.apply(actor=by, reason="gatherings.strike", why=nfc(why)) as log:
        log.change(attendance, ["is_struck"])
    return attendance


def _row(
    gathering: Gathering,
    seat: Seat,
    named: Named,
    method: AttendanceMethod,
    is_invited: bool,
    from_unit_id: uuid.UUID | None,
) -> Attendance:
    return row_of(
        Attendance,
        uuid7(),
        unit_id=gathering.unit_id,
        gathering_id=gathering.id,
        site_id=seat.site.id,
        from_unit_id=from_unit_id,
        organisation=nfc(seat.organisation)[:200],
        name=nfc(named.name)[:120],
        name_fold=fold(nfc(named.name))[:160],
        position=nfc(named.position)[:120],
        method=method,
        is_invited=is_invited,
        note=nfc(seat.note)[:200],
        at=clock.now(),
    )


def _is_invited(gathering: Gathering, unit_id: uuid.UUID) -> bool:
    if unit_id == gathering.unit_id:
        return True
    return queries.invitation_of(gathering, unit_id) is not None


def _list_is_invited(gathering: Gathering, seat: Seat) -> bool:
    if seat.from_unit_id is not None:
        return _is_invited(gathering, seat.from_unit_id)
    guests = {fold(row.guest) for row in queries.invitations_of(gathering) if row.guest}
    return fold(nfc(seat.organisation)) in guests


def _require_note(is_invited: bool, note: str) -> None:
    """Somebody not invited may be there; the minutes say why."""
    if not is_invited and not nfc(note):
        raise Refused(
            _("Đơn vị này không có trong giấy mời. Vẫn ghi được nếu nêu lý do ở ô ghi chú."),
            field="note",
        )


def _require_running(gathering: Gathering) -> None:
    if gathering.status in (GatheringStatus.CONCLUDED, GatheringStatus.CANCELLED):
        raise Refused(_("Biên bản đã chốt hoặc buổi họp đã hủy: không điểm danh được nữa."))
    if gathering.day > clock.today():
        raise Refused(_("Buổi họp chưa diễn ra nên chưa điểm danh được."))
