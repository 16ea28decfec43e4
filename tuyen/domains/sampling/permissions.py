"""Who sees sampling rounds, who opens them, who takes, receives and answers; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.sampling.models import SampleRound
from tuyen.record.actions.orders import is_of

SEE, LEAD, TAKE = "sampling.see", "sampling.lead", "specimen.collect"
ENTER, VERIFY = "result.enter", "result.verify"
DECIDE = "case.see"  # the list of positive answers, as the list of cases


def may_lead(who: Actor, row: SampleRound | None = None) -> bool:
    """One's own unit's round, or a new one."""
    return who.may(LEAD) and (row is None or row.unit_id == who.unit_id)


def require_lead(who: Actor, row: SampleRound | None = None) -> None:
    if not may_lead(who, row):
        raise NotPermitted(_("Chỉ người lập đợt lấy mẫu của đơn vị làm được việc này."))


def may_take(who: Actor, row: SampleRound) -> bool:
    return who.may(TAKE) and row.unit_id == who.unit_id


def require_take(who: Actor, row: SampleRound) -> None:
    if not may_take(who, row):
        raise NotPermitted(_("Chỉ người lấy mẫu của đơn vị mở đợt làm được việc này."))


def may_receive(who: Actor, row: SampleRound) -> bool:
    return who.may(TAKE) and is_of(row.laboratory_id, who)


def require_receive(who: Actor, row: SampleRound) -> None:
    if not may_receive(who, row):
        raise NotPermitted(_("Chỉ phòng xét nghiệm nơi mẫu được gửi tới làm được việc này."))


def may_pool(who: Actor, row: SampleRound) -> bool:
    return may_take(who, row) or may_receive(who, row)


def require_pool(who: Actor, row: SampleRound) -> None:
    if not may_pool(who, row):
        raise NotPermitted(_("Chỉ nơi lấy mẫu hoặc phòng xét nghiệm của đợt gộp mẫu được."))


def may_enter(who: Actor, row: SampleRound) -> bool:
    return who.may(ENTER) and is_of(row.laboratory_id, who)


def require_enter(who: Actor, row: SampleRound) -> None:
    if not may_enter(who, row):
        raise NotPermitted(_("Chỉ phòng xét nghiệm của đợt ghi được kết quả."))


def may_verify(who: Actor, row: SampleRound) -> bool:
    return who.may(VERIFY) and is_of(row.laboratory_id, who)


def require_verify(who: Actor, row: SampleRound) -> None:
    if not may_verify(who, row):
        raise NotPermitted(_("Chỉ người được giao duyệt kết quả của phòng xét nghiệm duyệt được."))
