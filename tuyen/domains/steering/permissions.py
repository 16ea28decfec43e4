"""Who may do what in directing the lower tiers; the sentences say what is missing."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.steering.models import Agreement, Commitment
from tuyen.registry.facilities import direction

SEE = "direction.see"
MANAGE = "direction.manage"
AGREEMENTS = "agreement.manage"


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
    return who.may(SEE) and owner is not None and owner == direction.facility_of(who.unit_id)


def require_fulfil(who: Actor, commitment: Commitment) -> None:
    if not may_fulfil(who, commitment):
        raise NotPermitted(_("Bên chịu trách nhiệm mới ghi được kết quả cam kết này."))
