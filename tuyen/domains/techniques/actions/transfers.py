"""The ledger of a transfer: asked for, signed step by step by whoever was there, given up, lapsed."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted, Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.techniques import catalogue, permissions, rules, sentences
from tuyen.domains.techniques.actions.approved import new_approval
from tuyen.domains.techniques.events import (
    TechniqueCertified,
    TechniqueLapsed,
)
from tuyen.domains.techniques.models import (
    ApprovedTechnique,
    Source,
    TechniqueTransfer,
    TransferStep,
)
from tuyen.domains.techniques.queries.approved import approved_codes
from tuyen.domains.techniques.queries.transfers import Whole, lapses_on, open_of, stage_of, whole
from tuyen.domains.techniques.rules import Stage
from tuyen.platform import changes
from tuyen.platform.outbox import deliver
from tuyen.registry.facilities import direction
from tuyen.registry.terms.models import Code


def request_transfer(
    *,
    receiver_id: uuid.UUID,
    giver_id: uuid.UUID,
    technique: Code,
    reason: str,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> TechniqueTransfer:
    """The receiver, or whoever directs it, asks a unit that directs the receiver."""
    permissions.require_request(by, receiver_id)
    today = clock.today()
    if not direction.directing(receiver_id, today).filter(pk=giver_id).exists():
        raise Refused(
            _("Đơn vị này không chỉ đạo đơn vị tiếp nhận. Chọn đơn vị tuyến trên."), field="giver"
        )
    if repeat and isinstance(earlier := repeat.outcome(), changes.Repeated):
        raise earlier
    if technique.code in approved_codes(receiver_id, today):
        raise Refused(_("Đơn vị đã được duyệt làm kỹ thuật này."), field="technique")
    transfer = TechniqueTransfer(
        id=uuid7(),
        unit_id=receiver_id,
        giver_unit_id=giver_id,
        code=technique.code,
        name=technique.name_vi,
        stage=Stage.REQUESTED,
        stage_on=today,
        requested_on=today,
        reason=nfc(reason)[:500],
    )
    step = _step(transfer, Stage.REQUESTED, today, by, note=reason)
    with changes.apply(actor=by, reason="technique.request", repeat=repeat) as log:
        log.check(lambda: _require_none_open(transfer))
        log.create(transfer, step)
        log.result_id = transfer.id
    return transfer


def _require_none_open(transfer: TechniqueTransfer) -> None:
    """Inside the transaction: two offices that ask at once make one transfer."""
    if open_of(transfer.unit_id, transfer.code):
        raise Refused(_("Kỹ thuật này đã có một lần chuyển giao đang mở."), field="technique")


@dataclass(frozen=True)
class Signature:
    """What is said when a stage is signed. signer_id: the expert who was there (staff id).

    document: number of the agreement, of the decision. supervised_cases: as agreed.
    """

    stage: str
    day: dt.date
    signer_id: uuid.UUID | None = None
    note: str = ""
    document: str = ""
    agreement_id: uuid.UUID | None = None
    supervised_cases: int | None = None


def sign_stage(*, transfer: TechniqueTransfer, said: Signature, by: Actor) -> TechniqueTransfer:
    """The next stage is reached; refused with what is missing, never by leave of anybody."""
    found = whole(transfer)
    signer_id, signer_name = _signer(found, said, by)
    _require_turn(found, said)
    missing = rules.missing_for(said.stage, found.sides, found.done, found.wanted, signer_id)
    if missing:
        raise Refused(sentences.of(missing), field="stage", code=missing[0].code)
    step = _step(transfer, said.stage, said.day, by, note=said.note, document=said.document)
    step.signer_id, step.signer_name = signer_id, signer_name
    step.cases = found.done.of(said.stage)
    lapsed = _lapse_first(transfer)
    fields = _stand(transfer, said)
    with deliver.at_once(), changes.apply(actor=by, reason=f"technique.{said.stage}") as log:
        log.create(*lapsed, step)
        log.change(transfer, fields)
        _follow(log, transfer, said)
    return transfer


def _signer(found: Whole, said: Signature, by: Actor) -> tuple[uuid.UUID | None, str]:
    """Experts sign for themselves; the giver's office may enter an expert's signature from paper."""
    is_expert = by.staff_id is not None and by.staff_id in found.sides.experts
    if is_expert and said.stage in rules.SIGNED:
        if said.signer_id not in (None, by.staff_id):
            raise NotPermitted(_("Chuyên gia chỉ ký cho chính mình."), field="signer")
        return by.staff_id, by.name
    permissions.require_manage(by, found.transfer)
    if said.stage not in rules.SIGNED:
        return None, by.name
    names = {member.staff_id: member.name for member in found.experts}
    if said.signer_id is None or said.signer_id not in names:
        return said.signer_id, ""
    return said.signer_id, names[said.signer_id]


def _require_turn(found: Whole, said: Signature) -> None:
    """One stage after the other, on days that go forward."""
    now = found.stage
    if not rules.may_follow(now, said.stage):
        raise Refused(
            sentences.out_of_turn(now, said.stage), field="stage", code="stage_out_of_turn"
        )
    if said.day > clock.today():
        raise Refused(_("Ngày ký ở sau hôm nay."), field="day")
    if said.day < found.transfer.stage_on:
        raise Refused(
            _("Ngày ký ở trước ngày của bước hiện tại (%(day)s).")
            % {"day": f"{found.transfer.stage_on:%d/%m/%Y}"},
            field="day",
        )
    if said.stage == Stage.AGREED and not nfc(said.document):
        raise Refused(_("Ghi số thỏa thuận, hợp đồng chuyển giao."), field="document")
    if said.stage == Stage.CERTIFIED and not nfc(said.document):
        raise Refused(_("Ghi số quyết định công nhận."), field="document")


def _stand(transfer: TechniqueTransfer, said: Signature) -> list[str]:
    transfer.stage, transfer.stage_on = said.stage, said.day
    if said.stage == Stage.AGREED:
        transfer.agreed_on = said.day
        transfer.agreement_number, transfer.agreement_id = nfc(said.document), said.agreement_id
        transfer.supervised_cases = said.supervised_cases
        agreed = ["agreed_on", "agreement_number", "agreement_id", "supervised_cases"]
        return ["stage", "stage_on", *agreed]
    if said.stage == Stage.CERTIFIED:
        transfer.certified_on, transfer.decision_number = said.day, nfc(said.document)
        return ["stage", "stage_on", "certified_on", "decision_number"]
    return ["stage", "stage_on"]


def _follow(log: changes.Log, transfer: TechniqueTransfer, said: Signature) -> None:
    """What a stage brings with it: a certificate enters the list."""
    if said.stage == Stage.CERTIFIED:
        if approval := _approval(transfer, said):
            log.create(approval)
        log.announce(
            TechniqueCertified(
                transfer.id, transfer.unit_id, transfer.giver_unit_id, transfer.code, said.day
            )
        )


def _approval(transfer: TechniqueTransfer, said: Signature) -> ApprovedTechnique | None:
    if transfer.code in approved_codes(transfer.unit_id, clock.today()):
        return None
    technique = catalogue.technique(transfer.code, said.day)
    if technique is None:
        return None
    return new_approval(
        transfer.unit_id, technique, said.document, said.day, Source.TRANSFER, transfer.id
    )


def stop_transfer(*, transfer: TechniqueTransfer, why: str, by: Actor) -> TechniqueTransfer:
    """Given up by one of the sides; it may be asked for again later."""
    permissions.require_take_part(by, transfer)
    if not rules.may_follow(stage_of(transfer), Stage.STOPPED):
        raise Refused(_("Kỹ thuật đã được công nhận hoặc đã dừng nên không dừng được nữa."))
    if not nfc(why):
        raise Refused(_("Ghi vì sao dừng: bên kia và người đọc sau cần biết."), field="why")
    today = clock.today()
    step = _step(transfer, Stage.STOPPED, today, by, note=why)
    transfer.stage, transfer.stage_on = Stage.STOPPED, today
    with changes.apply(actor=by, reason="technique.stop", why=nfc(why)[:300]) as log:
        log.create(step)
        log.change(transfer, ["stage", "stage_on"])
    return transfer


def mark_lapsed(*, transfer: TechniqueTransfer) -> bool:
    """The job writes down what every page already shows; False when a case has come meanwhile."""
    if stage_of(transfer) != Stage.LAPSED or transfer.stage == Stage.LAPSED:
        return False
    steps = _lapse_first(transfer)
    transfer.stage, transfer.stage_on = Stage.LAPSED, lapses_on(transfer)
    event = TechniqueLapsed(
        transfer.id, transfer.unit_id, transfer.giver_unit_id, transfer.code, transfer.stage_on
    )
    with changes.apply(actor=SYSTEM, reason="technique.lapsed") as log:
        log.create(*steps)
        log.change(transfer, ["stage", "stage_on"])
        log.announce(event)
    return True


def _lapse_first(transfer: TechniqueTransfer) -> list[TransferStep]:
    """The step that the job would have written, when somebody signs before the job has run."""
    if stage_of(transfer) != Stage.LAPSED or transfer.stage == Stage.LAPSED:
        return []
    return [_step(transfer, Stage.LAPSED, lapses_on(transfer), SYSTEM)]


def _step(
    transfer: TechniqueTransfer,
    stage: str,
    day: dt.date,
    by: Actor,
    *,
    note: str = "",
    document: str = "",
) -> TransferStep:
    return TransferStep(
        id=uuid7(),
        unit_id=transfer.unit_id,
        transfer_id=transfer.id,
        stage=stage,
        day=day,
        document=nfc(document)[:60],
        note=nfc(note),
        recorded_at=clock.now(),
        recorded_by_name=by.name,
        recorded_unit_name=by.unit_name,
    )
