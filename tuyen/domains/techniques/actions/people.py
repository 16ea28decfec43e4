"""Who takes part in a transfer, and what somebody saw of its prerequisites."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.techniques import permissions, rules
from tuyen.domains.techniques.models import (
    PrerequisiteNote,
    Side,
    TechniqueTransfer,
    TransferMember,
)
from tuyen.domains.techniques.queries import prerequisites
from tuyen.platform import changes
from tuyen.platform.outbox import deliver
from tuyen.record.queries.procedures import staff_of
from tuyen.registry.staff.models import StaffMember


def add_member(
    *, transfer: TechniqueTransfer, staff: StaffMember, side: str, by: Actor, task: str = ""
) -> TransferMember:
    """An expert of the giver or a learner of the receiver; they work where they are said to."""
    permissions.require_take_part(by, transfer)
    if transfer.stage == rules.Stage.STOPPED:
        raise Refused(_("Chuyển giao này đã dừng."))
    place = transfer.giver_unit_id if side == Side.GIVER else transfer.unit_id
    if not staff_of(place).filter(pk=staff.pk).exists():
        raise Refused(
            _("%(name)s không làm việc ở bên này. Chọn người của đúng đơn vị.")
            % {"name": staff.name},
            field="staff",
        )
    taking_part = TransferMember.objects.filter(
        unit_id=transfer.unit_id, transfer_id=transfer.id, staff_id=staff.id, valid_to=None
    )
    if taking_part.exists():
        raise Refused(_("Người này đã tham gia."), field="staff")
    row = TransferMember(
        id=uuid7(),
        unit_id=transfer.unit_id,
        transfer_id=transfer.id,
        staff_id=staff.id,
        name=staff.name,
        side=side,
        task=nfc(task)[:120],
        valid_from=clock.today(),
    )
    with changes.apply(actor=by, reason="technique.member") as log:
        log.create(row)
    return row


def end_member(*, transfer: TechniqueTransfer, member_id: uuid.UUID, by: Actor) -> None:
    """They take part no longer; cases and signatures of theirs stay."""
    permissions.require_take_part(by, transfer)
    row = TransferMember.objects.filter(
        unit_id=transfer.unit_id, transfer_id=transfer.id, pk=member_id, valid_to=None
    ).first()
    if row is None:
        raise Refused(_("Người này không còn tham gia. Xin tải lại trang."))
    row.valid_to = clock.today()
    with changes.apply(actor=by, reason="technique.end_member") as log:
        log.change(row, ["valid_to"])


def note_prerequisite(
    *, transfer: TechniqueTransfer, kind: str, code: str, is_there: bool, note: str, by: Actor
) -> PrerequisiteNote:
    """Somebody looked where no register answers; what is not there becomes a need."""
    permissions.require_take_part(by, transfer)
    today = clock.today()
    found = {
        (each.wanted.kind, each.wanted.code): each
        for each in prerequisites.checked(transfer, today)
    }
    each = found.get((kind, code))
    if each is None:
        raise Refused(_("Kỹ thuật này không cần điều kiện đó. Xin tải lại trang."))
    if each.have is not None:
        raise Refused(_("Điều kiện này lấy từ sổ của đơn vị; sửa ở sổ thì ở đây tự đúng."))
    row = PrerequisiteNote(
        id=uuid7(),
        unit_id=transfer.unit_id,
        transfer_id=transfer.id,
        kind=kind,
        code=code,
        is_there=is_there,
        note=nfc(note)[:300],
        noted_at=clock.now(),
        noted_by_name=by.name,
    )
    with deliver.at_once(), changes.apply(actor=by, reason="technique.prerequisite") as log:
        log.create(row)
    return row
