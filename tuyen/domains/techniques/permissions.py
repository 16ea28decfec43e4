"""Who asks, who signs, who approves; said in words."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.registry.facilities import direction

SEE, MANAGE, APPROVE = "direction.see", "technique.manage", "technique.approve"
ASK = "need.propose"


def is_of(who: Actor, unit_id: uuid.UUID) -> bool:
    """Does the actor work for this facility, in whichever department?"""
    return who.is_system or direction.facility_of(who.unit_id) == unit_id


def may_request(who: Actor, receiver_id: uuid.UUID) -> bool:
    """The unit that wants to learn, or whoever directs it on its behalf."""
    if who.may(MANAGE):
        return direction.reaches(who, receiver_id)
    return (who.may(ASK) or who.may(APPROVE)) and is_of(who, receiver_id)


def require_request(who: Actor, receiver_id: uuid.UUID) -> None:
    if not may_request(who, receiver_id):
        raise NotPermitted(
            _("Chỉ đơn vị muốn học kỹ thuật, hoặc phòng chỉ đạo tuyến trên, được đề nghị.")
        )


def may_manage(who: Actor, transfer: TechniqueTransfer) -> bool:
    """The giver's direction office leads the transfer; an office that directs the giver may too."""
    if not who.may(MANAGE):
        return False
    return is_of(who, transfer.giver_unit_id) or direction.reaches(who, transfer.giver_unit_id)


def require_manage(who: Actor, transfer: TechniqueTransfer) -> None:
    if not may_manage(who, transfer):
        raise NotPermitted(_("Bước này do phòng chỉ đạo tuyến của bên chuyển giao ghi."))


def may_take_part(who: Actor, transfer: TechniqueTransfer) -> bool:
    """Either side keeps its own people and what is there of the prerequisites."""
    ours = is_of(who, transfer.unit_id) and (who.may(ASK) or who.may(APPROVE) or who.may(MANAGE))
    return ours or may_manage(who, transfer)


def require_take_part(who: Actor, transfer: TechniqueTransfer) -> None:
    if not may_take_part(who, transfer):
        raise NotPermitted(_("Chỉ hai bên của chuyển giao này được ghi phần này."))


def may_approve(who: Actor, unit_id: uuid.UUID) -> bool:
    return who.may(APPROVE) and (is_of(who, unit_id) or direction.reaches(who, unit_id))


def require_approve(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_approve(who, unit_id):
        raise NotPermitted(
            _("Danh mục kỹ thuật do giám đốc hoặc phòng chỉ đạo tuyến của đơn vị duyệt.")
        )
