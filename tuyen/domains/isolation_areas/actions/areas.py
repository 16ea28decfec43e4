"""An area is opened from a template, extended, renamed, closed when the last has left."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.isolation_areas import permissions
from tuyen.domains.isolation_areas.models import AreaBed, AreaRoom, IsolationArea, Severity
from tuyen.domains.isolation_areas.queries import areas as queries
from tuyen.domains.isolation_areas.queries import stays
from tuyen.domains.isolation_areas.rules import areas as rules
from tuyen.platform import changes
from tuyen.record.rules import visits
from tuyen.record.rules.cases import diseases

MOST_BEDS = 60
MOST_ROOMS = 100
MOST_OXYGEN = 100_000
Status = IsolationArea.Status
OXYGEN = ("oxygen_points", "oxygen_cylinders", "oxygen_lpm")
CLOSING = ["status", "closed_on", "closing_order", "closed_by_name"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What the person who opens says."""

    template: str
    name: str
    place: str
    opening_order: str
    opened_on: dt.date
    for_whom: str = "civilians"
    disease: str = ""


def open_area(*, said: Opening, by: Actor, repeat: changes.Repeat | None = None) -> IsolationArea:
    """By an order, with the rooms, beds and oxygen of the template; all of it can be changed later."""
    permissions.require_manage(by)
    template = _template(said.template)
    compartment = _require_sound(said, by)
    area = IsolationArea(
        id=uuid7(),
        unit_id=by.unit_id,
        compartment=compartment,
        kind=template.kind,
        for_whom=said.for_whom,
        name=nfc(said.name).strip(),
        place=nfc(said.place).strip(),
        disease=said.disease,
        template=template.code,
        opened_on=said.opened_on,
        opening_order=nfc(said.opening_order).strip(),
        opened_by_name=by.name,
        **{name: getattr(template, name) for name in OXYGEN},
    )
    with changes.apply(actor=by, reason="isolation.open", repeat=repeat) as log:
        log.create(area, *planned_rows(area, template.rooms, taken=()))
        log.result_id = area.id
    return area


def _template(code: str) -> rules.Template:
    found = rules.templates(clock.today()).get(code)
    if found is None:
        raise Refused(_("Chọn một mẫu khu trong danh sách."), field="template")
    return found


def _require_sound(said: Opening, by: Actor) -> str:
    """The compartment of the area, or a refusal that says what to mend."""
    if said.for_whom not in IsolationArea.ForWhom.values:
        raise Refused(_("Chọn khu dành cho ai."), field="for_whom")
    compartment = rules.compartment_of(said.for_whom, visits.compartment_of(by.unit_kind))
    if not by.sees(compartment):
        raise NotPermitted(
            _("Mở khu cho người bị giam, giữ cần quyền riêng. Xin cán bộ được giao cấp quyền."),
            field="for_whom",
        )
    _require_words(said.name, said.place)
    if not nfc(said.opening_order).strip():
        raise Refused(_("Ghi số quyết định mở khu."), field="opening_order")
    if said.opened_on > clock.today():
        raise Refused(_("Ngày mở chưa đến."), field="opened_on")
    if said.disease and said.disease not in diseases(clock.today()):
        raise Refused(_("Chọn bệnh trong danh sách."), field="disease")
    _require_new_name(said.name, by)
    return compartment


def _require_words(name: str, place: str) -> None:
    if not nfc(name).strip():
        raise Refused(_("Ghi tên khu, ví dụ: Khu điều trị sởi số 1."), field="name")
    if not nfc(place).strip():
        raise Refused(_("Ghi địa điểm của khu."), field="place")


def _require_new_name(name: str, by: Actor, but: IsolationArea | None = None) -> None:
    same = queries.listed(by, Status.OPEN).filter(
        unit_id=but.unit_id if but else by.unit_id, name=nfc(name).strip()
    )
    if (same.exclude(pk=but.id) if but else same).exists():
        raise Refused(_("Đơn vị đang có khu mang tên này. Chọn tên khác."), field="name")


