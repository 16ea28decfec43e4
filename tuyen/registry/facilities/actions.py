"""The network changes: units are made, changed, moved, closed; rated, coded and tied together."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.platform import changes
from tuyen.platform.changes import history
from tuyen.registry.areas.queries import province_of
from tuyen.registry.facilities import kinds, permissions, queries, rules
from tuyen.registry.facilities.events import UnitMoved
from tuyen.registry.facilities.models import Affiliation, Facility, FacilityCode, Unit

UNDO = dt.timedelta(minutes=10)

# What a person may change of a unit; place in the tree and end are acts of their own.
DETAILS = (
    "kind",
    "name",
    "short_name",
    "commune_code",
    "province_code",
    "address",
    "phone",
    "lat",
    "lon",
    "valid_from",
    "legal_basis",
)


def new_unit(*, parent: Unit | None, kind: str, name: str, chain: str = "", **details: Any) -> Unit:
    """A unit in hand, not yet written; refused where it cannot stand."""
    _require_place(kind, parent)
    if parent is not None and chain and chain != parent.chain:
        raise Refused(_("Đơn vị phải cùng hệ thống với đơn vị cấp trên."), field="chain")
    if not nfc(name):
        raise Refused(_("Hãy nhập tên đơn vị."), field="name")
    id_ = details.pop("id", None) or uuid7()
    return Unit(
        id=id_,
        parent=parent,
        path=rules.path_of(parent.path if parent else "", id_.hex),
        kind=kind,
        chain=parent.chain if parent else chain,
        name=nfc(name),
        name_fold=_search_text(name, details.get("short_name", "")),
        **_with_province(details),
    )


def create_unit(
    *, parent: Unit | None, kind: str, name: str, by: Actor, chain: str = "", **details: Any
) -> Unit:
    """A new unit below `parent`; without one it is the top of a chain."""
    permissions.require_manage(by, parent)
    unit = new_unit(parent=parent, kind=kind, name=name, chain=chain, **details)
    with changes.apply(actor=by, reason="facilities.create_unit") as log:
        log.create(unit)
    return unit


def create_units(*, units: Iterable[Unit], by: Actor, rows: Iterable[Any] = ()) -> None:
    """Many units made by `new_unit`, parents before children, with their ratings and codes, at once."""
    units = list(units)
    made = {unit.id for unit in units}
    for unit in units:
        if unit.parent_id not in made:
            permissions.require_manage(by, unit.parent)
    with changes.apply(actor=by, reason="facilities.create_units") as log:
        log.create(*units, *rows)


def change_unit(*, unit: Unit, by: Actor, why: str = "", **details: Any) -> Unit:
    """Name, kind, place and papers of a unit."""
    permissions.require_manage(by, unit)
    for name, value in _with_province(details).items():
        setattr(unit, name, nfc(value) if name in ("name", "short_name") else value)
    _require_place(unit.kind, unit.parent)
    unit.name_fold = _search_text(unit.name, unit.short_name)
    fields = [name for name in (*DETAILS, "name_fold") if _differs(unit, name)]
    if fields:
        with changes.apply(actor=by, reason="facilities.change_unit", why=why) as log:
            log.change(unit, fields)
    return unit


def move_unit(*, unit: Unit, to: Unit, by: Actor, why: str = "") -> Unit:
    """Puts a unit, with all below it, under another unit of the same chain."""
    permissions.require_move(by, unit, to)
    if rules.is_below(to.path, unit.path):
        raise Refused(_("Không thể chuyển đơn vị vào chính nó hoặc đơn vị dưới nó."), field="to")
    if to.chain != unit.chain:
        raise Refused(_("Chỉ chuyển được trong cùng một hệ thống."), field="to")
    _require_place(unit.kind, to)
    old, new = unit.path, rules.path_of(to.path, unit.id.hex)
    moved = list(queries.below(unit))
    with changes.apply(actor=by, reason="facilities.move_unit", why=why) as log:
        for each in moved:
            each.path = new + each.path.removeprefix(old)
            if each.id == unit.id:
                each.parent = to
            log.change(each, ["parent_id", "path"] if each.id == unit.id else ["path"])
        log.announce(UnitMoved(unit.id))
    unit.parent, unit.path = to, new
    return unit


def close_unit(*, unit: Unit, on: dt.date, legal_basis: str, by: Actor) -> Unit:
    """The unit works for the last time on this day; what it recorded stays."""
    permissions.require_manage(by, unit)
    if unit.valid_from and on < unit.valid_from:
        raise Refused(_("Ngày kết thúc phải sau ngày thành lập."), field="valid_to")
    working = queries.below(unit).filter(queries.open_on(on + dt.timedelta(days=1)))
    if working.exclude(pk=unit.pk).exists():
        raise Refused(
            _("Còn đơn vị trực thuộc đang hoạt động. Hãy chuyển hoặc kết thúc chúng trước."),
            field="valid_to",
        )
    unit.valid_to, unit.legal_basis = on, legal_basis
    with changes.apply(actor=by, reason="facilities.close_unit") as log:
        log.change(unit, ["valid_to", "legal_basis"])
    return unit


def undo_last(*, unit: Unit, by: Actor) -> Unit:
    """Takes back the last act on the unit, if it moved or closed it just now: by an act of its own."""
    permissions.require_manage(by, unit)
    last = next(iter(history.history_of(unit, by)), None)
    was = {change.name: change.old for change in last.changes} if last else {}
    is_late = last is None or clock.now() - last.at > UNDO
    if not is_late and was.get("parent_id"):
        return move_unit(unit=unit, to=Unit.objects.get(pk=was["parent_id"]), by=by)
    if is_late or "valid_to" not in was:
        raise Refused(_("Đã quá lúc hoàn tác. Sửa lại ở trang đơn vị."))
    unit.valid_to = was["valid_to"]
    unit.legal_basis = was.get("legal_basis", unit.legal_basis) or ""
    with changes.apply(actor=by, reason="facilities.reopen_unit") as log:
        log.change(unit, ["valid_to", "legal_basis"])
    return unit


def rate_facility(*, unit: Unit, by: Actor, **rating: Any) -> Facility:
    """A new level, class or licence from `valid_from`; the rating before it ends the day before."""
    permissions.require_manage(by, unit)
    if kinds.groups()[unit.kind] != "facility":
        raise Refused(_("Chỉ cơ sở khám chữa bệnh mới được xếp cấp, hạng."))
    made = Facility(unit=unit, **rating)
    ended = _ended_before(unit.ratings.all(), made)
    with changes.apply(actor=by, reason="facilities.rate_facility") as log:
        for row in ended:
            log.change(row, ["valid_to"])
        log.create(made)
    return made


def add_code(*, unit: Unit, system: str, code: str, by: Actor, **when: Any) -> FacilityCode:
    """A code from `valid_from`; the unit's code of that system before it ends the day before."""
    permissions.require_manage(by, unit)
    made = FacilityCode(unit=unit, system=system, code=code, **when)
    _require_free(made)
    ended = _ended_before(unit.codes.filter(system=system), made)
    with changes.apply(actor=by, reason="facilities.add_code") as log:
        for row in ended:
            log.change(row, ["valid_to"])
        log.create(made)
    return made


