"""The register as a spreadsheet, out and in, with the same headings."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.equipment import actions, lists, permissions, queries
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.platform import changes
from tuyen.platform.imports import cells
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.platform.imports.sheets import write_sheet
from tuyen.registry.facilities.models import Unit

_CHUNK = 200


def _labels(choices: type[Any]) -> Any:
    return lambda: {each.value: each.label for each in choices}


def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    """Each row one device of the unit named in it, or of the importer's own unit."""
    units: dict[str, Unit | None] = {}
    known: dict[Any, set[tuple[str, str]]] = {}
    months: dict[Any, dict[str, int]] = {}
    waiting: list[Any] = []
    for row in rows:
        try:
            item = _item(row, by, units)
        except Refused as refused:
            yield Result(row.number, Outcome.BAD, (str(refused.message),))
            continue
        there = known.setdefault(item.unit_id, _known(item))
        if _key(item) in there:
            yield Result(row.number, Outcome.UNCHANGED)
            continue
        there.add(_key(item))
        today = clock.today()
        if item.unit_id not in months:
            months[item.unit_id] = lists.maintenance_months(today, item.unit_id)
        waiting += [item, *actions.first_job(item, today, months[item.unit_id])]
        if len(waiting) >= _CHUNK:
            _write(waiting, by, dry_run)
            waiting = []
        yield Result(row.number, Outcome.CREATED)
    _write(waiting, by, dry_run)


def _write(rows: list[Any], by: Actor, dry_run: bool) -> None:
    if dry_run or not rows:
        return
    with changes.apply(actor=by, reason="equipment.import") as log:
        log.create(*rows)


def _key(item: EquipmentItem) -> tuple[str, str]:
    """How a device is known again: by its serial number, else by kind, name and model."""
    return item.kind, item.serial or f"{fold(item.name)}|{fold(item.model)}|{item.made_year}"


def _known(item: EquipmentItem) -> set[tuple[str, str]]:
    return {_key(each) for each in EquipmentItem.objects.filter(unit_id=item.unit_id)}


def _item(row: Row, by: Actor, units: dict[str, Unit | None]) -> EquipmentItem:
    name = str(row["unit"] or "")
    if name not in units:
        units[name] = queries.unit_named(by, name)
    unit = units[name]
    if unit is None:
        raise Refused(_("Không có đơn vị tên này trong phạm vi của bạn."))
    permissions.require_manage(by, unit)
    told = {
        key: row[key]
        for key in ("kind", "name", "model", "serial", "maker", "made_year", "used_from",
                    "source_note", "value_dong")
    }  # fmt: skip
    return actions.prepared(
        EquipmentItem(
            id=uuid7(),
            unit_id=unit.id,
            source=row["source"] or EquipmentItem.Source.BUDGET,
            state=row["state"] or EquipmentItem.State.IN_USE,
            state_since=clock.today(),
            quantity=row["quantity"] or 1,
            **told,
        )
    )


def register_sheet(unit: Unit) -> bytes:
    """Everything that the unit has, with the headings of the import."""
    return write_sheet([str(column.label) for column in EQUIPMENT.columns], _rows(unit))


def _rows(unit: Unit) -> Iterator[list[Any]]:
    labels = lists.kind_labels()
    for item in queries.items_of(unit.id):
        told = {
            "unit": nfc(unit.name),
            "kind": labels.get(item.kind, item.kind),
            "source": item.get_source_display(),
            "state": item.get_state_display(),
        }
        yield [told.get(c.key, getattr(item, c.key, "")) for c in EQUIPMENT.columns]


EQUIPMENT = Kind(
    key="equipment",
    label=_("Trang thiết bị"),
    permission=permissions.MANAGE,
    note=_("Mỗi máy một dòng. Máy đã có trong sổ (cùng loại và số serial) không nhập lần nữa."),
    columns=(
        Column("kind", _("Loại"), required=True, parse=cells.choice(lists.kind_labels),
               hint=_("Tên loại như trong danh mục của phần mềm"), example="Máy siêu âm",
               also=("loai thiet bi", "chung loai")),
        Column("name", _("Tên, ký hiệu"), parse=cells.text(160), also=("ten thiet bi", "ten")),
        Column("quantity", _("Số lượng"), parse=cells.integer(1, 999), example="1", also=("sl",)),
        Column("model", _("Kiểu máy"), parse=cells.text(80), also=("model",)),
        Column("serial", _("Số máy"), parse=cells.text(80), also=("serial", "so serial")),
        Column("maker", _("Hãng, nước sản xuất"), parse=cells.text(120),
               also=("hang san xuat", "nuoc san xuat")),
        Column("made_year", _("Năm sản xuất"), parse=cells.integer(1950, 2100), example="2021"),
        Column("used_from", _("Đưa vào dùng"), parse=cells.date, example="15/03/2022",
               also=("ngay su dung",)),
        Column("source", _("Nguồn"), parse=cells.choice(_labels(EquipmentItem.Source)),
               example="Ngân sách", also=("nguon von",)),
        Column("source_note", _("Dự án, nhà tài trợ"), parse=cells.text(160)),
        Column("value_dong", _("Nguyên giá (đồng)"), parse=cells.integer(0, 10**13),
               also=("nguyen gia", "gia tri")),
        Column("state", _("Tình trạng"), parse=cells.choice(_labels(EquipmentItem.State)),
               example="Đang dùng", also=("tinh trang su dung",)),
        Column("unit", _("Đơn vị"), parse=cells.text(200),
               hint=_("Bỏ trống nếu là đơn vị của người nhập"), also=("ten don vi",)),
    ),
    apply=apply,
)  # fmt: skip
