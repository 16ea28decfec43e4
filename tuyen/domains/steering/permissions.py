"""Who may do what in directing the lower tiers; the sentences say what is missing."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.steering.models import (
    Agreement,
    Commitment,
    DirectionEntry,
    DirectionPlan,
    HotlineCall,
    SupportRequest,
)
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.registry.facilities import direction

SEE = "direction.see"
MANAGE = "direction.manage"
AGREEMENTS = "agreement.manage"
ASK = "support.ask"
ANSWER = "support.answer"
HOTLINE = "hotline.answer"


def is_of(who: Actor, unit_id: uuid.UUID | None) -> bool:
    """Does the reader stand in this unit, or direct it?"""
    if unit_id is None:
        return False
    return unit_id == who.unit_id or direction.reaches(who, unit_id)


def may_manage_agreements(who: Actor) -> bool:
    return who.may(AGREEMENTS)


def may_manage(who: Actor, agreement: Agreement) -> bool:
    return who.may(AGREEMENTS) and is_of(who, agreement.unit_id)


def require_manage_agreements(who: Actor) -> None:
    if not who.may(AGREEMENTS):
        raise NotPermitted(_("Vai trò hiện tại không ghi được thỏa thuận hợp tác."))


def require_manage(who: Actor, agreement: Agreement) -> None:
    require_manage_agreements(who)
    if not is_of(who, agreement.unit_id):
        raise NotPermitted(_("Bên lập văn bản mới sửa được. Đề nghị họ cập nhật."))


def may_fulfil(who: Actor, commitment: Commitment) -> bool:
    """Whoever owes it says that it is done; the side that keeps the agreement may as well."""
    if who.is_system or (who.may(AGREEMENTS) and is_of(who, commitment.unit_id)):
        return True
    owner = commitment.owner_unit_id
    return who.may(SEE) and owner is not None and owner == facility_of(who)


def require_fulfil(who: Actor, commitment: Commitment) -> None:
    if not may_fulfil(who, commitment):
        raise NotPermitted(_("Bên chịu trách nhiệm mới ghi được kết quả cam kết này."))


def may_ask(who: Actor) -> bool:
    return who.may(ASK)


def require_ask(who: Actor) -> None:
    if not who.may(ASK):
        raise NotPermitted(_("Vai trò hiện tại không gửi được đề nghị hỗ trợ."))


def may_answer(who: Actor, request: SupportRequest) -> bool:
    """Somebody of the facility that was asked."""
    return who.is_system or (who.may(ANSWER) and _stands_in(who, request.to_unit_id))


def require_answer(who: Actor, request: SupportRequest) -> None:
    if not may_answer(who, request):
        raise NotPermitted(_("Đơn vị được hỏi mới tiếp nhận và trả lời được."))


def may_close(who: Actor, request: SupportRequest) -> bool:
    return who.is_system or (who.may(ASK) and _stands_in(who, request.unit_id))


def require_asker(who: Actor, request: SupportRequest) -> None:
    if not may_close(who, request):
        raise NotPermitted(_("Đơn vị đã hỏi mới đóng, mở lại hoặc rút được."))


def _stands_in(who: Actor, unit_id: uuid.UUID) -> bool:
    return unit_id in (who.unit_id, facility_of(who))


def may_answer_hotline(who: Actor) -> bool:
    return who.may(HOTLINE)


def require_hotline(who: Actor) -> None:
    if not who.may(HOTLINE):
        raise NotPermitted(_("Vai trò hiện tại không trực đường dây nóng."))


def may_keep_call(who: Actor, call: HotlineCall) -> bool:
    return who.is_system or (who.may(HOTLINE) and _stands_in(who, call.unit_id))


def require_call(who: Actor, call: HotlineCall) -> None:
    if not may_keep_call(who, call):
        raise NotPermitted(_("Chỉ người trực của bệnh viện nhận cuộc gọi mới ghi được."))


def may_keep_lines(who: Actor) -> bool:
    return who.may(MANAGE)


def require_lines(who: Actor) -> None:
    if not may_keep_lines(who):
        raise NotPermitted(_("Vai trò hiện tại không sửa được số đường dây nóng."))


def may_keep_roster(who: Actor) -> bool:
    return who.may(MANAGE) or who.may(HOTLINE)


def require_roster(who: Actor) -> None:
    if not may_keep_roster(who):
        raise NotPermitted(_("Vai trò hiện tại không lập được lịch trực."))


def may_log(who: Actor) -> bool:
    """The upper side's office, and whoever asks for support on the lower side."""
    return who.may(MANAGE) or who.may(ASK)


def require_log(who: Actor) -> None:
    if not may_log(who):
        raise NotPermitted(_("Vai trò hiện tại không lập kế hoạch, ghi nhật ký chỉ đạo được."))


def may_plan(who: Actor, plan: DirectionPlan) -> bool:
    return who.is_system or (may_log(who) and _stands_in(who, plan.unit_id))


def require_plan(who: Actor, plan: DirectionPlan) -> None:
    if not may_plan(who, plan):
        raise NotPermitted(_("Đơn vị lập kế hoạch mới sửa được kế hoạch này."))


def may_strike_out(who: Actor, entry: DirectionEntry) -> bool:
    return may_log(who) and _stands_in(who, entry.unit_id)


def require_entry(who: Actor, entry: DirectionEntry) -> None:
    if not may_strike_out(who, entry):
        raise NotPermitted(_("Đơn vị đã ghi mới gạch được dòng này."))
