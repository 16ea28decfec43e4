"""A facility's approved list from a spreadsheet. What is on the list already stays as it is."""

import datetime as dt
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import fold, nfc
from tuyen.domains.techniques import permissions
from tuyen.domains.techniques.actions.approved import new_approval
from tuyen.domains.techniques.catalogue import SCHEME
from tuyen.domains.techniques.models import ApprovedTechnique, Source
from tuyen.domains.techniques.queries.approved import approved_codes
from tuyen.platform import changes
from tuyen.platform.imports import cells
from tuyen.platform.imports.kinds import Column, Kind, Outcome, Result, Row
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import FacilityCode, Unit
from tuyen.registry.terms.models import Code
from tuyen.registry.terms.queries import codes_on

_CHUNK = 500


@dataclass
class _Lists:
    """The catalogue of the day, and what each unit of the file has already."""

    by: Actor
    today: dt.date
    own: uuid.UUID
    codes: dict[str, Code] = field(default_factory=dict)
    known: dict[uuid.UUID, set[str]] = field(default_factory=dict)
    units: dict[str, uuid.UUID] = field(default_factory=dict)

    def look_up(self, wanted: Iterable[str]) -> None:
        missing = {code for code in wanted if code and code not in self.codes}
        for entry in codes_on(SCHEME, self.today).filter(code__in=missing):
            self.codes[entry.code] = entry

    def unit(self, told: str) -> uuid.UUID:
        """By code or full name; nothing told is the importer's own facility."""
        if not told:
            return self.own
        if told not in self.units:
            self.units[told] = _unit_called(told)
            permissions.require_approve(self.by, self.units[told])
        return self.units[told]

    def have(self, unit_id: uuid.UUID) -> set[str]:
        if unit_id not in self.known:
            self.known[unit_id] = set(approved_codes(unit_id, self.today))
        return self.known[unit_id]


def _unit_called(told: str) -> uuid.UUID:
    held = FacilityCode.objects.filter(code=told.strip(), valid_to=None).first()
    if held is not None:
        return held.unit_id
    found = list(Unit.objects.filter(name_fold=fold(nfc(told)))[:2])
    if len(found) != 1:
        raise Refused(_("Không rõ đơn vị “%(name)s”. Hãy ghi mã đơn vị.") % {"name": told})
    id_: uuid.UUID = found[0].id
    return id_


def apply(rows: Iterable[Row], by: Actor, dry_run: bool) -> Iterator[Result]:
    today = clock.today()
    lists = _Lists(by, today, direction.facility_of(by.unit_id))
    rows = iter(rows)
    while chunk := list(islice(rows, _CHUNK)):
        lists.look_up(_bare(row["code"]) for row in chunk)
        made: list[ApprovedTechnique] = []
        results = []
        for row in chunk:
            try:
                found = _approval(row, lists)
            except Refused as refused:
                results.append(Result(row.number, Outcome.BAD, (str(refused.message),)))
                continue
            made += found
            outcome = Outcome.CREATED if found else Outcome.UNCHANGED
            results.append(Result(row.number, outcome))
        if made and not dry_run:
            with changes.apply(actor=by, reason="technique.import") as log:
                log.create(*made)
        yield from results


def _bare(told: str) -> str:
    """“03.1527” of older lists and “3.1527” are one."""
    head, dot, rest = str(told).strip().partition(".")
    return f"{head.lstrip('0') or '0'}{dot}{rest}" if head.isdigit() else str(told).strip()


def _approval(row: Row, lists: _Lists) -> list[ApprovedTechnique]:
    technique = lists.codes.get(_bare(row["code"]))
    if technique is None:
        raise Refused(_("Không có mã kỹ thuật %(code)s trong danh mục.") % {"code": row["code"]})
    unit_id = lists.unit(str(row["unit"] or ""))
    if unit_id == lists.own:
        permissions.require_approve(lists.by, unit_id)
    if row["valid_from"] > lists.today:
        raise Refused(_("Ngày quyết định ở sau hôm nay."))
    have = lists.have(unit_id)
    if technique.code in have:
        return []
    have.add(technique.code)
    return [
        new_approval(unit_id, technique, row["decision_number"], row["valid_from"], Source.IMPORT)
    ]


APPROVED = Kind(
    key="techniques",
    label=gettext_lazy("Danh mục kỹ thuật được duyệt"),
    permission=permissions.APPROVE,
    note=gettext_lazy("Mỗi kỹ thuật một dòng. Kỹ thuật đã có trong danh mục thì giữ nguyên."),
    columns=(
        Column(
            "code",
            gettext_lazy("Mã kỹ thuật"),
            required=True,
            parse=cells.text(20),
            hint=gettext_lazy("Mã trong danh mục Thông tư 23/2024"),
            example="14.5",
            also=("ma", "ma dich vu", "ma tuong duong"),
        ),
        Column("name", gettext_lazy("Tên kỹ thuật"), parse=cells.text(300), also=("ten",)),
        Column(
            "decision_number",
            gettext_lazy("Số quyết định"),
            required=True,
            parse=cells.text(60),
            example="123/QĐ-SYT",
            also=("quyet dinh", "so qd"),
        ),
        Column(
            "valid_from",
            gettext_lazy("Ngày quyết định"),
            required=True,
            parse=cells.date,
            example="15/03/2025",
            also=("ngay", "ngay phe duyet", "ngay duyet"),
        ),
        Column(
            "unit",
            gettext_lazy("Đơn vị"),
            parse=cells.text(200),
            hint=gettext_lazy("Để trống nếu là đơn vị của mình; nếu khác, ghi mã hoặc tên đầy đủ"),
            also=("don vi duoc duyet", "ma co so"),
        ),
    ),
    apply=apply,
)
