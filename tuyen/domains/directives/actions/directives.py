"""A directive drafted, approved, issued to many units at once, superseded, withdrawn."""

import datetime as dt
import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.directives import clocks, permissions, words
from tuyen.domains.directives.models import (
    Audience,
    Directive,
    DirectiveStatus,
    Duty,
    DutyStatus,
    Receipt,
    ReceiptStatus,
)
from tuyen.domains.directives.queries import directives as queries
from tuyen.domains.directives.queries import recipients
from tuyen.domains.directives.rules import directives as rules
from tuyen.domains.directives.rules import lists
from tuyen.domains.directives.texts import lines
from tuyen.platform import changes
from tuyen.platform.attachments import actions as attachments
from tuyen.platform.attachments import rules as files
from tuyen.platform.changes.bulk import row_of
from tuyen.record.actions.tasks import mark_done, new_task
from tuyen.record.models import Task
from tuyen.registry.facilities.models import Unit

TASK_READ, TASK_DUTY, TASK_TOLD = "directive_read", "directive_duty", "directive_withdrawn"
TAKEN = frozenset({files.PDF, files.PNG, files.JPEG, files.XLSX})
DRAFTED = [
    "kind",
    "title",
    "title_fold",
    "body",
    "legal_basis",
    "audience",
    "audience_kinds",
    "audience_ids",
    "asks",
    "read_due_on",
    "in_force_from",
    "in_force_to",
    "basis_id",
    "supersedes_id",
]


@dataclass(frozen=True)
class Said:
    """A directive as it is drafted."""

    kind: str
    title: str
    body: str = ""
    legal_basis: str = ""
    audience: str = Audience.TREE
    audience_kinds: tuple[str, ...] = ()
    audience_ids: tuple[uuid.UUID, ...] = ()
    asks: tuple[rules.Ask, ...] = field(default=())
    read_due_on: dt.date | None = None
    in_force_from: dt.date | None = None
    in_force_to: dt.date | None = None
    basis_id: uuid.UUID | None = None
    supersedes_id: uuid.UUID | None = None


def draft(*, said: Said, by: Actor, repeat: changes.Repeat | None = None) -> Directive:
    """A new paper of the unit for which `by` acts."""
    unit_id = permissions.home(by)
    permissions.require_draft(by, unit_id)
    row = Directive(
        id=uuid7(),
        unit_id=unit_id,
        drafted_at=clock.now(),
        drafted_by=by.account_id,
        drafted_by_name=by.name,
    )
    _write(row, said, by)
    with changes.apply(actor=by, reason="directives.draft", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def redraft(*, directive: Directive, said: Said, by: Actor) -> Directive:
    """While it is a draft everything may change."""
    permissions.require_draft(by, directive.unit_id)
    _require_draft_status(directive)
    _write(directive, said, by)
    with changes.apply(actor=by, reason="directives.redraft") as log:
        log.change(directive, DRAFTED)
    return directive


def attach(*, directive: Directive, name: str, chunks: Iterable[bytes], by: Actor) -> Directive:
    """The file that goes with it; a later file takes the place of the earlier one."""
    permissions.require_draft(by, directive.unit_id)
    _require_draft_status(directive)
    blob = attachments.keep(chunks=chunks, by=by, taken=TAKEN)
    directive.file_sha256, directive.file_name = blob.sha256, nfc(name)[:200]
    directive.file_type, directive.file_bytes = blob.content_type, blob.size_bytes
    with changes.apply(actor=by, reason="directives.attach") as log:
        log.change(directive, ["file_sha256", "file_name", "file_type", "file_bytes"])
    return directive


def approve(*, directive: Directive, by: Actor) -> Directive:
    permissions.require_approve(by, directive.unit_id)
    _require_step(directive, rules.APPROVED)
    directive.status = DirectiveStatus.APPROVED
    directive.approved_at, directive.approved_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="directives.approve") as log:
        log.change(directive, ["status", "approved_at", "approved_by_name"])
    return directive


def send_back(*, directive: Directive, why: str, by: Actor) -> Directive:
    """Approved too early, or not good enough: back to whoever drafts."""
    permissions.require_approve(by, directive.unit_id)
    _require_step(directive, rules.DRAFT)
    if not nfc(why):
        raise Refused(_("Ghi lý do trả lại để người soạn biết cần sửa gì."), field="why")
    directive.status = DirectiveStatus.DRAFT
    directive.approved_at, directive.approved_by_name = None, ""
    with changes.apply(actor=by, reason="directives.send_back", why=nfc(why)) as log:
        log.change(directive, ["status", "approved_at", "approved_by_name"])
    return directive


@dataclass(frozen=True)
class Signed:
    """What is known only when it goes out."""

    number: str
    issued_on: dt.date
    signed_by: str
    signed_as: str = ""


