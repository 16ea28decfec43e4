"""A need sheet is drawn up, its figures and places are set; each change is the next version."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.vaccine_supply import lists, permissions
from tuyen.domains.vaccine_supply.models import NeedPlace, NeedSheet
from tuyen.domains.vaccine_supply.queries import sheets as queries
from tuyen.domains.vaccine_supply.rules import sheet as rules
from tuyen.domains.vaccine_supply.rules.need import check
from tuyen.platform import changes
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit
from tuyen.registry.persons.stations import COMMUNE_KINDS

MOST_PEOPLE = 20_000_000


@dataclass(frozen=True)
class PlaceSaid:
    """One place as it is typed. people: age band → people."""

    name: str
    people: Mapping[str, int] = field(default_factory=dict)
    stock: int = 0
    sessions: int = 0
    source: str = ""


def draw_up(
    *,
    title: str,
    vaccine: str,
    starts_on: dt.date,
    ends_on: dt.date,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> NeedSheet:
    """A sheet with the proposed figures, none of them verified yet."""
    unit_id = by.unit_id if by.is_system else direction.facility_of(by.unit_id)
    permissions.require_plan(by, unit_id)
    if vaccine not in lists.vaccine_labels(starts_on):
        raise Refused(_("Chọn vắc xin trong danh sách."), field="vaccine")
    if ends_on < starts_on:
        raise Refused(_("Ngày kết thúc trước ngày bắt đầu."), field="ends_on")
    size = lists.doses_a_vial(vaccine, starts_on)
    row = NeedSheet(
        id=uuid7(),
        unit_id=unit_id,
        title=nfc(title).strip(),
        vaccine=vaccine,
        starts_on=starts_on,
        ends_on=ends_on,
        doses_a_vial=size,
        wastage=rules.proposed_wastage(lists.wastages(starts_on), size),
        **lists.proposed(starts_on),
    )
    with changes.apply(actor=by, reason="vaccine_need.draw_up", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def set_figures(
    *, sheet: NeedSheet, figures: Mapping[str, Any], sources: Mapping[str, str], by: Actor
) -> NeedSheet:
    """Any of the figures, each with where it is from; impossible ones are refused."""
    permissions.require_plan(by, sheet.unit_id)
    named = {name: value for name, value in figures.items() if name in lists.FIGURES}
    for name, value in named.items():
        setattr(sheet, name, value)
    _require_possible(sheet)
    told = {name: nfc(text).strip()[:200] for name, text in sources.items()}
    sheet.sources = {name: text for name, text in told.items() if name in lists.FIGURES and text}
    sheet.version += 1
    with changes.apply(actor=by, reason="vaccine_need.figures") as log:
        log.change(sheet, [*named, "sources", "version"])
    return sheet


FORETOLD = (("cases_low", 0.05), ("cases_mid", 0.5), ("cases_high", 0.95))
WEEKS_AHEAD = 4


def take_forecast(*, sheet: NeedSheet, by: Actor) -> NeedSheet:
    """Cases low, middle and high as foretold for the unit's area, each with its basis; may be typed over."""
    permissions.require_plan(by, sheet.unit_id)
    area = queries.area_of(sheet.unit_id)
    for disease in lists.diseases_against(sheet.vaccine, sheet.starts_on):
        found = facts.ask("surveillance.forecast", disease=disease, area=area, horizon=WEEKS_AHEAD)
        if found is not None:
            figures = {name: round(found.total(level), 1) for name, level in FORETOLD}
            told = {name: _basis(found, disease, level) for name, level in FORETOLD}
            return set_figures(sheet=sheet, figures=figures, sources=sheet.sources | told, by=by)
    raise Refused(
        _("Chưa có dự báo cho bệnh mà vắc xin này phòng. Nhập số ca ở Sửa số liệu và ghi nguồn.")
    )


def _basis(found: Any, disease: str, level: float) -> str:
    return _(
        "Dự báo %(disease)s %(weeks)s tuần từ %(day)s, phân vị %(level)s%%; %(version)s, dấu %(mark)s"
    ) % {
        "disease": disease,
        "weeks": len(found.weeks),
        "day": f"{found.origin:%d/%m/%Y}",
        "level": round(100 * level),
        "version": found.version,
        "mark": found.parameters,
    }


def _require_possible(sheet: NeedSheet) -> None:
    ranges = (
        ("coverage", 0, 100),
        ("wastage", 0, 95),
        ("buffer", 0, 300),
        ("spoilt", 0, 100),
        ("doses_a_vial", 1, 100),
        ("doses_a_person", 1, 10),
        ("cubic_cm_a_dose", 0, 500),
        ("doses_a_team_day", 1, 10_000),
        ("team_days", 1, 400),
        ("round_a_case", 0, 100_000),
        ("cases_low", 0, 10_000_000),
        ("cases_mid", 0, 10_000_000),
        ("cases_high", 0, 10_000_000),
    )
    for name, least, most in ranges:
        if not least <= getattr(sheet, name) <= most:
            raise Refused(
                _("Ghi số từ %(least)s đến %(most)s.") % {"least": least, "most": most}, field=name
            )
    if not sheet.cases_low <= sheet.cases_mid <= sheet.cases_high:
        raise Refused(_("Số ca dự báo: mức thấp ≤ mức giữa ≤ mức cao."), field="cases_mid")
    check(0, 0, queries.assumptions(sheet))


