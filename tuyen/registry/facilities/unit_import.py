"""Units from a spreadsheet: stations of a province, departments of a hospital, with codes and levels.

A row is known again by its code, else by its name below the same unit; it is then changed, not doubled.
A unit above may stand earlier in the same file.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.platform import changes
from tuyen.platform.imports import cells
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.registry.areas.queries import province_of
from tuyen.registry.facilities import actions, kinds, permissions
from tuyen.registry.facilities.models import Chain, CodeSystem, Facility, FacilityCode, Unit

_CHUNK = 200
_SYSTEMS = (CodeSystem.INTERNAL, CodeSystem.BHYT5, CodeSystem.GLN13)
_TOLD = ("name", "short_name", "kind", "commune_code", "address", "phone", "lat", "lon")
_RATED = ("care_level", "facility_class", "tier", "beds")


@dataclass
class _Network:
    """Units by id, code and name, those of earlier rows among them: one object a unit."""

    by: Actor
    units: dict[UUID, Unit] = field(default_factory=dict)
    by_code: dict[tuple[str, str], Unit] = field(default_factory=dict)
    by_name: dict[str, list[Unit]] = field(default_factory=dict)
    systems: dict[UUID, set[str]] = field(default_factory=dict)

    @classmethod
    def read(cls, by: Actor) -> "_Network":
        network = cls(by)
        codes: dict[UUID, dict[str, str]] = {}
        for held in FacilityCode.objects.filter(valid_to__isnull=True):
            codes.setdefault(held.unit_id, {})[held.system] = held.code
        for unit in Unit.objects.all():
            network.add(unit, codes.get(unit.id, {}))
        return network

    def add(self, unit: Unit, codes: Mapping[str, str]) -> None:
        self.units[unit.id] = unit
        self.by_name.setdefault(fold(unit.name), []).append(unit)
        self.bear(unit, codes)

    def bear(self, unit: Unit, codes: Mapping[str, str]) -> None:
        self.by_code.update(dict.fromkeys(codes.items(), unit))
        self.systems.setdefault(unit.id, set()).update(codes)

    def parent_of(self, told: str) -> Unit:
        """The unit named or coded in the column; empty means the importer's own unit."""
        if not told:
            if self.by.unit_id not in self.units:
                raise Refused(_("Hãy ghi đơn vị cấp trên."))
            return self.units[self.by.unit_id]
        for system in _SYSTEMS:
            if found := self.by_code.get((system, told)):
                return found
        named = self.by_name.get(fold(nfc(told)), [])
        if len(named) == 1:
            return named[0]
        if named:
            raise Refused(_("Có nhiều đơn vị tên “%(name)s”. Hãy ghi mã.") % {"name": told})
        raise Refused(_("Chưa có đơn vị cấp trên “%(name)s”.") % {"name": told})

    def known(self, codes: Mapping[str, str], name: str, parent: Unit) -> Unit | None:
        """By code; else by name below the same unit, unless it bears another code of that system."""
        for told in codes.items():
            if found := self.by_code.get(told):
                return found
        for unit in self.by_name.get(fold(nfc(name)), []):
            if unit.parent_id == parent.id and not self.systems[unit.id] & codes.keys():
                return unit
        return None


@dataclass
class _Plan:
    """What one row asks for: rows to create, or a unit with the fields that change."""

    number: int
    outcome: Outcome
    created: list[Any] = field(default_factory=list)
    changed: tuple[Unit, list[str]] | None = None


def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    network = _Network.read(by)
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        plans: list[_Plan] = []
        results: list[Result] = []
        for row in chunk:
            try:
                plan = _plan(row, network)
            except Refused as refused:
                results.append(Result(row.number, Outcome.BAD, (str(refused.message),)))
                continue
            plans.append(plan)
            results.append(Result(row.number, plan.outcome))
        if not dry_run:
            _write(plans, by)
        yield from results


def _plan(row: Row, network: _Network) -> _Plan:
    parent = network.parent_of(row["parent"])
    permissions.require_manage(network.by, parent)
    codes = {str(system): row[system] for system in _SYSTEMS if row[system]}
    told = {name: row[name] for name in _TOLD if row[name] not in ("", None)}
    if known := network.known(codes, row["name"], parent):
        if row["parent"] and known.parent_id != parent.id:
            raise Refused(
                _("“%(name)s” đang trực thuộc đơn vị khác. Hãy chuyển trên trang của đơn vị.")
                % {"name": known.name}
            )
        return _change(row, known, told, codes, network)
    dates = {"valid_from": row["valid_from"], "legal_basis": row["legal_basis"]}
    unit = actions.new_unit(parent=parent, chain=row["chain"], **told, **dates)
    made = [FacilityCode(unit=unit, system=s, code=c, **dates) for s, c in codes.items()]
    rated = {name: row[name] for name in _RATED if row[name]}
    ratings = [Facility(unit=unit, **rated, **dates)] if rated else []
    network.add(unit, codes)
    return _Plan(row.number, Outcome.CREATED, [unit, *made, *ratings])


