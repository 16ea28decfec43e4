"""Who may queue, record, amend and prescribe; said in words."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.record.rules import visits
from tuyen.record.rules.prescriptions import Kind, may_prescribe


def may_queue(who: Actor) -> bool:
    return who.may("queue.manage") or who.may("visit.record")


def require_queue(who: Actor) -> None:
    if not may_queue(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao điều hành hàng chờ."))


def may_record(who: Actor) -> bool:
    return who.may("visit.record")


def require_record(who: Actor) -> None:
    if not may_record(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao ghi lượt khám."))


def may_amend(who: Actor) -> bool:
    return who.may("visit.amend")


def require_amend(who: Actor) -> None:
    if not may_amend(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao sửa lượt khám đã kết thúc."))


def may_book(who: Actor) -> bool:
    return who.may("appointment.manage")


def require_book(who: Actor) -> None:
    if not may_book(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao hẹn khám."))


def may_lock(who: Actor) -> bool:
    return who.may("day.lock")


def require_lock(who: Actor) -> None:
    if not may_lock(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao khóa sổ trong ngày."))


def may_unlock(who: Actor) -> bool:
    return who.may("day.unlock")


def require_unlock(who: Actor) -> None:
    if not may_unlock(who):
        raise NotPermitted(_("Chỉ bác sĩ hoặc người phụ trách được mở khóa ngày đã khóa sổ."))


def may_manage_ward(who: Actor) -> bool:
    return who.may("ward.manage")


def require_manage_ward(who: Actor) -> None:
    if not may_manage_ward(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao sắp xếp buồng, giường."))


def may_nurse(who: Actor) -> bool:
    return who.may("ward.nurse")


def require_nurse(who: Actor) -> None:
    if not may_nurse(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao chăm sóc người bệnh nội trú."))


def may_treat(who: Actor) -> bool:
    return who.may("ward.treat")


def require_treat(who: Actor) -> None:
    if not may_treat(who):
        raise NotPermitted(_("Việc này cần bác sĩ hoặc y sĩ điều trị. Xin nhờ người trực."))


def may_record_procedure(who: Actor) -> bool:
    return who.may("procedure.record")


def require_record_procedure(who: Actor) -> None:
    if not may_record_procedure(who):
        raise NotPermitted(
            _("Vai trò hiện tại chưa được giao ghi thủ thuật, phẫu thuật. Xin nhờ bác sĩ, y sĩ.")
        )


def may_vaccinate(who: Actor) -> bool:
    return who.may("immunization.give")


def require_vaccinate(who: Actor) -> None:
    if not may_vaccinate(who):
        raise NotPermitted(
            _("Vai trò hiện tại chưa được giao tiêm chủng. Xin nhờ người của buổi tiêm.")
        )


def may_prescribe_anything(who: Actor) -> bool:
    return any(permission.startswith("prescribe.") for permission in who.permissions)


def require_prescribe_anything(who: Actor) -> None:
    if not may_prescribe_anything(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao kê đơn hoặc cho ngừng thuốc."))


def require_prescribe(who: Actor, kinds: Iterable[Kind], on: dt.date) -> None:
    """Every sheet of the visit needs the permission of its kind; where the account is tied to a
    member of staff, the licence valid on the day must allow it too. The role stays the ceiling."""
    kinds = list(kinds)
    for kind in kinds:
        if not may_prescribe(kind, who.permissions):
            raise NotPermitted(_not_allowed(kind), field="drug")
    if who.staff_id is None or not kinds:
        return
    licensed = facts.ask("staff.may_prescribe", staff_id=who.staff_id, on=on)
    for kind in kinds:
        if licensed is not None and kind.permission not in licensed:
            raise NotPermitted(_not_licensed(kind, on), field="drug")


def _not_allowed(kind: Kind) -> str:
    if kind.letter == "C":
        return _("Bạn chưa được giao kê đơn. Y sĩ hoặc bác sĩ sẽ kê đơn; phần đã nhập vẫn còn đây.")
    return _("Loại đơn “%(kind)s” cần người được giao quyền kê loại này.") % {"kind": kind.label_vi}


def _not_licensed(kind: Kind, on: dt.date) -> str:
    return _(
        "Giấy phép hành nghề ghi trong hồ sơ nhân lực của bạn không cho kê loại “%(kind)s” "
        "ngày %(day)s. Nhờ người có phạm vi phù hợp kê đơn; giấy phép ghi thiếu hoặc sai thì "
        "người quản lý nhân lực sửa. Phần đã nhập vẫn còn đây."
    ) % {"kind": kind.label_vi, "day": f"{on:%d/%m/%Y}"}


def compartment_for(who: Actor, person_compartment: str) -> str:
    """The compartment of what `who` writes about this person; refused without the grant to see it."""
    compartment = visits.compartment_of(who.unit_kind) or person_compartment
    if not who.sees(compartment):
        raise NotPermitted(
            _(
                "Hồ sơ này thuộc nhóm dữ liệu nhạy cảm mà bạn chưa được cấp quyền. "
                "Xin cán bộ bảo vệ dữ liệu cấp quyền rồi làm lại."
            )
        )
    return compartment


def may_send(who: Actor) -> bool:
    return who.may("referral.send")


def require_send(who: Actor) -> None:
    if not may_send(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao chuyển tuyến."))


def may_receive(who: Actor) -> bool:
    return who.may("referral.receive")


def require_sender(who: Actor, from_unit_id: uuid.UUID) -> None:
    """Only the unit that sent the person goes on with the referral from its end."""
    require_send(who)
    if who.unit_id != from_unit_id:
        raise NotPermitted(_("Chỉ nơi chuyển đi mới làm được bước này."))


def require_receiver(who: Actor, to_unit_id: uuid.UUID) -> None:
    if not may_receive(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao tiếp nhận người chuyển đến."))
    if who.unit_id != to_unit_id:
        raise NotPermitted(_("Chỉ nơi được chuyển đến mới làm được bước này."))


def may_answer_requests(who: Actor) -> bool:
    return who.may("privacy.answer")


def require_answer_requests(who: Actor) -> None:
    if not may_answer_requests(who):
        raise NotPermitted(_("Chưa được giao trả lời yêu cầu về dữ liệu cá nhân."))


def require_read_log(who: Actor) -> None:
    if not who.may("readlog.view"):
        raise NotPermitted(_("Chưa được giao xem ai đã mở hồ sơ. Xin hỏi cán bộ bảo vệ dữ liệu."))


def require_review(who: Actor) -> None:
    if not who.may("breakglass.review"):
        raise NotPermitted(_("Chỉ cán bộ bảo vệ dữ liệu được duyệt lần mở khẩn cấp."))


def require_books(who: Actor) -> None:
    if not who.may("book.read"):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao xem sổ."))


def may_ask_consult(who: Actor) -> bool:
    return who.may("consult.ask")


def may_answer_consult(who: Actor) -> bool:
    return who.may("consult.answer")


def may_manage_consults(who: Actor) -> bool:
    return who.may("consult.manage")


def require_ask_consult(who: Actor) -> None:
    if not may_ask_consult(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao xin hội chẩn từ xa."))


def require_consult_asker(who: Actor, is_ours: bool) -> None:
    """Only the unit that asked goes on from its end."""
    require_ask_consult(who)
    if not is_ours:
        raise NotPermitted(_("Chỉ nơi xin hội chẩn mới làm được bước này."))


def require_consult_expert(who: Actor, is_ours: bool) -> None:
    """Only the facility that was asked answers: the agreement names it."""
    if not may_answer_consult(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao trả lời hội chẩn từ xa."))
    if not is_ours:
        raise NotPermitted(
            _("Ca này không hỏi cơ sở của bạn, hoặc thỏa thuận không có cơ sở của bạn.")
        )


def require_consult_side(who: Actor, is_ours: bool) -> None:
    """Either end of a case, whoever asks or answers there."""
    if not is_ours or not (may_ask_consult(who) or may_answer_consult(who)):
        raise NotPermitted(_("Chỉ nơi hỏi và nơi được hỏi làm được bước này."))


def require_consult_steward(who: Actor, is_ours: bool) -> None:
    """Assigning a case: an expert of the facility, or whoever coordinates there."""
    if not is_ours or not (may_answer_consult(who) or may_manage_consults(who)):
        raise NotPermitted(_("Chỉ nơi được hỏi mới phân công được ca này."))


def may_sign_minutes(who: Actor) -> bool:
    return who.may("consult.sign")


def may_keep_minutes(who: Actor) -> bool:
    """Secretary of a formal consultation, commonly a nurse; whoever may chair may keep them too."""
    return may_sign_minutes(who) or who.may("consult.minutes")


def require_minutes(who: Actor, is_ours: bool) -> None:
    """A formal consultation is called, and its minutes written, at one of the two ends of the case."""
    if not may_keep_minutes(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao ghi, ký biên bản hội chẩn."))
    if not is_ours:
        raise NotPermitted(_("Chỉ nơi hỏi và nơi được hỏi mới lập biên bản của ca này."))


def require_officer(who: Actor, is_officer: bool) -> None:
    """Minutes are written by the secretary, and read over by the chair."""
    require_minutes(who, True)
    if not is_officer:
        raise NotPermitted(_("Chỉ chủ tọa, thư ký của phiên mới ghi được biên bản này."))
