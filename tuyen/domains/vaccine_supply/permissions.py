"""Who reads need sheets and who draws them up."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.registry.facilities import direction

SEE, PLAN = "immunization.see", "vaccine.plan"


def may_plan(who: Actor, unit_id: uuid.UUID) -> bool:
    """The facility itself writes its own papers; those above read them."""
    if who.is_system:
        return True
    return who.may(PLAN) and direction.facility_of(who.unit_id) == unit_id


def require_plan(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_plan(who, unit_id):
        raise NotPermitted(_("Bảng nhu cầu do người phụ trách vắc xin của chính đơn vị lập."))


def may_allocate(who: Actor, unit_id: uuid.UUID) -> bool:
    """Whoever was asked decides and sends."""
    return may_plan(who, unit_id)


def require_allocate(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_allocate(who, unit_id):
        raise NotPermitted(_("Phân bổ và cấp vắc xin do đơn vị được đề nghị làm."))
