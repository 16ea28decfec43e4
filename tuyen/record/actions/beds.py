"""Rooms and beds: set up, named, closed, cleaned."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.models import Bed, Room
from tuyen.record.models.beds import BedStatus, RoomKind
from tuyen.record.queries import beds as queries
from tuyen.record.rules import visits
from tuyen.record.rules.admissions import CUSTODY

MOST_BEDS = 60
SECURE = frozenset({RoomKind.SECURE, RoomKind.QUARTERS})


def add_room(
    *,
    name: str,
    kind: str,
    beds: int,
    by: Actor,
    unit_id: uuid.UUID | None = None,
    position: int = 0,
) -> Room:
    """A room with so many beds, numbered from 1. A secure room belongs to custody for ever."""
    permissions.require_manage_ward(by)
    said, unit = nfc(name), unit_id or by.unit_id
    _require_room(said, kind, beds)
    if not queries.units_here(by).filter(unit_id=unit).exists():
        raise Refused(_("Chọn khoa của đơn vị mình."), field="unit")
    if queries.rooms_of(by).filter(unit_id=unit, name=said).exists():
        raise Refused(_("Đã có buồng mang tên này."), field="name")
    room = Room(
        id=uuid7(),
        unit_id=unit,
        compartment=_compartment(by, kind),
        name=said,
        kind=kind,
        position=position,
    )
    with changes.apply(actor=by, reason="ward.add_room") as log:
        log.create(room, *_beds(room, range(1, beds + 1)))
    return room


def _require_room(name: str, kind: str, beds: int) -> None:
    if not name:
        raise Refused(_("Ghi tên buồng, ví dụ: Buồng 3."), field="name")
    if kind not in RoomKind.values:
        raise Refused(_("Chọn loại buồng."), field="kind")
    if not 0 <= beds <= MOST_BEDS:
        raise Refused(_("Số giường từ 0 đến %(n)s.") % {"n": MOST_BEDS}, field="beds")


def _compartment(by: Actor, kind: str) -> str:
    compartment = visits.compartment_of(by.unit_kind)
    if kind in SECURE:
        compartment = CUSTODY
    if not by.sees(compartment):
        raise NotPermitted(
            _("Lập buồng riêng cần quyền xem dữ liệu người bị giam, giữ. Xin cán bộ cấp quyền."),
            field="kind",
        )
    return compartment


def _beds(room: Room, numbers: Iterable[int]) -> list[Bed]:
    return [
        Bed(
            id=uuid7(),
            unit_id=room.unit_id,
            room_id=room.id,
            compartment=room.compartment,
            name=f"{number}",
            position=number,
        )
        for number in numbers
    ]


def add_beds(*, room: Room, count: int, by: Actor) -> list[Bed]:
    permissions.require_manage_ward(by)
    known = list(queries.beds_of(by).filter(room_id=room.id))
    if count < 1 or len(known) + count > MOST_BEDS:
        raise Refused(_("Mỗi buồng có từ 1 đến %(n)s giường.") % {"n": MOST_BEDS}, field="beds")
    first = max((bed.position for bed in known), default=0) + 1
    beds = _beds(room, range(first, first + count))
    with changes.apply(actor=by, reason="ward.add_beds") as log:
        log.create(*beds)
    return beds


def change_room(*, room: Room, name: str, is_open: bool, by: Actor) -> Room:
    """Rename, close or open again. A room in which somebody lies stays open."""
    permissions.require_manage_ward(by)
    if not nfc(name):
        raise Refused(_("Ghi tên buồng, ví dụ: Buồng 3."), field="name")
    if not is_open and queries.lying_in(room.id):
        raise Refused(_("Buồng còn người nằm. Chuyển giường cho họ rồi đóng buồng."))
    room.name, room.is_open = nfc(name), is_open
    with changes.apply(actor=by, reason="ward.change_room") as log:
        log.change(room, ["name", "is_open"])
    return room


def set_bed(*, bed: Bed, status: str, by: Actor, note: str = "") -> Bed:
    """Cleaned, to be cleaned, or out of use. Whoever lies in it keeps it."""
    permissions.require_nurse(by)
    if status not in BedStatus.values:
        raise Refused(_("Chọn tình trạng giường."))
    bed.status, bed.note = status, nfc(note)
    with changes.apply(actor=by, reason="ward.set_bed") as log:
        log.check(lambda: _require_empty(bed))
        log.change(bed, ["status", "note"])
    return bed


def _require_empty(bed: Bed) -> None:
    Bed.objects.select_for_update().filter(pk=bed.id, unit_id=bed.unit_id).first()
    if queries.occupant_of(bed) is not None:
        raise Refused(_("Giường đang có người nằm. Chuyển giường hoặc cho ra viện trước."))
