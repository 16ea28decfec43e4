"""Both sides of a turn: the sending unit decides and ends it, the receiving unit says how it was."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.core.memory import remembered
from tuyen.domains.rotation.models import RotationTurn
from tuyen.platform.access.models import ScopeNode
from tuyen.registry.facilities.direction import facility_of

SEE, MANAGE = "direction.see", "rotation.manage"
# Who may say for a unit that a guest is welcome: a station has no office of direction.
TAKE = (MANAGE, "staff.manage", "account.manage", "survey.answer")


def covers_unit(who: Actor, unit_id: uuid.UUID) -> bool:
    """My own unit (asks nothing), the facility that it is a part of, or one below a post over a subtree."""
    if who.is_system or unit_id == who.unit_id or unit_id == facility_of(who.unit_id):
        return True
    if who.scope != "subtree":
        return False
    below = ScopeNode.objects.filter(unit_id=unit_id, path__startswith=who.path)
    return remembered(("covered", who.path, unit_id), below.exists)


def may_plan(who: Actor, unit_id: uuid.UUID, to_unit_id: uuid.UUID) -> bool:
    """Either side may write down what is intended."""
    return who.may(MANAGE) and (covers_unit(who, unit_id) or covers_unit(who, to_unit_id))


def require_plan(who: Actor, unit_id: uuid.UUID, to_unit_id: uuid.UUID) -> None:
    if not may_plan(who, unit_id, to_unit_id):
        raise NotPermitted(
            _("Đợt luân phiên do người phụ trách của đơn vị cử hoặc đơn vị nhận lập.")
        )


def may_decide(who: Actor, turn: RotationTurn) -> bool:
    """Whose person it is signs the decision."""
    return who.may(MANAGE) and covers_unit(who, turn.unit_id)


def require_decide(who: Actor, turn: RotationTurn) -> None:
    if not may_decide(who, turn):
        raise NotPermitted(_("Quyết định luân phiên do đơn vị cử cán bộ ký."))


def may_take(who: Actor, turn: RotationTurn) -> bool:
    """Whoever stands in the unit where the person is to work; an office above does not say it for them."""
    if who.is_system:
        return True
    stands_there = facility_of(who.unit_id) == facility_of(turn.to_unit_id)
    return stands_there and any(who.may(each) for each in TAKE)


def require_take(who: Actor, turn: RotationTurn) -> None:
    if not may_take(who, turn):
        raise NotPermitted(_("Đơn vị nhận mới xác nhận được việc nhận cán bộ."))


def may_end(who: Actor, turn: RotationTurn) -> bool:
    return may_plan(who, turn.unit_id, turn.to_unit_id)


def may_grade(who: Actor, turn: RotationTurn) -> bool:
    """The unit where the person worked."""
    return who.may(SEE) and covers_unit(who, turn.to_unit_id)


def require_grade(who: Actor, turn: RotationTurn) -> None:
    if not may_grade(who, turn):
        raise NotPermitted(_("Đợt luân phiên do đơn vị nhận đánh giá."))