def issue(*, directive: Directive, signed: Signed, by: Actor) -> Directive:
    """It goes to every addressed unit in one act: a line of the in-box, tasks to read and to do."""
    permissions.require_approve(by, directive.unit_id)
    _require_step(directive, rules.ISSUED)
    units = _require_recipients(directive, signed.issued_on)
    _require_signed(directive, signed)
    earlier = queries.superseded_by(directive)
    _sign(directive, signed, len(units), by)
    rows = [row for unit in units for row in _rows_for(directive, unit)]
    with changes.apply(actor=by, reason="directives.issue") as log:
        log.change(directive, [*ISSUED])
        log.create(*rows)
        if earlier:
            _supersede(log, earlier, directive, by)
    return directive


ISSUED = (
    "status",
    "number",
    "issued_on",
    "issued_at",
    "issued_by",
    "issued_by_name",
    "signed_by",
    "signed_as",
    "sent_to",
    "read_due_on",
    "in_force_from",
)


def withdraw(*, directive: Directive, why: str, by: Actor) -> Directive:
    """No longer meant: every unit that received it is told, and nothing of it has to be done."""
    permissions.require_approve(by, directive.unit_id)
    _require_step(directive, rules.WITHDRAWN)
    if not nfc(why):
        raise Refused(_("Ghi lý do thu hồi: các đơn vị đã nhận sẽ đọc lý do này."), field="why")
    directive.status, directive.withdrawn_why = DirectiveStatus.WITHDRAWN, nfc(why)
    directive.withdrawn_at, directive.withdrawn_by_name = clock.now(), by.name
    outcome = _("Văn bản đã thu hồi")
    with changes.apply(actor=by, reason="directives.withdraw", why=nfc(why)) as log:
        log.change(directive, ["status", "withdrawn_at", "withdrawn_by_name", "withdrawn_why"])
        _close_all(log, directive, ReceiptStatus.WITHDRAWN, outcome, by)
        title = _("Văn bản số %(number)s đã thu hồi: ngừng thực hiện") % {
            "number": directive.number
        }
        for receipt in queries.receipts_of(directive):
            log.create(
                new_task(
                    title=title,
                    kind=TASK_TOLD,
                    due_on=clock.today(),
                    unit_id=receipt.unit_id,
                    subject_id=directive.id,
                    priority=1,
                )
            )
    return directive


def _write(row: Directive, said: Said, by: Actor) -> None:
    """Checks what can be known while drafting, then fills the row."""
    today = clock.today()
    if said.kind not in lists.rows("kind", today):
        raise Refused(_("Chọn loại văn bản."), field="kind")
    if not nfc(said.title):
        raise Refused(_("Ghi trích yếu: văn bản nói về việc gì."), field="title")
    begins, ends = said.in_force_from, said.in_force_to
    if begins and ends and ends < begins:
        raise Refused(_("Ngày hết hiệu lực phải sau ngày có hiệu lực."), field="in_force_to")
    if early := rules.first_ask_before(said.asks, begins or today):
        raise Refused(
            _("Hạn của việc “%(title)s” trước ngày văn bản có hiệu lực.") % {"title": early.title},
            field="asks",
        )
    _require_audience(said, by)
    for name in ("kind", "audience", "read_due_on", "in_force_from", "in_force_to"):
        setattr(row, name, getattr(said, name))
    row.basis_id, row.supersedes_id = said.basis_id, said.supersedes_id
    row.title, row.title_fold = nfc(said.title), fold(nfc(said.title))
    row.body, row.legal_basis = lines(said.body), nfc(said.legal_basis)
    row.audience_kinds = list(said.audience_kinds)
    row.audience_ids = [str(each) for each in said.audience_ids]
    row.asks = [
        {"title": nfc(a.title), "due_on": a.due_on.isoformat(), "needs_evidence": a.needs_evidence}
        for a in said.asks
    ]


def _require_audience(said: Said, by: Actor) -> None:
    if said.audience == Audience.KIND and not said.audience_kinds:
        raise Refused(_("Chọn ít nhất một loại đơn vị nhận."), field="audience_kinds")
    if said.audience != Audience.PICKED:
        return
    if not said.audience_ids:
        raise Refused(_("Chọn ít nhất một đơn vị nhận."), field="audience_ids")
    if set(said.audience_ids) - set(recipients.addressable(by)):
        raise Refused(
            _("Có đơn vị không thuộc phạm vi chỉ đạo của đơn vị mình. Bỏ đơn vị đó ra."),
            field="audience_ids",
        )
    require_open(Unit.objects.filter(pk__in=said.audience_ids), clock.today())


def require_open(units: Iterable[Unit], on: dt.date) -> None:
    """A closed unit receives nothing: the sentence names it and says since when."""
    for unit in units:
        if unit.valid_to is not None and unit.valid_to < on:
            raise Refused(
                _(
                    "%(unit)s đã kết thúc hoạt động ngày %(day)s nên không nhận văn bản được. "
                    "Chọn đơn vị thay thế hoặc bỏ ra khỏi nơi nhận."
                )
                % {"unit": unit.name, "day": f"{unit.valid_to:%d/%m/%Y}"},
                field="audience_ids",
                code="unit_closed",
            )


def _require_recipients(directive: Directive, on: dt.date) -> list[Unit]:
    units = [unit for unit in recipients.addressed(directive, on) if unit.id != directive.unit_id]
    require_open(units, on)
    if not units:
        raise Refused(_("Chưa có đơn vị nào nhận văn bản này. Chọn lại nơi nhận."))
    return units


