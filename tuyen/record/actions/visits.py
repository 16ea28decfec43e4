"""Finishing a visit: one act writes encounter, readings, diagnoses, prescriptions and the queue."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused, Stale
from tuyen.platform import changes
from tuyen.platform.drafts.actions import FormKept
from tuyen.record import permissions
from tuyen.record.actions.appointments import follow_visit
from tuyen.record.actions.day_locks import require_reason
from tuyen.record.actions.orders import withdrawn_with
from tuyen.record.actions.procedures import struck_with
from tuyen.record.actions.queue import require_not_held
from tuyen.record.actions.visit_rows import About, entered_in_error, rows_of, sheets_of
from tuyen.record.chart import Chart, chart_of
from tuyen.record.events import VisitAmended, VisitCancelled, VisitFinished
from tuyen.record.models import Allergy, Encounter, Order, QueueEntry
from tuyen.record.queries.allergies import allergic_to
from tuyen.record.queries.orders import of_visit
from tuyen.record.queries.prescriptions import earlier_sheets
from tuyen.record.rules import prescriptions, queue, visits
from tuyen.record.sentences import sentence
from tuyen.record.sheet import Sheet
from tuyen.registry.persons.models import Person

UNDO = dt.timedelta(minutes=2)  # ten seconds on the page, and a poor link


class NotYet(Refused):
    """The sheet has faults; each says its field and line."""

    def __init__(self, findings: list[visits.Finding]) -> None:
        super().__init__(" ".join(sentence(each) for each in findings), field=findings[0].field)
        self.findings = findings


@dataclass(frozen=True)
class Finished:
    """is_repeated: the same form had come before; nothing was written now."""

    encounter_id: uuid.UUID
    is_repeated: bool = False


def finish_visit(
    *,
    person: Chart | Person | uuid.UUID,
    sheet: Sheet,
    by: Actor,
    entry: QueueEntry | None = None,
    repeat: changes.Repeat | None = None,
    draft: FormKept | None = None,
) -> Finished:
    """The visit is over: it becomes a fact of the chart. The same form sent twice is one visit.

    draft: what was kept while it was typed goes in the same transaction.
    Raises NotYet with every fault of the sheet, Refused when a colleague holds the person.
    """
    permissions.require_record(by)
    try:
        return _finish(person, sheet, by, entry, repeat, draft)
    except changes.Repeated as earlier:
        return _earlier(earlier)
    except Refused as refusal:
        outcome = repeat.outcome() if repeat else None
        if isinstance(outcome, changes.Repeated):
            return _earlier(outcome)
        raise outcome or refusal


def _earlier(repeated: changes.Repeated) -> Finished:
    assert repeated.result_id is not None
    return Finished(repeated.result_id, is_repeated=True)


def _finish(
    person: Chart | Person | uuid.UUID,
    sheet: Sheet,
    by: Actor,
    entry: QueueEntry | None,
    repeat: changes.Repeat | None,
    draft: FormKept | None,
) -> Finished:
    if entry is not None:
        _require_open(entry, by)
    chart = chart_of(person, by)
    about = _about(chart, sheet, by)
    encounter, children = rows_of(about)
    with changes.apply(actor=by, reason="visit.finish", why=sheet.why, repeat=repeat) as log:
        log.check(lambda: require_reason(by.unit_id, sheet.day, sheet.why or by.late_reason))
        log.create(encounter, *children)
        if entry is not None:
            _close(entry, encounter, by)
            log.change(entry, list(CLOSED))
        if draft is not None:
            log.add(draft)
        if encounter.next_visit_on is not None:
            follow_visit(log, encounter, by)
        log.announce(_finished(encounter))
        log.result_id = encounter.id
    return Finished(encounter.id)


def _about(chart: Chart, sheet: Sheet, by: Actor, amends: Encounter | None = None) -> About:
    """Everything judged: faults, allergies, who may prescribe, the compartment."""
    person, now, table = chart.person, clock.now(), prescriptions.table_on(sheet.day)
    of = visits.Of(
        born_on=person.birth_date if person.birth_precision == "day" else None,
        deceased_on=person.deceased_on,
    )
    findings = visits.faults(sheet, of, now, table)
    if sheet.lines:
        permissions.require_prescribe(by, sheets_of(sheet.lines, table), sheet.day)
        known = allergic_to(chart.read(Allergy))
        findings += visits.allergy_faults(sheet.lines, known, sheet.day)
    if findings:
        raise NotYet(findings)
    return About(
        patient_id=amends.patient_id if amends else person.id,
        compartment=permissions.compartment_for(by, person.compartment),
        by=by,
        sheet=sheet,
        table=table,
        now=now,
        amends_id=amends.id if amends else None,
        earlier=earlier_sheets(chart, amends) if amends else {},
    )


CLOSED = ("status", "finished_at", "encounter_id", "seen_by", "seen_by_name")


def _require_open(entry: QueueEntry, by: Actor) -> None:
    require_not_held(entry, by)
    if not queue.may_follow(entry.status, queue.Status.DONE):
        raise Refused(
            _("Lượt này %(status)s, nên phiếu chưa được ghi. Mở lại từ trang Hôm nay nếu cần.")
            % {"status": entry.get_status_display().lower()},
            code="closed",
        )


def _close(entry: QueueEntry, encounter: Encounter, by: Actor) -> None:
    entry.status = queue.Status.DONE
    entry.finished_at = encounter.recorded_at
    entry.encounter_id = encounter.id
    entry.seen_by, entry.seen_by_name = by.account_id, by.name


def _finished(encounter: Encounter) -> VisitFinished:
    return VisitFinished(
        encounter.id,
        encounter.patient_id,
        encounter.unit_id,
        encounter.day,
        encounter.compartment,
    )


def amend_visit(
    *,
    encounter: Encounter,
    sheet: Sheet,
    by: Actor,
    why: str,
    repeat: changes.Repeat | None = None,
    draft: FormKept | None = None,
) -> Finished:
    """A finished visit is corrected by a new one; the earlier stays in the history.

    A signed prescription whose lines changed gets a new number; an unchanged one keeps its own.
    """
    _require_correctable(encounter, by, why)
    chart = chart_of(encounter.patient_id, by)
    amended, children = rows_of(_about(chart, sheet, by, amends=encounter))
    try:
        with changes.apply(actor=by, reason="visit.amend", why=why.strip(), repeat=repeat) as log:
            log.check(lambda: _require_newest(encounter))
            log.create(amended, *children)
            follow_visit(log, amended, by, earlier=encounter)
            if draft is not None:
                log.add(draft)
            log.announce(
                VisitAmended(amended.id, encounter.id, amended.patient_id, amended.unit_id)
            )
            log.result_id = amended.id
    except changes.Repeated as earlier:
        return _earlier(earlier)
    return Finished(amended.id)


def cancel_visit(*, encounter: Encounter, by: Actor, why: str) -> list[Order]:
    """Entered in error: it leaves every list and count, and stays in the history.

    What it had ordered and nobody has answered is withdrawn; a specimen already taken stays with its label.
    The orders of the visit as they are now, those that `by` may see.
    """
    _require_correctable(encounter, by, why)
    chart = chart_of(encounter.patient_id, by)
    withdrawn = withdrawn_with(chart, encounter, why.strip())
    _take_back(encounter, by, "visit.cancel", why.strip(), orders=withdrawn)
    return of_visit(chart, encounter)


def undo_finish(*, encounter: Encounter, by: Actor, entry: QueueEntry | None = None) -> None:
    """“Hoàn tác”, right after finishing: the visit never was, the person is being seen again."""
    permissions.require_record(by)
    if clock.now() - encounter.recorded_at > UNDO or encounter.unit_id != by.unit_id:
        raise Refused(_("Đã quá lúc hoàn tác. Mở lượt khám rồi chọn “Sửa” hoặc “Hủy lượt khám”."))
    _take_back(encounter, by, "visit.undo", "", entry)


def _take_back(
    encounter: Encounter,
    by: Actor,
    reason: str,
    why: str,
    entry: QueueEntry | None = None,
    orders: Iterable[Order] = (),
) -> None:
    mark = entered_in_error(encounter, by)
    procedures = struck_with(encounter, by)
    with changes.apply(actor=by, reason=reason, why=why) as log:
        log.check(lambda: _require_newest(encounter))
        log.check(lambda: require_reason(encounter.unit_id, encounter.day, why))
        log.create(mark, *procedures)
        follow_visit(log, mark, by, earlier=encounter)
        for order in orders:
            log.change(order, ["status", "status_reason"])
        if entry is not None and queue.may_follow(entry.status, queue.Status.IN_PROGRESS):
            entry.status, entry.finished_at = queue.Status.IN_PROGRESS, None
            log.change(entry, ["status", "finished_at"])
        log.announce(VisitCancelled(encounter.id, encounter.patient_id, encounter.unit_id))


def _require_correctable(encounter: Encounter, by: Actor, why: str) -> None:
    permissions.require_amend(by)
    if encounter.unit_id != by.unit_id:
        raise Refused(_("Lượt khám này của đơn vị khác. Xin nơi đã khám sửa."))
    if not why.strip():
        raise Refused(_("Ghi lý do sửa: người đọc sau cần biết vì sao."), field="why")


def _require_newest(encounter: Encounter) -> None:
    """Inside the transaction: nobody corrected it meanwhile."""
    if not _is_newest(encounter.id, [encounter.patient_id]):
        raise Stale(
            _("Lượt khám này vừa được người khác sửa. Xin tải lại; nội dung bạn nhập vẫn còn đây.")
        )


def _is_newest(encounter_id: uuid.UUID, patient_ids: Iterable[uuid.UUID]) -> bool:
    found = Encounter.objects.filter(
        pk=encounter_id, patient_id__in=list(patient_ids), superseded_by_id=None
    )
    return found.exists()
