"""Doses of earlier years from a spreadsheet, a row for each dose. A dose that is known stays as it is."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.domains.immunization import permissions
from tuyen.domains.immunization.queries import history as queries
from tuyen.platform.imports import cells
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.record import vaccines
from tuyen.record.actions import immunizations as acts
from tuyen.record.chart import ChartClosed, chart_of
from tuyen.record.models import DoseSource
from tuyen.record.rules.immunizations import Dose
from tuyen.registry.persons.models import Person

_CHUNK = 200
Known = tuple[uuid.UUID, str, dt.date]  # person, vaccine, day


@dataclass
class _Children:
    """The unit's people by name and birthday, and by number; doses that stand already."""

    by: Actor
    by_name: dict[tuple[str, dt.date], list[Person]] = field(default_factory=dict)
    by_number: dict[str, Person] = field(default_factory=dict)
    had: set[Known] = field(default_factory=set)

    @classmethod
    def read(cls, by: Actor) -> "_Children":
        found = cls(by)
        for person in queries.followed(by):
            if person.birth_date is not None:
                key = (fold(person.name), person.birth_date)
                found.by_name.setdefault(key, []).append(person)
        return found

    def look_up(self, rows: list[Row]) -> None:
        """Numbers of a chunk, and the doses of its people."""
        numbers = {row["number"] for row in rows if row["number"]}
        self.by_number = queries.with_numbers(numbers, self.by)
        named = [
            person
            for row in rows
            for person in self.by_name.get((fold(row["name"]), row["birth_date"]), [])
        ]
        ids = {person.id for person in [*named, *self.by_number.values()]}
        self.had |= queries.doses_known(ids)

    def person(self, row: Row) -> Person:
        if row["number"]:
            person = self.by_number.get(row["number"])
            if person is None:
                raise Refused(_("Không tìm thấy ai có số %(n)s.") % {"n": row["number"]})
            if person.birth_date != row["birth_date"]:
                raise Refused(_("Số này là của người có ngày sinh khác: kiểm tra lại."))
            return person
        found = self.by_name.get((fold(nfc(row["name"])), row["birth_date"]), [])
        if not found:
            raise Refused(
                _(
                    "Đơn vị không quản lý ai có họ tên và ngày sinh này: ghi danh trước, rồi nhập lại."
                )
            )
        if len(found) > 1:
            raise Refused(
                _("Có %(n)d người cùng họ tên, ngày sinh: ghi số định danh.") % {"n": len(found)}
            )
        return found[0]


def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    children, rows = _Children.read(by), iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        children.look_up(chunk)
        yield from _taken(chunk, children, dry_run)


def _taken(chunk: list[Row], children: _Children, dry_run: bool) -> Iterator[Result]:
    """Judged row by row; what is sound is written person by person."""
    results: list[Result] = []
    wanted: dict[uuid.UUID, list[Dose]] = {}
    for row in chunk:
        try:
            result = _judged(row, children, wanted)
        except Refused as refused:
            result = Result(row.number, Outcome.BAD, (str(refused.message),))
        except ChartClosed:
            said = _("Hồ sơ của người này chưa mở cho đơn vị: mở hồ sơ trước, rồi nhập lại.")
            result = Result(row.number, Outcome.BAD, (said,))
        results.append(result)
    if not dry_run:
        for person_id, doses in wanted.items():
            acts.record_history(
                person_id=person_id, doses=doses, by=children.by, source=DoseSource.IMPORT
            )
    yield from results


def _judged(row: Row, children: _Children, wanted: dict[uuid.UUID, list[Dose]]) -> Result:
    permissions.require_vaccinate(children.by)
    person = children.person(row)
    key = (person.id, row["vaccine"], row["day"])
    if key in children.had:
        return Result(row.number, Outcome.UNCHANGED)
    dose = Dose(row["vaccine"], row["day"], lot=row["lot"], place=row["place"])
    chart = chart_of(person.id, children.by)
    for fault in acts.faults_of(chart, dose, is_given=False):
        raise Refused(acts.sentence(fault), field=fault.field)
    children.had.add(key)
    wanted.setdefault(person.id, []).append(dose)
    return Result(row.number, Outcome.CREATED)


def _labels() -> dict[str, Any]:
    return {code: each.label for code, each in vaccines.vaccines(clock.today()).items()}


HISTORY = Kind(
    key="immunizations",
    label=gettext_lazy("Mũi tiêm đã tiêm trước đây"),
    permission=permissions.GIVE,
    note=gettext_lazy(
        "Mỗi mũi một dòng, cho người đơn vị đang quản lý. Mũi đã ghi (cùng vắc xin, cùng ngày) không "
        "ghi lần nữa."
    ),
    columns=(
        Column(
            "name",
            gettext_lazy("Họ tên"),
            required=True,
            parse=cells.text(120),
            example="Giàng A Mẫu",
            also=("ho va ten", "ten tre", "ho ten tre"),
        ),
        Column(
            "birth_date",
            gettext_lazy("Ngày sinh"),
            required=True,
            parse=cells.date,
            example="12/03/2025",
            also=("ngay thang nam sinh",),
        ),
        Column(
            "number",
            gettext_lazy("Số định danh"),
            parse=cells.text(20),
            hint=gettext_lazy("Khi hai người cùng họ tên, ngày sinh"),
            also=("cccd", "ma dinh danh", "so cccd"),
        ),
        Column(
            "vaccine",
            gettext_lazy("Vắc xin"),
            required=True,
            parse=cells.choice(_labels),
            hint=gettext_lazy("Tên hoặc mã trong danh mục vắc xin"),
            example="penta",
            also=("ten vac xin", "loai vac xin", "vacxin"),
        ),
        Column(
            "day",
            gettext_lazy("Ngày tiêm"),
            required=True,
            parse=cells.date,
            example="15/05/2025",
            also=("ngay tiem chung",),
        ),
        Column("lot", gettext_lazy("Số lô"), parse=cells.text(40), also=("lo", "lo vac xin")),
        Column(
            "place",
            gettext_lazy("Nơi tiêm"),
            parse=cells.text(200),
            example="Trạm Y tế xã Mẫu",
            also=("co so tiem", "don vi tiem", "dia diem tiem"),
        ),
    ),
    apply=apply,
)
