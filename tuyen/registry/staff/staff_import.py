"""Staff from a spreadsheet. A row is known again by its licence number, else by name, year of birth
and unit; it is then changed, not doubled."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.platform import changes
from tuyen.platform.imports import cells
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.registry.facilities.models import FacilityCode, Unit
from tuyen.registry.staff import actions, permissions, queries, titles
from tuyen.registry.staff.models import Licence, Post, Sex, StaffMember

_CHUNK = 200
_TOLD = ("name", "birth_year", "sex", "phone", "profession")


@dataclass
class _Register:
    """Who is known, and the units by code and name."""

    by: Actor
    units: dict[str, list[Unit]] = field(default_factory=dict)
    by_licence: dict[str, StaffMember] = field(default_factory=dict)
    by_name: dict[tuple[str, int | None, uuid.UUID], StaffMember] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    @classmethod
    def read(cls, by: Actor) -> "_Register":
        register = cls(by)
        for unit in Unit.objects.all():
            register.units.setdefault(fold(unit.name), []).append(unit)
            if unit.id == by.unit_id:
                register.units[""] = [unit]
        for held in FacilityCode.objects.filter(valid_to__isnull=True).select_related("unit"):
            register.units[fold(held.code)] = [held.unit]
        members = queries.visible_to(by)
        known = {member.id: member for member in members}
        for licence in Licence.objects.filter(staff__in=members):
            register.by_licence[licence.number] = known[licence.staff_id]
        for post in Post.objects.filter(staff_id__in=known, valid_to__isnull=True):
            register.add(known[post.staff_id], post.unit_id)
        return register

    def add(self, member: StaffMember, unit_id: uuid.UUID, licence: str = "") -> None:
        self.by_name[member.name_fold, member.birth_year, unit_id] = member
        if licence:
            self.by_licence[licence] = member

    def look_up(self, numbers: Iterable[str]) -> None:
        """Which of these licence numbers belong to somebody, wherever they work."""
        wanted = {number for number in numbers if number}
        found = Licence.objects.filter(number__in=wanted)
        self.taken = set(found.values_list("number", flat=True))

    def unit(self, told: str) -> Unit:
        found = self.units.get(fold(nfc(told)), [])
        if len(found) == 1:
            return found[0]
        if found:
            raise Refused(_("Có nhiều đơn vị tên “%(name)s”. Hãy ghi mã.") % {"name": told})
        raise Refused(_("Chưa có đơn vị “%(name)s”.") % {"name": told})


@dataclass
class _Plan:
    number: int
    outcome: Outcome
    created: list[Any] = field(default_factory=list)
    changed: tuple[StaffMember, list[str]] | None = None


def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    register = _Register.read(by)
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        register.look_up(row["licence"] for row in chunk)
        plans: list[_Plan] = []
        results: list[Result] = []
        for row in chunk:
            try:
                plan = _plan(row, register)
            except Refused as refused:
                results.append(Result(row.number, Outcome.BAD, (str(refused.message),)))
                continue
            plans.append(plan)
            results.append(Result(row.number, plan.outcome))
        if not dry_run:
            _write(plans, by)
        yield from results


def _plan(row: Row, register: _Register) -> _Plan:
    unit = register.unit(row["unit"])
    permissions.require_manage_at(register.by, unit)
    told = {name: row[name] for name in _TOLD if row[name] not in ("", None)}
    number = row["licence"]
    key = (fold(nfc(row["name"])), row["birth_year"], unit.id)
    known = register.by_licence.get(number) if number else None
    if known := known or register.by_name.get(key):
        return _change(row, known, told)
    if number in register.taken:
        raise Refused(_("Số giấy phép này đã ghi cho người ở đơn vị khác."))
    member = actions.new_member(unit=unit, **told)
    post = Post(
        unit_id=unit.id,
        staff_id=member.id,
        position=row["position"] or titles.profession_labels().get(member.profession, ""),
        specialty=row["specialty"],
        valid_from=row["works_from"],
    )
    register.add(member, unit.id, number)
    return _Plan(row.number, Outcome.CREATED, [member, post, *_licence(row, member)])


def _licence(row: Row, member: StaffMember) -> list[Licence]:
    if not row["licence"]:
        return []
    if member.profession not in titles.licensed_professions():
        raise Refused(_("Có số giấy phép hành nghề thì phải ghi chức danh của giấy phép."))
    return [
        Licence(
            unit_id=member.unit_id,
            staff=member,
            number=row["licence"],
            profession=member.profession,
            scope=row["scope"] or "other",
            issued_on=row["issued_on"],
            valid_to=row["licence_to"],
        )
    ]


def _change(row: Row, member: StaffMember, told: dict[str, Any]) -> _Plan:
    fields = [name for name, value in told.items() if getattr(member, name) != value]
    for name in fields:
        setattr(member, name, told[name])
    outcome = Outcome.CHANGED if fields else Outcome.UNCHANGED
    return _Plan(row.number, outcome, changed=(member, fields) if fields else None)


def _write(plans: list[_Plan], by: Actor) -> None:
    changed: dict[uuid.UUID, tuple[StaffMember, set[str]]] = {}
    with changes.apply(actor=by, reason="staff.import_staff") as log:
        for plan in plans:
            log.create(*plan.created)
            if plan.changed and plan.changed[0].as_loaded() is not None:
                member, fields = plan.changed
                changed.setdefault(member.id, (member, set()))[1].update(fields)
        for member, names in changed.values():
            log.change(member, sorted(names))


def _birth_year(cell: Any) -> int | None:
    """A year, or the year of a whole date."""
    text = cells.as_text(cell)
    if not text or (text.isdigit() and len(text) == 4):
        return cells.integer(1900, 2100)(cell)  # type: ignore[no-any-return]
    day: dt.date | None = cells.date(cell)
    return day.year if day else None


STAFF = Kind(
    key="staff",
    label=gettext_lazy("Nhân lực"),
    permission=permissions.MANAGE,
    note=gettext_lazy(
        "Người đã có (cùng số giấy phép, hoặc cùng tên, năm sinh và đơn vị) được sửa, không thêm."
    ),
    columns=(
        Column(
            "name",
            gettext_lazy("Họ và tên"),
            required=True,
            parse=cells.text(120),
            also=("ho ten",),
        ),
        Column(
            "birth_year",
            gettext_lazy("Năm sinh"),
            parse=_birth_year,
            also=("ngay sinh", "ngay thang nam sinh"),
            example="1985",
        ),
        Column(
            "sex",
            gettext_lazy("Giới tính"),
            parse=cells.choice({str(code): label for code, label in Sex.choices}),
            example="Nữ",
        ),
        Column(
            "profession",
            gettext_lazy("Chức danh"),
            required=True,
            parse=cells.choice(titles.profession_labels),
            hint=gettext_lazy("Bác sĩ, Y sĩ, Điều dưỡng, Hộ sinh, Dược sĩ…"),
            example="Bác sĩ",
            also=("chuc danh nghe nghiep", "trinh do"),
        ),
        Column(
            "position", gettext_lazy("Vị trí việc làm"), parse=cells.text(120), also=("chuc vu",)
        ),
        Column("specialty", gettext_lazy("Chuyên khoa"), parse=cells.text(80)),
        Column(
            "unit",
            gettext_lazy("Đơn vị"),
            hint=gettext_lazy("Mã hoặc tên; bỏ trống là đơn vị của người nhập"),
            also=("noi lam viec", "ma don vi", "khoa phong"),
        ),
        Column("phone", gettext_lazy("Điện thoại"), parse=cells.text(30)),
        Column(
            "licence",
            gettext_lazy("Số giấy phép hành nghề"),
            parse=cells.text(40),
            also=("so chung chi hanh nghe", "so gphn", "so cchn"),
        ),
        Column(
            "scope",
            gettext_lazy("Phạm vi hành nghề"),
            parse=cells.choice(titles.scope_labels),
            hint=gettext_lazy("Y khoa, đa khoa; Nội khoa; Y học cổ truyền…"),
        ),
        Column(
            "issued_on", gettext_lazy("Ngày cấp giấy phép"), parse=cells.date, also=("ngay cap",)
        ),
        Column("licence_to", gettext_lazy("Giấy phép có giá trị đến"), parse=cells.date),
        Column(
            "works_from",
            gettext_lazy("Làm việc từ ngày"),
            parse=cells.date,
            also=("ngay vao lam", "ngay bat dau"),
        ),
    ),
    apply=apply,
)
