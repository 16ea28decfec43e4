"""Who may order, take specimens, enter and verify results; said in words."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.registry.terms.orderables import wants_second_person


def may_order(who: Actor) -> bool:
    return who.may("order.place")


def require_order(who: Actor) -> None:
    if not may_order(who):
        raise NotPermitted(_("Bạn chưa được giao chỉ định. Y sĩ hoặc bác sĩ sẽ chỉ định."))


def may_collect(who: Actor) -> bool:
    return who.may("specimen.collect")


def require_collect(who: Actor) -> None:
    if not may_collect(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao lấy và nhận mẫu xét nghiệm."))


def may_enter(who: Actor) -> bool:
    return who.may("result.enter")


def require_enter(who: Actor) -> None:
    if not may_enter(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao nhập kết quả."))


def may_verify(who: Actor) -> bool:
    return who.may("result.verify")


def may_verify_alone(who: Actor, on: dt.date) -> bool:
    """May this person's own entry count at once, where nobody else is on duty?"""
    return may_verify(who) and not wants_second_person(who.unit_kind, on)


def may_verify_entry_of(who: Actor, entered_by: uuid.UUID, on: dt.date) -> bool:
    return may_verify_alone(who, on) or (may_verify(who) and entered_by != who.account_id)


def require_verify(who: Actor, entered_by: uuid.UUID, on: dt.date) -> None:
    if not may_verify(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao duyệt kết quả."))
    if not may_verify_entry_of(who, entered_by, on):
        raise NotPermitted(_("Kết quả do bạn nhập cần một người khác duyệt."))


def require_correct(who: Actor) -> None:
    if not may_verify(who):
        raise NotPermitted(
            _("Chỉ người được giao duyệt kết quả mới sửa kết quả đã duyệt. Xin báo người duyệt.")
        )


def require_sees(who: Actor, compartment: str) -> None:
    if not who.sees(compartment):
        raise NotPermitted(
            _(
                "Chỉ định này thuộc nhóm dữ liệu nhạy cảm mà bạn chưa được cấp quyền. "
                "Xin cán bộ bảo vệ dữ liệu cấp quyền rồi làm lại."
            )
        )