def affiliate(*, upper: Unit, lower: Unit, kind: str, by: Actor, **when: Any) -> Affiliation:
    """Ties two units; either side's manager may do it."""
    if not permissions.may_manage(by, upper):
        permissions.require_manage(by, lower)
    if upper.pk == lower.pk:
        raise Refused(_("Hãy chọn hai đơn vị khác nhau."), field="lower")
    tie = Affiliation(upper=upper, lower=lower, kind=kind, **when)
    for other in Affiliation.objects.filter(upper=upper, lower=lower, kind=kind):
        if rules.overlaps(_times(tie), _times(other)):
            raise Refused(_("Hai đơn vị đã có quan hệ này trong thời gian đó."), field="valid_from")
    with changes.apply(actor=by, reason="facilities.affiliate") as log:
        log.create(tie)
    return tie


def end_affiliation(*, tie: Affiliation, on: dt.date, by: Actor) -> Affiliation:
    if not permissions.may_manage(by, tie.upper):
        permissions.require_manage(by, tie.lower)
    tie.valid_to = on
    with changes.apply(actor=by, reason="facilities.end_affiliation") as log:
        log.change(tie, ["valid_to"])
    return tie


def _require_place(kind: str, parent: Unit | None) -> None:
    groups = kinds.groups()
    if kind not in groups:
        raise Refused(_("Hãy chọn loại đơn vị trong danh sách."), field="kind")
    if parent is not None and not rules.may_stand_under(kind, parent.kind, groups):
        labels = kinds.kind_labels()
        raise Refused(
            _("“%(kind)s” không thể trực thuộc “%(above)s”.")
            % {"kind": labels[kind], "above": labels[parent.kind]},
            field="kind",
        )


def _with_province(details: dict[str, Any]) -> dict[str, Any]:
    """The province follows from the commune where one is given."""
    if details.get("commune_code"):
        province = province_of(details["commune_code"])
        if not province:
            raise Refused(_("Không có xã, phường với mã này."), field="commune_code")
        return {**details, "province_code": province}
    return details


def _search_text(name: str, short_name: str) -> str:
    return fold(f"{nfc(name)} {nfc(short_name)}").strip()


def _differs(unit: Unit, name: str) -> bool:
    was = unit.as_loaded()
    return was is None or getattr(was, name) != getattr(unit, name)


def _ended_before(rows: Iterable[Any], made: Any) -> list[Any]:
    """Rows of the same sort that the new one replaces, with their last day set."""
    ended = []
    for row in rows:
        if not rules.overlaps(_times(row), _times(made)):
            continue
        if made.valid_from is None or (row.valid_from and row.valid_from >= made.valid_from):
            raise Refused(
                _("Đã có dữ liệu cho thời gian này. Hãy chọn ngày bắt đầu muộn hơn."),
                field="valid_from",
            )
        row.valid_to = made.valid_from - dt.timedelta(days=1)
        ended.append(row)
    return ended


def _require_free(made: FacilityCode) -> None:
    """One code names one unit on one day; on other nodes it may differ until they meet."""
    others = FacilityCode.objects.filter(system=made.system, code=made.code)
    for other in others.exclude(unit_id=made.unit_id).select_related("unit"):
        if rules.overlaps(_times(made), _times(other)):
            raise Refused(
                _("Mã %(code)s đang thuộc %(unit)s.")
                % {"code": made.code, "unit": other.unit.name},
                field="code",
            )


def _times(row: Any) -> tuple[dt.date | None, dt.date | None]:
    return row.valid_from, row.valid_to
