"""A unit's own drug list from a spreadsheet. A row is known again by name, strength and form."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.platform.imports import cells
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.registry.terms import actions, permissions, queries
from tuyen.registry.terms.models import FacilityDrug

_CHUNK = 200


def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    known = {drug.fold: drug for drug in queries.drugs_of(by.unit_id)}
    seen: set[str] = set()
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        created: list[FacilityDrug] = []
        changed: list[tuple[FacilityDrug, list[str]]] = []
        results = [_plan(row, by, known, seen, (created, changed)) for row in chunk]
        if not dry_run and (created or changed):
            with changes.apply(actor=by, reason="terms.import_drugs") as log:
                log.create(*created)
                for drug, fields in changed:
                    log.change(drug, fields)
        yield from results


Plan = tuple[list[FacilityDrug], list[tuple[FacilityDrug, list[str]]]]


def _plan(
    row: Row, by: Actor, known: dict[str, FacilityDrug], seen: set[str], plan: Plan
) -> Result:
    try:
        drug = actions.new_drug(by=by, **{name: row[name] for name in actions.DETAILS})
    except Refused as refused:
        return Result(row.number, Outcome.BAD, (str(refused.message),))
    if drug.fold in seen:
        return Result(row.number, Outcome.BAD, (str(_("Thuốc này đã có ở dòng trên.")),))
    seen.add(drug.fold)
    created, changed = plan
    there = known.get(drug.fold)
    if there is None:
        created.append(drug)
        return Result(row.number, Outcome.CREATED)
    fields = [n for n in actions.DETAILS if row[n] and getattr(there, n) != getattr(drug, n)]
    if not fields:
        return Result(row.number, Outcome.UNCHANGED)
    for name in fields:
        setattr(there, name, getattr(drug, name))
    changed.append((there, fields))
    return Result(row.number, Outcome.CHANGED)


def _control(cell: Any) -> str:
    names = {str(code): label for code, label in FacilityDrug.Control.choices}
    return str(cells.choice(names)(cell)) or str(FacilityDrug.Control.COMMON)


DRUGS = Kind(
    key="drugs",
    label=_("Thuốc của đơn vị"),
    permission=permissions.MANAGE,
    note=_("Thuốc đã có (cùng tên, hàm lượng, dạng và hoạt chất) được sửa, không thêm lần nữa."),
    columns=(
        Column(
            "name",
            _("Tên thuốc"),
            required=True,
            parse=cells.text(200),
            example="Amoxicilin",
            also=("ten biet duoc", "ten thuoc hoat chat", "ten hang hoa"),
        ),
        Column(
            "ingredients",
            _("Hoạt chất"),
            parse=cells.text(300),
            hint=_("Nhiều hoạt chất cách nhau bằng dấu +"),
            example="Amoxicilin",
            also=("ten hoat chat", "thanh phan"),
        ),
        Column(
            "strength",
            _("Hàm lượng"),
            parse=cells.text(60),
            example="500 mg",
            also=("nong do ham luong", "nong do"),
        ),
        Column(
            "form",
            _("Dạng bào chế"),
            parse=cells.text(40),
            example="viên nang",
            also=("dang dung",),
        ),
        Column("route", _("Đường dùng"), parse=cells.text(30), example="uống"),
        Column(
            "pack_unit",
            _("Đơn vị tính"),
            required=True,
            parse=cells.text(20),
            example="viên",
            also=("dvt", "don vi"),
        ),
        Column(
            "dose",
            _("Cách dùng thường ghi"),
            parse=cells.text(300),
            also=("cach dung", "lieu dung", "lieu dung cach dung"),
        ),
        Column(
            "control",
            _("Loại"),
            parse=_control,
            hint=_("Thuốc thường, Gây nghiện, hoặc Hướng thần, tiền chất"),
            also=("loai thuoc", "kiem soat dac biet"),
        ),
        Column(
            "insurance_code",
            _("Mã thuốc BHYT"),
            parse=cells.text(40),
            also=("ma thuoc", "ma hoat chat"),
        ),
        Column(
            "registration_number",
            _("Số đăng ký"),
            parse=cells.text(40),
            also=("sdk", "so dang ky luu hanh", "gplh"),
        ),
    ),
    apply=apply,
)