def _require_signed(directive: Directive, signed: Signed) -> None:
    if not nfc(signed.number):
        raise Refused(_("Ghi số và ký hiệu văn bản."), field="number")
    if not nfc(signed.signed_by):
        raise Refused(_("Ghi họ tên người ký."), field="signed_by")
    if signed.issued_on > clock.today():
        raise Refused(_("Ngày ban hành ở tương lai: kiểm tra lại."), field="issued_on")
    if nfc(signed.number) in queries.numbers_of(directive.unit_id, signed.issued_on.year):
        raise Refused(_("Số này đã dùng cho văn bản khác trong năm."), field="number")


def _sign(directive: Directive, signed: Signed, count: int, by: Actor) -> None:
    directive.status, directive.sent_to = DirectiveStatus.ISSUED, count
    directive.number, directive.issued_on = nfc(signed.number), signed.issued_on
    directive.signed_by, directive.signed_as = nfc(signed.signed_by), nfc(signed.signed_as)
    directive.issued_at, directive.issued_by = clock.now(), by.account_id
    directive.issued_by_name = by.name
    directive.in_force_from = directive.in_force_from or signed.issued_on
    usual = clocks.due("read_days", signed.issued_on, directive.unit_id, clock.today())
    directive.read_due_on = directive.read_due_on or usual


def rows_for(directive: Directive, unit_id: uuid.UUID) -> list[Any]:
    """The in-box line, the duties and the tasks of one addressed unit."""
    kind = words.label("kind", directive.kind, clock.today())
    read = new_task(
        title=_("Đọc %(kind)s số %(number)s: %(title)s")
        % {"kind": kind.lower(), "number": directive.number, "title": directive.title[:120]},
        kind=TASK_READ,
        due_on=directive.read_due_on or clock.today(),
        unit_id=unit_id,
        subject_id=directive.id,
    )
    said = ("number", "kind", "title", "title_fold", "issued_on", "read_due_on", "in_force_to")
    receipt = row_of(
        Receipt,
        uuid7(),
        unit_id=unit_id,
        directive_id=directive.id,
        issuer_id=directive.unit_id,
        task_id=read.id,
        **{name: getattr(directive, name) for name in said},
    )
    duties = [row for ask in directive.asks for row in _duty_rows(directive, unit_id, ask)]
    return [receipt, read, *duties]


def _rows_for(directive: Directive, unit: Unit) -> list[Any]:
    return rows_for(directive, unit.id)


def _duty_rows(directive: Directive, unit_id: uuid.UUID, ask: dict[str, Any]) -> list[Any]:
    id_, due_on = uuid7(), dt.date.fromisoformat(ask["due_on"])
    task = duty_task(id_, unit_id, ask["title"], due_on)
    duty = row_of(
        Duty,
        id_,
        unit_id=unit_id,
        directive_id=directive.id,
        issuer_id=directive.unit_id,
        number=directive.number,
        title=ask["title"],
        due_on=due_on,
        needs_evidence=ask["needs_evidence"],
        task_id=task.id,
    )
    return [duty, task]


def duty_task(duty_id: uuid.UUID, unit_id: uuid.UUID, title: str, due_on: dt.date) -> Task:
    return new_task(
        title=title[:200], kind=TASK_DUTY, due_on=due_on, unit_id=unit_id, subject_id=duty_id
    )


def _supersede(log: changes.Log, earlier: Directive, by_new: Directive, by: Actor) -> None:
    earlier.status, earlier.superseded_by_id = DirectiveStatus.SUPERSEDED, by_new.id
    log.change(earlier, ["status", "superseded_by_id"])
    outcome = _("Đã có văn bản số %(number)s thay thế") % {"number": by_new.number}
    _close_all(log, earlier, ReceiptStatus.SUPERSEDED, outcome, by)


def _close_all(
    log: changes.Log, directive: Directive, status: ReceiptStatus, outcome: str, by: Actor
) -> None:
    """The lines of every unit say that it is over; what was open is closed with the reason."""
    for receipt in queries.receipts_of(directive):
        receipt.status = status
        log.change(receipt, ["status"])
    waiting = [duty for duty in queries.duties_of(directive) if duty.is_waiting]
    for duty in waiting:
        duty.status, duty.answer = DutyStatus.CANCELLED, outcome
        log.change(duty, ["status", "answer"])
    for task in queries.open_tasks_of(directive, waiting):
        log.change(task, mark_done(task, by=by, outcome=outcome))


def _require_step(directive: Directive, then: str) -> None:
    if rules.may_follow(directive.status, then):
        return
    raise Refused(
        _("Văn bản đang ở bước “%(status)s” nên chưa làm được việc này.")
        % {"status": directive.get_status_display()}
    )


def _require_draft_status(directive: Directive) -> None:
    if directive.status != DirectiveStatus.DRAFT:
        raise Refused(
            _(
                "Văn bản không còn là bản thảo. Muốn đổi nội dung đã ban hành, hãy ra văn bản thay thế."
            )
        )
