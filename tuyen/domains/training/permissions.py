"""Who teaches and who sends: a course is led by its unit, trainees are sent by theirs."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.access.models import ScopeNode

MANAGE, ENROL = "training.manage", "training.enrol"


def covers_unit(who: Actor, unit_id: uuid.UUID) -> bool:
    """Is it my own unit, or (for a post over a subtree) one below it? My own asks no statement."""
    if who is SYSTEM or unit_id == who.unit_id:
        return True
    if not who.path:
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
    return (who.may(ENROL) or who.may(MANAGE)) and covers_unit(who, unit_id)


def require_send(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_send(who, unit_id):
        raise NotPermitted(
            _("Học viên do đơn vị đang làm việc hoặc đơn vị mở lớp đăng ký. Hãy nhờ đơn vị đó.")
        )
