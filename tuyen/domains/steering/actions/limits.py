"""What an agreement promises on how soon a question from afar is answered."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.steering import permissions
from tuyen.domains.steering.actions.agreements import require_holds
from tuyen.domains.steering.models import AgreedLimit, Agreement
from tuyen.domains.steering.rules.agreements import is_for
from tuyen.platform import changes
from tuyen.record.consult_route import PURPOSE
from tuyen.record.rules.consults import choices


@dataclass(frozen=True)
class Soon:
    """Minutes from asking; both empty takes an earlier promise back."""

    urgency: str
    answer_minutes: int | None
    conclude_minutes: int | None


def promise_limit(*, agreement: Agreement, said: Soon, by: Actor) -> AgreedLimit:
    """From now on questions under this agreement carry the shorter limit; open cases keep theirs."""
    permissions.require_manage(by, agreement)
    require_holds(agreement, clock.today())
    _require_sound(agreement, said)
    row = AgreedLimit(
        unit_id=agreement.unit_id,
        agreement=agreement,
        urgency=said.urgency,
        answer_minutes=said.answer_minutes,
        conclude_minutes=said.conclude_minutes,
        at=clock.now(),
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="steering.promise_limit") as log:
        log.create(row)
    return row


def _require_sound(agreement: Agreement, said: Soon) -> None:
    if not is_for(agreement.purposes, PURPOSE):
        raise Refused(
            _("Văn bản này không nêu mục đích hội chẩn từ xa: sửa mục đích trước."), field="urgency"
        )
    if said.urgency not in choices("urgency", clock.today()):
        raise Refused(_("Chọn mức khẩn."), field="urgency")
    answer, conclude = said.answer_minutes, said.conclude_minutes
    if answer is not None and conclude is not None and conclude < answer:
        raise Refused(_("Kết luận không thể trước lần trả lời đầu."), field="conclude_minutes")
