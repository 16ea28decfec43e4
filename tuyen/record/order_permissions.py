"""Who may order, take specimens, enter and verify results; said in words."""

import datetime as dt
import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.record.models.results import SamePerson
from tuyen.registry.facilities.direction import facility_of
from tuyen.registry.staff.queries import licensed
from tuyen.registry.terms.open_values import VERIFICATION, YES
from tuyen.registry.terms.orderables import may_read_alone, readers, wants_second_person
from tuyen.registry.terms.queries import confirmed_at


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


def may_verify_entry_of(who: Actor, entered_by: uuid.UUID, category: str, on: dt.date) -> bool:
    if may_verify_alone(who, on):
        return True
    is_another = entered_by != who.account_id
    return may_verify(who) and (is_another or bool(same_person_ground(who, category, on)))


def same_person_ground(who: Actor, category: str, on: dt.date) -> str:
    """Why the reader may verify what they read themselves (`SamePerson`); empty: a second person must.

    What the unit, or one above it, has said counts. Where nothing is said, the staff register does: the
    only doctor with a licence to read pictures need not wait for somebody who does not exist (ADR 0016).
    """
    if not (may_verify(who) and may_read_alone(category, on)):
        return ""
    said = confirmed_at(who, VERIFICATION, on).get(category, {}).get("one_reader")
    if said is not None:
        return SamePerson.SETTING.value if said.value == YES else ""
    known = licensed(facility_of(who.unit_id), *readers(on), on)
    return SamePerson.REGISTER.value if known == {who.staff_id} else ""


def require_verify(who: Actor, entered_by: uuid.UUID, category: str, on: dt.date) -> str:
    """Why the same person may; empty where it is somebody else, or where one is enough anyway."""
    if not may_verify(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao duyệt kết quả."))
    if entered_by != who.account_id or may_verify_alone(who, on):
        return ""
    ground = same_person_ground(who, category, on)
    if not ground and may_read_alone(category, on):
        raise NotPermitted(
            _(
                "Kết quả do bạn đọc cần một người khác duyệt. Nếu đơn vị chỉ có một bác sĩ đọc, xin người "
                "quản trị bật “Một bác sĩ đọc và duyệt” ở Danh mục, trang Duyệt kết quả."
            )
        )
    if not ground:
        raise NotPermitted(_("Kết quả do bạn nhập cần một người khác duyệt."))
    return ground


def require_second_look(who: Actor, read_by: uuid.UUID) -> None:
    if not may_verify(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao duyệt kết quả."))
    if read_by == who.account_id:
        raise NotPermitted(_("Người xem lại phải là người khác, không phải người đã đọc."))


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
