"""Agreements are signed, extended, ended; commitments are made and kept. Both sides are warned in time."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.steering import permissions
from tuyen.domains.steering.models import Agreement, Commitment
from tuyen.domains.steering.queries import agreements as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments.models import Blob
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task
from tuyen.registry.facilities import direction
from tuyen.registry.facilities.models import Unit

EXPIRES = "agreement_expires"
OWED = "commitment_due"
SAID = ("kind", "number", "title", "purposes", "signed_on", "valid_from", "valid_to", "note")
SIDES = ("other_unit_id", "other_party")


@dataclass(frozen=True)
class Signed:
    """What stands in the document."""

    kind: str
    number: str
    title: str
    signed_on: dt.date
    valid_from: dt.date
    valid_to: dt.date | None = None
    purposes: tuple[str, ...] = ()
    other: Unit | None = None
    other_party: str = ""
    note: str = ""


def sign(
    *, said: Signed, by: Actor, document: Blob | None = None, repeat: changes.Repeat | None = None
) -> Agreement:
    """A signed document enters the register; both sides get a task before it expires."""
    permissions.require_manage_agreements(by)
    row = Agreement(id=uuid7(), unit_id=facility_of(by))
    _take_over(row, said)
    if document is not None:
        _attach(row, document)
    with changes.apply(actor=by, reason="steering.sign_agreement", repeat=repeat) as log:
        log.create(row, *warnings(row))
        log.result_id = row.id
    return row


def correct(*, agreement: Agreement, said: Signed, by: Actor, why: str) -> Agreement:
    """What was typed wrong is mended, with the reason; the history keeps what stood there."""
    permissions.require_manage(by, agreement)
    if not nfc(why):
        raise Refused(_("Ghi lý do sửa."), field="why")
    _take_over(agreement, said)
    with changes.apply(actor=by, reason="steering.correct_agreement", why=nfc(why)) as log:
        log.change(agreement, [*SAID, *SIDES])
        _warn_anew(log, agreement, by)
    return agreement


def _take_over(row: Agreement, said: Signed) -> None:
    _require_sound(row, said)
    row.kind, row.number, row.title = said.kind, nfc(said.number), nfc(said.title)
    row.purposes = sorted(said.purposes)
    row.signed_on, row.valid_from, row.valid_to = said.signed_on, said.valid_from, said.valid_to
    row.other_unit_id = direction.facility_of(said.other.id) if said.other else None
    row.other_party = "" if said.other else nfc(said.other_party)
    row.note = nfc(said.note)


def _require_sound(row: Agreement, said: Signed) -> None:
    if said.other is None and not nfc(said.other_party):
        raise Refused(_("Chọn đơn vị bên kia, hoặc ghi tên nếu ở ngoài mạng lưới."), field="other")
    if said.other is not None and direction.facility_of(said.other.id) == row.unit_id:
        raise Refused(_("Hai bên phải là hai đơn vị khác nhau."), field="other")
    if said.valid_to is not None and said.valid_to < said.valid_from:
        raise Refused(_("Ngày hết hiệu lực phải sau ngày có hiệu lực."), field="valid_to")
    if said.signed_on > clock.today():
        raise Refused(_("Ngày ký ở tương lai: kiểm tra lại."), field="signed_on")


def _attach(row: Agreement, document: Blob) -> None:
    row.document_sha256 = document.sha256
    row.document_type, row.document_bytes = document.content_type, document.size_bytes


DOCUMENT = ["document_sha256", "document_type", "document_bytes"]


def attach_document(*, agreement: Agreement, chunks: Iterable[bytes], by: Actor) -> Agreement:
    """The scanned paper; a newer one takes the place of the older."""
    permissions.require_manage(by, agreement)
    _attach(agreement, attachments.keep(chunks=chunks, by=by, taken={"application/pdf"}))
    with changes.apply(actor=by, reason="steering.attach_document") as log:
        log.change(agreement, DOCUMENT)
    return agreement


def extend(*, agreement: Agreement, valid_to: dt.date, number: str, by: Actor) -> Agreement:
    """Prolonged by a document of its own; what has ended is signed anew, not prolonged."""
    permissions.require_manage(by, agreement)
    if agreement.ended_on is not None:
        raise Refused(_("Văn bản đã chấm dứt: ký văn bản mới thay vì gia hạn."))
    if agreement.valid_to is None:
        raise Refused(_("Văn bản không ghi thời hạn, không cần gia hạn."), field="valid_to")
    if valid_to <= agreement.valid_to:
        raise Refused(_("Ngày mới phải sau ngày hết hiệu lực hiện tại."), field="valid_to")
    if not nfc(number):
        raise Refused(_("Ghi số phụ lục hoặc văn bản gia hạn."), field="number")
    agreement.valid_to, agreement.extended_by = valid_to, nfc(number)
    with changes.apply(actor=by, reason="steering.extend_agreement") as log:
        log.change(agreement, ["valid_to", "extended_by"])
        _warn_anew(log, agreement, by)
    return agreement


def end(*, agreement: Agreement, on: dt.date, why: str, by: Actor) -> Agreement:
    """Ended before its time: from this day nothing may rest on it, and its promises are dropped."""
    permissions.require_manage(by, agreement)
    if agreement.ended_on is not None:
        raise Refused(_("Văn bản này đã chấm dứt rồi."))
    if on < agreement.valid_from:
        raise Refused(_("Chấm dứt không thể trước ngày có hiệu lực."), field="on")
    if not nfc(why):
        raise Refused(_("Ghi lý do và số văn bản chấm dứt."), field="why")
    agreement.ended_on, agreement.ended_reason = on, nfc(why)
    open_ = list(agreement.commitments.filter(status="open", due_on__gte=on))
    with changes.apply(actor=by, reason="steering.end_agreement", why=nfc(why)) as log:
        log.change(agreement, ["ended_on", "ended_reason"])
        for task in queries.open_tasks_about(agreement.id, EXPIRES):
            log.change(task, mark_done(task, by=by, outcome=_("Văn bản đã chấm dứt")))
        for commitment in open_:
            _close(log, commitment, "dropped", nfc(why), by)
    return agreement


def warnings(row: Agreement) -> list[Task]:
    """A task on either side, due when the end is near; none for what is over already."""
    day = row.term.warns_on(queries.warn_days(row.valid_from, row.unit_id))
    if day is None or row.valid_to is None or row.valid_to < clock.today():
        return []
    title = _("Văn bản %(number)s sắp hết hiệu lực: gia hạn, ký mới hoặc để kết thúc")
    return [
        new_task(
            title=title % {"number": row.number},
            kind=EXPIRES,
            due_on=day,
            unit_id=unit_id,
            subject_id=row.id,
        )
        for unit_id in (row.unit_id, row.other_unit_id)
        if unit_id is not None
    ]


def _warn_anew(log: changes.Log, agreement: Agreement, by: Actor) -> None:
    for task in queries.open_tasks_about(agreement.id, EXPIRES):
        log.change(task, mark_done(task, by=by, outcome=_("Thời hạn đã thay đổi")))
    log.create(*warnings(agreement))


@dataclass(frozen=True)
class Promised:
    """owner_unit_id: who owes it; None for the side outside the network."""

    title: str
    deliverable: str
    due_on: dt.date
    owner_unit_id: uuid.UUID | None = None


def promise(*, agreement: Agreement, said: Promised, by: Actor) -> Commitment:
    """A commitment of one side; the unit that owes it gets a task some days before it is due."""
    permissions.require_manage(by, agreement)
    require_holds(agreement, clock.today())
    _require_promise(agreement, said)
    row = Commitment(
        id=uuid7(),
        unit_id=agreement.unit_id,
        agreement=agreement,
        owner_unit_id=said.owner_unit_id,
        title=nfc(said.title),
        deliverable=nfc(said.deliverable),
        due_on=said.due_on,
    )
    told = reminder(row)
    row.task_id = told[0].id if told else None
    with changes.apply(actor=by, reason="steering.promise") as log:
        log.create(row, *told)
    return row


def require_holds(agreement: Agreement, on: dt.date) -> None:
    """Nothing new rests on an agreement that does not hold on the day."""
    if not agreement.term.holds_on(on):
        raise Refused(
            _(
                "Văn bản %(number)s không còn hoặc chưa có hiệu lực ngày %(day)s: ký mới hoặc gia hạn trước."
            )
            % {"number": agreement.number, "day": f"{on:%d/%m/%Y}"},
            code="agreement_not_in_force",
        )


def _require_promise(agreement: Agreement, said: Promised) -> None:
    if not nfc(said.title) or not nfc(said.deliverable):
        raise Refused(_("Ghi cam kết và sản phẩm phải có."), field="title")
    if agreement.valid_to is not None and said.due_on > agreement.valid_to:
        raise Refused(_("Hạn sau ngày văn bản hết hiệu lực: chọn ngày sớm hơn."), field="due_on")
    sides = {agreement.unit_id, agreement.other_unit_id}
    if said.owner_unit_id not in sides:
        raise Refused(_("Chọn bên chịu trách nhiệm trong hai bên ký."), field="owner")


def reminder(row: Commitment) -> list[Task]:
    if row.owner_unit_id is None:
        return []
    ahead = dt.timedelta(days=queries.commitment_warn_days(row.due_on, row.owner_unit_id))
    title = _("Cam kết đến hạn %(day)s: %(title)s")
    said = title % {"day": f"{row.due_on:%d/%m/%Y}", "title": row.title}
    return [
        new_task(
            title=said[:200],
            kind=OWED,
            due_on=row.due_on - ahead,
            unit_id=row.owner_unit_id,
            subject_id=row.agreement_id,
        )
    ]


CLOSED = ["status", "done_on", "result", "done_by", "done_by_name"]


def fulfil(*, commitment: Commitment, on: dt.date, result: str, by: Actor) -> Commitment:
    """Done, on which day and with what to show; done after its day stays marked as late."""
    permissions.require_fulfil(by, commitment)
    _require_open(commitment)
    if on > clock.today():
        raise Refused(_("Ngày xong ở tương lai: kiểm tra lại."), field="on")
    if not nfc(result):
        raise Refused(_("Ghi kết quả, sản phẩm đã giao."), field="result")
    with changes.apply(actor=by, reason="steering.fulfil") as log:
        _close(log, commitment, "done", nfc(result), by, on)
    return commitment


def drop(*, commitment: Commitment, why: str, by: Actor) -> Commitment:
    """Both sides agreed to leave it; the reason stays."""
    permissions.require_manage(by, commitment.agreement)
    _require_open(commitment)
    if not nfc(why):
        raise Refused(_("Ghi lý do bỏ cam kết."), field="result")
    with changes.apply(actor=by, reason="steering.drop", why=nfc(why)) as log:
        _close(log, commitment, "dropped", nfc(why), by)
    return commitment


def _require_open(commitment: Commitment) -> None:
    if commitment.status != queries.OPEN:
        raise Refused(_("Cam kết này đã kết thúc."))


def _close(
    log: changes.Log,
    commitment: Commitment,
    status: str,
    result: str,
    by: Actor,
    on: dt.date | None = None,
) -> None:
    commitment.status, commitment.result = status, result
    commitment.done_on = on
    commitment.done_by, commitment.done_by_name = by.account_id, by.name
    log.change(commitment, CLOSED)
    for task in queries.reminders_of(commitment):
        log.change(task, mark_done(task, by=by, outcome=result[:300]))