def put_place(
    *, sheet: NeedSheet, said: PlaceSaid, by: Actor, place: NeedPlace | None = None
) -> NeedPlace:
    """A place is added, or its people, stock and sessions are corrected."""
    permissions.require_plan(by, sheet.unit_id)
    told = _judged(said, sheet)
    row = place or NeedPlace(id=uuid7(), unit_id=sheet.unit_id, sheet=sheet)
    for name, value in told.items():
        setattr(row, name, value)
    with changes.apply(actor=by, reason="vaccine_need.place") as log:
        if place is None:
            log.create(row)
        else:
            log.change(row, [*told])
        _next_version(log, sheet)
    return row


def _judged(said: PlaceSaid, sheet: NeedSheet) -> dict[str, Any]:
    known = {band.code for band in lists.bands(sheet.starts_on)}
    name = nfc(said.name).strip()[:200]
    if not name:
        raise Refused(_("Ghi tên xã hoặc đơn vị."), field="name")
    if set(said.people) - known:
        raise Refused(_("Có nhóm tuổi không có trong danh mục."), field="people")
    for code, number in said.people.items():
        if not 0 <= number <= MOST_PEOPLE:
            raise Refused(_("Số đối tượng không được âm."), field=f"band_{code}")
    if said.stock < 0:
        raise Refused(_("Tồn kho không được âm: đếm lại số liều còn dùng được."), field="stock")
    if not 0 <= said.sessions <= 1000:
        raise Refused(_("Số buổi tiêm từ 0 đến 1.000."), field="sessions")
    return {
        "name": name,
        "name_fold": queries.folded(name),
        "people": dict(said.people),
        "stock": said.stock,
        "sessions": said.sessions,
        "source": nfc(said.source).strip()[:200],
    }


def fill_from_registry(*, sheet: NeedSheet, by: Actor) -> int:
    """A row for every unit below, its people counted in the registry of persons; known rows stay.

    Whoever answers for no commune and has nobody counted is no place where vials are drawn. A commune of
    whose people this machine holds none is a place without a number, not one with nobody in it.
    """
    permissions.require_plan(by, sheet.unit_id)
    units = _not_yet_in(sheet)
    of_commune = queries.people_of([each.commune_code for each in units], sheet.starts_on)
    counted = {each.id: of_commune.get(each.commune_code, {}) for each in units}
    source = _("Đếm trong sổ người dân của phần mềm ngày %(day)s")
    return _filled(sheet, units, counted, source, by)


def fill_with_due(*, sheet: NeedSheet, by: Actor) -> int:
    """The same with only those children whose dose of this vaccine is due or late on the first day."""
    permissions.require_plan(by, sheet.unit_id)
    units = _not_yet_in(sheet)
    births = facts.ask(
        "immunization.births_of_due",
        unit_ids=[each.id for each in units],
        vaccine=sheet.vaccine,
        on=sheet.starts_on,
        by=by,
    )
    counted = {each.id: queries.by_band(births.get(each.id, []), sheet.starts_on) for each in units}
    source = _("Trẻ đến hạn hoặc trễ mũi, đếm từng trẻ trong sổ tiêm chủng ngày %(day)s")
    return _filled(sheet, units, counted, source, by)


def _not_yet_in(sheet: NeedSheet) -> list[Unit]:
    known = {row.of_unit_id for row in queries.places_of(sheet)}
    below = queries.units_below(sheet.unit_id, sheet.starts_on)
    return [each for each in below if each.id not in known]


def _filled(
    sheet: NeedSheet,
    units: list[Unit],
    counted: Mapping[uuid.UUID, Mapping[str, int]],
    source: str,
    by: Actor,
) -> int:
    told = source % {"day": f"{sheet.starts_on:%d/%m/%Y}"}
    known = queries.with_people_here(units)
    nobody = {band.code: 0 for band in lists.bands(sheet.starts_on)}
    nobody_here = _("Máy này không giữ sổ người dân của xã: ghi số đối tượng.")
    rows = [
        NeedPlace(
            id=uuid7(),
            unit_id=sheet.unit_id,
            sheet=sheet,
            of_unit_id=each.id,
            name=each.name,
            name_fold=queries.folded(each.name),
            people={**nobody, **counted[each.id]} if each.id in known else {},
            source=told if each.id in known else nobody_here,
        )
        for each in units
        if each.kind in COMMUNE_KINDS or any(counted[each.id].values())
    ]
    if not rows:
        raise Refused(_("Mọi đơn vị tuyến dưới có đối tượng đã có trong bảng."))
    with changes.apply(actor=by, reason="vaccine_need.fill") as log:
        log.create(*rows)
        _next_version(log, sheet)
    return len(rows)


def strike_place(*, place: NeedPlace, by: Actor) -> None:
    permissions.require_plan(by, place.unit_id)
    place.is_struck = True
    with changes.apply(actor=by, reason="vaccine_need.strike_place") as log:
        log.change(place, ["is_struck"])
        _next_version(log, place.sheet)


def _next_version(log: Any, sheet: NeedSheet) -> None:
    sheet.version += 1
    log.change(sheet, ["version"])