def _change(
    row: Row, unit: Unit, told: dict[str, Any], codes: dict[str, str], network: _Network
) -> _Plan:
    """A unit that is there: only what the file tells and what differs is written."""
    permissions.require_manage(network.by, unit)
    fields = [name for name, value in told.items() if getattr(unit, name) != value]
    for name in fields:
        setattr(unit, name, told[name])
    if "commune_code" in fields:
        unit.province_code = province_of(unit.commune_code)
        fields.append("province_code")
    if {"name", "short_name"} & set(fields):
        unit.name_fold = fold(f"{unit.name} {unit.short_name}").strip()
        fields.append("name_fold")
    new = {s: code for s, code in codes.items() if s not in network.systems[unit.id]}
    network.bear(unit, new)
    made = [
        FacilityCode(unit=unit, system=s, code=c, valid_from=row["valid_from"])
        for s, c in new.items()
    ]
    outcome = Outcome.CHANGED if fields or made else Outcome.UNCHANGED
    return _Plan(row.number, outcome, list(made), (unit, fields) if fields else None)


def _write(plans: list[_Plan], by: Actor) -> None:
    """Two rows of one file may change one unit: it is written once, with both rows' fields."""
    changed: dict[Any, tuple[Unit, list[str]]] = {}
    with changes.apply(actor=by, reason="facilities.import_units") as log:
        for plan in plans:
            log.create(*plan.created)
            if plan.changed:
                unit, fields = plan.changed
                earlier = changed.get(unit.id, (unit, []))[1]
                changed[unit.id] = (unit, sorted({*earlier, *fields}))
        for unit, fields in changed.values():
            if unit.as_loaded() is not None:
                log.change(unit, fields)


def _level(name: str) -> cells.Parser:
    return cells.choice(partial(kinds.level_labels, name))


def _commune(cell: Any) -> str:
    code = str(cells.code(r"\d{5}", _("mã xã 5 chữ số"), pad=5)(cell))
    if code and not province_of(code):
        raise cells.BadCell(_("không có xã, phường mã %(code)s") % {"code": code})
    return code


def _degrees(least: float, most: float) -> cells.Parser:
    def parse(cell: Any) -> float | None:
        value = cells.decimal(least, most)(cell)
        return None if value is None else float(value)

    return parse


UNITS = Kind(
    key="units",
    label=gettext_lazy("Đơn vị, khoa phòng"),
    permission=permissions.MANAGE,
    note=gettext_lazy(
        "Đơn vị đã có (cùng mã, hoặc cùng tên và cấp trên) được sửa, không thêm lần nữa."
    ),
    columns=(
        Column(
            "name",
            gettext_lazy("Tên đơn vị"),
            required=True,
            example="Trạm Y tế xã Sìn Hồ",
            also=("ten don vi y te", "ten co so", "ten khoa phong"),
        ),
        Column(
            "kind",
            gettext_lazy("Loại đơn vị"),
            required=True,
            parse=cells.choice(kinds.kind_labels),
            hint=gettext_lazy("Bệnh viện, Trạm y tế, Bệnh xá, Khoa, phòng…"),
            example="Trạm y tế",
        ),
        Column(
            "parent",
            gettext_lazy("Đơn vị cấp trên"),
            hint=gettext_lazy("Mã hoặc tên; bỏ trống là đơn vị của người nhập"),
            also=("truc thuoc", "ma don vi cap tren"),
        ),
        Column("short_name", gettext_lazy("Tên ngắn"), parse=cells.text(60)),
        Column(
            "chain",
            gettext_lazy("Hệ thống"),
            parse=cells.choice({str(code): label for code, label in Chain.choices}),
            hint=gettext_lazy("Ngành y tế hoặc Công an nhân dân"),
        ),
        Column("internal", gettext_lazy("Mã nội bộ"), parse=cells.text(20), also=("ma don vi",)),
        Column(
            "bhyt5",
            gettext_lazy("Mã BHYT"),
            parse=cells.code(r"[0-9A-Z]{5}", gettext_lazy("mã 5 ký tự"), pad=5),
            also=("ma cskcb", "ma co so kcb"),
            example="12001",
        ),
        Column(
            "gln13",
            gettext_lazy("Mã GLN"),
            parse=cells.code(r"\d{13}", gettext_lazy("mã 13 chữ số")),
        ),
        Column(
            "commune_code",
            gettext_lazy("Mã xã"),
            parse=_commune,
            hint=gettext_lazy("5 chữ số, theo danh mục từ 01/07/2025"),
            also=("ma xa phuong", "ma phuong xa"),
            example="03478",
        ),
        Column("address", gettext_lazy("Địa chỉ")),
        Column("phone", gettext_lazy("Điện thoại"), parse=cells.text(30)),
        Column("lat", gettext_lazy("Vĩ độ"), parse=_degrees(8, 24)),
        Column("lon", gettext_lazy("Kinh độ"), parse=_degrees(102, 118)),
        Column("care_level", gettext_lazy("Cấp chuyên môn"), parse=_level("care_level")),
        Column("facility_class", gettext_lazy("Hạng"), parse=_level("facility_class")),
        Column("tier", gettext_lazy("Tuyến trước đây"), parse=_level("tier")),
        Column("beds", gettext_lazy("Giường kế hoạch"), parse=cells.integer(0, 10_000)),
        Column("valid_from", gettext_lazy("Từ ngày"), parse=cells.date, also=("ngay thanh lap",)),
        Column("legal_basis", gettext_lazy("Văn bản"), also=("quyet dinh", "so quyet dinh")),
    ),
    apply=apply,
)
