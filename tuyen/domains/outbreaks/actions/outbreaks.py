"""An outbreak is opened by a person, joined by cases, reported every day, closed after the rule's days."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.outbreaks import permissions, rules
from tuyen.domains.outbreaks.models import Outbreak, OutbreakMeasure, OutbreakReport
from tuyen.domains.outbreaks.queries import outbreaks as queries
from tuyen.domains.outbreaks.queries import zones
from tuyen.platform import changes
from tuyen.record.actions.cases import join_outbreak, joining
from tuyen.record.models import Case

Status, Kind = Outbreak.Status, OutbreakMeasure.Kind
ENDING = ["status", "closed_on", "closed_by_name", "closing_note", "early_basis"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What the person who opens says."""

    place: str
    basis: str
    place_kind: str = "community"
    people_at_risk: int | None = None


def open_outbreak(
    *, cases: Sequence[Case], said: Opening, by: Actor, repeat: changes.Repeat | None = None
) -> Outbreak:
    """A person decides that these cases are one outbreak; the unit of that person keeps it."""
    permissions.require_open(by)
    diseases = {case.disease for case in cases}
    if len(diseases) != 1:
        raise Refused(_("Chọn ít nhất một ca, các ca cùng một bệnh."), field="cases")
    if any(case.outbreak_id for case in cases):
        raise Refused(_("Có ca đã thuộc một ổ dịch khác. Mở ổ dịch đó."), field="cases")
    place, basis = nfc(said.place).strip(), nfc(said.basis).strip()
    if not place:
        raise Refused(_("Ghi nơi xảy ra ổ dịch."), field="place")
    if not basis:
        raise Refused(_("Ghi căn cứ mở ổ dịch."), field="basis")
    first = min(cases, key=lambda case: case.onset_on)
    inside = next((case.custody_site_id for case in cases if case.custody_site_id), None)
    outbreak = Outbreak(
        unit_id=by.unit_id,
        area_id=first.area_id,
        custody_site_id=inside,
        disease=first.disease,
        place_kind=said.place_kind,
        place=place,
        began_on=first.onset_on,
        opened_on=clock.today(),
        opened_by_name=by.name,
        basis=basis,
        people_at_risk=said.people_at_risk,
    )
    with changes.apply(actor=by, reason="outbreak.open", repeat=repeat) as log:
        log.create(outbreak)
        for case in cases:
            joining(log, case=case, outbreak_id=outbreak.id, by=by)
        log.result_id = outbreak.id
    return outbreak


def add_case(*, outbreak: Outbreak, case: Case, by: Actor) -> None:
    """One more case of the same disease; what it hides, the outbreak hides from now on."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    if case.disease != outbreak.disease:
        raise Refused(_("Ca này mắc bệnh khác với ổ dịch."), field="case")
    if case.outbreak_id:
        raise Refused(_("Ca này đã thuộc một ổ dịch."), field="case")
    changed = []
    if case.onset_on < outbreak.began_on:
        outbreak.began_on = case.onset_on
        changed.append("began_on")
    if case.custody_site_id and not outbreak.custody_site_id:
        outbreak.custody_site_id = case.custody_site_id
        changed.append("custody_site_id")
    with changes.apply(actor=by, reason="outbreak.case") as log:
        joining(log, case=case, outbreak_id=outbreak.id, by=by)
        if changed:
            log.change(outbreak, changed)


def leave_case(*, outbreak: Outbreak, case: Case, by: Actor) -> None:
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    if case.outbreak_id != outbreak.id:
        raise Refused(_("Ca này không thuộc ổ dịch."), field="case")
    join_outbreak(case=case, outbreak_id=None, by=by)


def add_measure(*, outbreak: Outbreak, by: Actor, **said: Any) -> OutbreakMeasure:
    """A measure, or supplies handed out. said: kind, what, amount, amount_unit, document, done_on."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    if said["kind"] not in Kind.values:
        raise Refused(_("Chọn biện pháp trong danh sách."), field="kind")
    if not nfc(said["what"]).strip():
        raise Refused(_("Ghi nội dung đã làm."), field="what")
    if not outbreak.began_on <= said["done_on"] <= clock.today():
        raise Refused(_("Ngày làm phải từ ca đầu tiên đến hôm nay."), field="done_on")
    if said["kind"] == Kind.SUPPLY and not said.get("amount"):
        raise Refused(_("Cấp vật tư thì ghi số lượng."), field="amount")
    row = OutbreakMeasure(unit_id=outbreak.unit_id, outbreak=outbreak, by_name=by.name, **said)
    with changes.apply(actor=by, reason="outbreak.measure") as log:
        log.create(row)
    return row