def planned_rows(
    area: IsolationArea, rooms: Iterable[rules.PlannedRoom], taken: Sequence[str], first: int = 0
) -> list[Any]:
    """Rooms with beds numbered from 1; a name that is taken gets a number behind it."""
    rows: list[Any] = []
    names = set(taken)
    for position, planned in enumerate(rooms, start=first):
        name = _free_name(planned.name, names)
        names.add(name)
        room = AreaRoom(
            id=uuid7(),
            unit_id=area.unit_id,
            compartment=area.compartment,
            area_id=area.id,
            name=name,
            severity=planned.severity,
            position=position,
        )
        rows += [room, *_beds(room, range(1, planned.beds + 1))]
    return rows


def _free_name(name: str, taken: set[str]) -> str:
    number, wanted = 1, name
    while wanted in taken:
        number += 1
        wanted = f"{name} ({number})"
    return wanted


def _beds(room: AreaRoom, numbers: Iterable[int]) -> list[AreaBed]:
    return [
        AreaBed(
            id=uuid7(),
            unit_id=room.unit_id,
            compartment=room.compartment,
            area_id=room.area_id,
            room_id=room.id,
            name=f"{number}",
            position=number,
        )
        for number in numbers
    ]


def extend(*, area: IsolationArea, template: str, by: Actor) -> IsolationArea:
    """The rooms and the oxygen of one more template of the same kind."""
    permissions.require_manage(by)
    require_running(area)
    more = _template(template)
    if more.kind != area.kind:
        raise Refused(_("Mẫu này thuộc loại khu khác. Chọn mẫu cùng loại."), field="template")
    rooms = queries.rooms_of(area)
    if len(rooms) + len(more.rooms) > MOST_ROOMS:
        raise Refused(_("Mỗi khu có nhiều nhất %(n)s buồng.") % {"n": MOST_ROOMS}, field="template")
    for name in OXYGEN:
        setattr(area, name, getattr(area, name) + getattr(more, name))
    first = max((room.position for room in rooms), default=-1) + 1
    with changes.apply(actor=by, reason="isolation.extend") as log:
        log.create(*planned_rows(area, more.rooms, [room.name for room in rooms], first))
        log.change(area, list(OXYGEN))
    return area


def add_room(*, area: IsolationArea, name: str, severity: str, beds: int, by: Actor) -> AreaRoom:
    permissions.require_manage(by)
    require_running(area)
    rooms, said = queries.rooms_of(area), nfc(name).strip()
    if not said:
        raise Refused(_("Ghi tên buồng, ví dụ: Buồng 3."), field="name")
    if said in {room.name for room in rooms}:
        raise Refused(_("Khu đã có buồng mang tên này."), field="name")
    if severity not in Severity.values:
        raise Refused(_("Chọn mức độ của người nằm buồng này."), field="severity")
    if not 1 <= beds <= MOST_BEDS:
        raise Refused(_("Số giường từ 1 đến %(n)s.") % {"n": MOST_BEDS}, field="beds")
    if len(rooms) >= MOST_ROOMS:
        raise Refused(_("Mỗi khu có nhiều nhất %(n)s buồng.") % {"n": MOST_ROOMS}, field="name")
    first = max((room.position for room in rooms), default=-1) + 1
    rows = planned_rows(area, [rules.PlannedRoom(said, severity, beds)], (), first)
    with changes.apply(actor=by, reason="isolation.add_room") as log:
        log.create(*rows)
    made: AreaRoom = rows[0]
    return made


