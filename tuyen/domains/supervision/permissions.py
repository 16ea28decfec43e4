"""Who plans and carries out rounds, and who mends what they found."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.supervision.models import CorrectiveAction, SupervisionRound
from tuyen.registry.facilities import direction

SEE, MANAGE, ANSWER = "direction.see", "supervision.manage", "supervision.answer"


def may_manage(who: Actor, round_: SupervisionRound | None = None) -> bool:
    """Rounds are carried out by the office that planned them (any office of the same facility)."""
    if not who.may(MANAGE):
        return False
    return round_ is None or who.is_system or _same_side(who, round_)


def require_manage(who: Actor, round_: SupervisionRound | None = None) -> None:
    if not may_manage(who, round_):
        raise NotPermitted(_("Chỉ đơn vị tổ chức đợt giám sát mới làm được bước này."))


def may_answer(who: Actor, action: CorrectiveAction) -> bool:
    """The unit that must mend it, or who works in one of its departments."""
    return who.may(ANSWER) and direction.facility_of(who.unit_id) == direction.facility_of(
        action.to_unit_id
    )


def require_answer(who: Actor, action: CorrectiveAction) -> None:
    if not may_answer(who, action):
        raise NotPermitted(_("Chỉ đơn vị được giám sát mới báo khắc phục."))


def may_accept(who: Actor, action: CorrectiveAction) -> bool:
    return who.may(MANAGE) and (who.is_system or _is_of(who, action.unit_id))


def require_accept(who: Actor, action: CorrectiveAction) -> None:
    if not may_accept(who, action):
        raise NotPermitted(_("Chỉ đơn vị đã giám sát mới xác nhận khắc phục."))


def _same_side(who: Actor, round_: SupervisionRound) -> bool:
    return _is_of(who, round_.unit_id)


def _is_of(who: Actor, unit_id: object) -> bool:
    return who.unit_id == unit_id or direction.facility_of(who.unit_id) == unit_id