def report_day(*, outbreak: Outbreak, note: str, by: Actor) -> OutbreakReport:
    """The report that an open outbreak owes every day; told again on the same day, it replaces itself."""
    permissions.require_keep(by, outbreak)
    require_running(outbreak)
    today, figures = clock.today(), queries.figures_of(outbreak)
    known = OutbreakReport.objects.filter(outbreak=outbreak, unit_id=outbreak.unit_id, day=today)
    row = known.first()
    is_new = row is None
    row = row or OutbreakReport(unit_id=outbreak.unit_id, outbreak=outbreak, day=today)
    values = {
        "new_cases": queries.new_on(outbreak, today),
        "cases": figures.cases,
        "confirmed": figures.confirmed,
        "in_care": figures.in_care,
        "deaths": figures.deaths,
        "note": nfc(note).strip(),
        "reported_at": clock.now(),
        "by_name": by.name,
    }
    for name, value in values.items():
        setattr(row, name, value)
    with changes.apply(actor=by, reason="outbreak.report") as log:
        if is_new:
            log.create(row)
        else:
            log.change(row, list(values))
    return row


def close(
    *, outbreak: Outbreak, on: dt.date, note: str, by: Actor, early_basis: str = ""
) -> Outbreak:
    """From the first day that the rule allows; before it, refused with that day, unless somebody says on
    what of the rulebook's list, and why."""
    permissions.require_keep(by, outbreak)
    _require_step(outbreak, Status.CLOSED)
    first = queries.figures_of(outbreak).close_from
    if on > clock.today() or on < outbreak.opened_on:
        raise Refused(_("Ngày kết thúc phải từ ngày mở đến hôm nay."), field="on")
    is_early = bool(first and on < first)
    if first and is_early:
        _require_early_basis(first, early_basis, note)
    if standing := zones.active(outbreak).first():
        raise Refused(
            _("Vùng “%(name)s” chưa dỡ bỏ. Ghi quyết định dỡ bỏ rồi kết thúc ổ dịch.")
            % {"name": standing.name},
            code="zone_stands",
        )
    outbreak.status, outbreak.closed_on = Status.CLOSED, on
    outbreak.closed_by_name, outbreak.closing_note = by.name, nfc(note).strip()
    outbreak.early_basis = early_basis if is_early else ""
    return _moved(outbreak, "outbreak.close", by)


def reopen(*, outbreak: Outbreak, why: str, by: Actor) -> Outbreak:
    """A case came after the end, or it was closed by mistake."""
    permissions.require_keep(by, outbreak)
    _require_step(outbreak, Status.OPEN)
    if not (said := nfc(why).strip()):
        raise Refused(_("Ghi lý do mở lại."), field="why")
    outbreak.status, outbreak.closed_on = Status.OPEN, None
    outbreak.closed_by_name, outbreak.closing_note, outbreak.early_basis = "", "", ""
    return _moved(outbreak, "outbreak.reopen", by, said)


def _moved(outbreak: Outbreak, reason: str, by: Actor, why: str = "") -> Outbreak:
    with changes.apply(actor=by, reason=reason, why=why) as log:
        log.still(outbreak)
        log.change(outbreak, ENDING)
    return outbreak


def _require_early_basis(first: dt.date, basis: str, note: str) -> None:
    if not basis:
        raise Refused(
            _("Chưa đủ ngày theo dõi sau ca cuối: kết thúc được từ ngày %(day)s.")
            % {"day": f"{first:%d/%m/%Y}"},
            field="on",
            code="too_early",
        )
    if basis not in rules.early_bases(clock.today(), None):
        raise Refused(_("Chọn căn cứ kết thúc sớm trong danh sách."), field="early_basis")
    if not nfc(note).strip():
        raise Refused(_("Kết thúc sớm thì ghi rõ lý do, số văn bản."), field="note")


def require_running(outbreak: Outbreak) -> None:
    if outbreak.status != Status.OPEN:
        raise Refused(_("Ổ dịch đã kết thúc. Mở lại trước khi ghi thêm."))


def _require_step(outbreak: Outbreak, then: str) -> None:
    if not rules.may_follow(outbreak.status, then):
        raise Refused(
            _("Ổ dịch đang ở tình trạng “%(status)s”.") % {"status": outbreak.get_status_display()},
            code="illegal_step",
        )


def case_ids(texts: Sequence[str]) -> list[uuid.UUID]:
    """Ids that came with a form; what is none is left out."""
    found = []
    for text in texts:
        try:
            found.append(uuid.UUID(text))
        except ValueError:
            continue
    return found