def change(*, area: IsolationArea, by: Actor, **said: Any) -> IsolationArea:
    """Name, place and oxygen. said: name, place, oxygen_points, oxygen_cylinders, oxygen_lpm."""
    permissions.require_manage(by)
    require_running(area)
    _require_words(said["name"], said["place"])
    _require_new_name(said["name"], by, area)
    for name in OXYGEN:
        if not 0 <= said[name] <= MOST_OXYGEN:
            raise Refused(_("Ghi số từ 0 đến %(most)s.") % {"most": f"{MOST_OXYGEN}"}, field=name)
        setattr(area, name, said[name])
    area.name, area.place = nfc(said["name"]).strip(), nfc(said["place"]).strip()
    with changes.apply(actor=by, reason="isolation.change") as log:
        log.change(area, ["name", "place", *OXYGEN])
    return area


def close(*, area: IsolationArea, on: dt.date, order: str, by: Actor) -> IsolationArea:
    """By an order, and never with people inside."""
    permissions.require_manage(by)
    require_running(area)
    said = nfc(order).strip()
    if not said:
        raise Refused(_("Ghi số quyết định đóng khu."), field="order")
    if not area.opened_on <= on <= clock.today():
        raise Refused(_("Ngày đóng phải từ ngày mở đến hôm nay."), field="on")
    area.status, area.closed_on = Status.CLOSED, on
    area.closing_order, area.closed_by_name = said, by.name
    with changes.apply(actor=by, reason="isolation.close") as log:
        log.check(lambda: _require_empty(area))
        log.change(area, CLOSING)
    return area


def _require_empty(area: IsolationArea) -> None:
    """The area's row is the lock, as for whoever admits somebody meanwhile."""
    IsolationArea.objects.select_for_update().filter(pk=area.id, unit_id=area.unit_id).first()
    inside = stays.present_in(area).count()
    if inside:
        raise Refused(
            _("Trong khu còn %(n)s người. Cho ra, chuyển đi hết rồi mới đóng khu.") % {"n": inside},
            code="people_inside",
        )


def reopen(*, area: IsolationArea, order: str, by: Actor) -> IsolationArea:
    """Needed again: by a new order, with the rooms that it had."""
    permissions.require_manage(by)
    if area.status == Status.OPEN:
        raise Refused(_("Khu đang hoạt động."), code="illegal_step")
    said = nfc(order).strip()
    if not said:
        raise Refused(_("Ghi số quyết định mở lại."), field="order")
    _require_new_name(area.name, by, area)
    area.status, area.closed_on, area.opening_order = Status.OPEN, None, said
    area.closing_order, area.closed_by_name = "", ""
    with changes.apply(actor=by, reason="isolation.reopen") as log:
        log.still(area)
        log.change(area, [*CLOSING, "opening_order"])
    return area


def change_room(*, room: AreaRoom, name: str, severity: str, is_open: bool, by: Actor) -> AreaRoom:
    """Rename, take others, close or use again."""
    permissions.require_manage(by)
    require_running(room.area)
    said = nfc(name).strip()
    if not said:
        raise Refused(_("Ghi tên buồng, ví dụ: Buồng 3."), field="name")
    others = [each.name for each in queries.rooms_of(room.area) if each.id != room.id]
    if said in others:
        raise Refused(_("Khu đã có buồng mang tên này."), field="name")
    if severity not in Severity.values:
        raise Refused(_("Chọn mức độ của người nằm buồng này."), field="severity")
    room.name, room.severity, room.is_open = said, severity, is_open
    with changes.apply(actor=by, reason="isolation.change_room") as log:
        if not is_open:
            log.check(lambda: _require_no_one_in(room))
        log.change(room, ["name", "severity", "is_open"])
    return room


def _require_no_one_in(room: AreaRoom) -> None:
    AreaRoom.objects.select_for_update().filter(pk=room.id, unit_id=room.unit_id).first()
    if stays.lying_in(room.id, room.unit_id):
        raise Refused(
            _("Buồng còn người nằm. Chuyển giường cho họ rồi thôi dùng buồng."), field="is_open"
        )


def require_running(area: IsolationArea) -> None:
    if area.status != Status.OPEN:
        raise Refused(_("Khu đã đóng. Mở lại trước khi ghi thêm."), code="closed")
