"""Who may find, register, mend and merge persons. What one may not see is 404, asked in queries."""

import uuid
from collections.abc import Iterable

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.access.chart_access import links_of
from tuyen.platform.access.models import CareLink

FIND, REGISTER, MERGE = "person.find", "person.register", "person.merge"


def may_find(who: Actor) -> bool:
    return who.may(FIND)


def may_register(who: Actor) -> bool:
    return who.may(REGISTER)


def may_merge(who: Actor) -> bool:
    return who.may(MERGE)


def require_find(who: Actor) -> None:
    if not may_find(who):
        raise NotPermitted(_("Vai trò hiện tại không tìm người dân. Hãy chọn vai trò chuyên môn."))


def require_register(who: Actor) -> None:
    if not may_register(who):
        raise NotPermitted(_("Cần vai trò được đăng ký người dân. Xin nhờ đồng nghiệp tiếp đón."))


def require_merge(who: Actor) -> None:
    if not may_merge(who):
        raise NotPermitted(_("Gộp hồ sơ cần bác sĩ hoặc y sĩ. Xin nhờ đồng nghiệp."))


def cares_for(who: Actor, person_ids: Iterable[uuid.UUID]) -> bool:
    """A care link of my unit, or a leave by break-glass that has not ended."""
    ids = list(person_ids)
    if any(who.opened[id_] > clock.now() for id_ in ids if id_ in who.opened):
        return True
    return CareLink.objects.filter(links_of(who), patient_id__in=ids).exists()


def require_care(who: Actor, person_ids: Iterable[uuid.UUID]) -> None:
    if not cares_for(who, person_ids):
        raise NotPermitted(
            _("Đơn vị của bạn chưa quản lý người này. Hãy tiếp nhận người này trước rồi sửa."),
            code="no_care_link",
        )
