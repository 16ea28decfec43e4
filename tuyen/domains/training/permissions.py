"""Who teaches and who sends: a course is led by its unit, trainees are sent by theirs."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.direction import facility_of

MANAGE, ATTEND = "training.manage", "training.attend"


def covers_unit(who: Actor, unit_id: uuid.UUID) -> bool:
    """My own unit (asks nothing), the facility that it is a part of, or one below a post over a subtree."""
    if who.is_system or unit_id == who.unit_id or unit_id == facility_of(who.unit_id):
        return True
    if who.scope != "subtree":
        return False
    return ScopeNode.objects.filter(unit_id=unit_id, path__startswith=who.path).exists()


def may_lead(who: Actor, unit_id: uuid.UUID) -> bool:
    """Programmes, courses, results and money of a unit."""
    return who.may(MANAGE) and covers_unit(who, unit_id)


def require_lead(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_lead(who, unit_id):
        raise NotPermitted(_("Khóa học do người phụ trách đào tạo của đơn vị mở lớp quản lý."))


def may_send(who: Actor, unit_id: uuid.UUID) -> bool:
    """Put forward somebody who works at this unit."""
    return (who.may(ATTEND) or who.may(MANAGE)) and covers_unit(who, unit_id)


def may_enrol(who: Actor, *, leads: bool) -> bool:
    """Show the way to the list of trainees: whoever leads the course, or sends their own people."""
    return leads or who.may(ATTEND) or who.may(MANAGE)


def require_send(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_send(who, unit_id):
        raise NotPermitted(
            _("Học viên do đơn vị đang làm việc hoặc đơn vị mở lớp đăng ký. Hãy nhờ đơn vị đó.")
        )
