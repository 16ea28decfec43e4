"""Who drafts, approves, reads, answers; `home` is the unit for which an office acts."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.registry.facilities import direction, kinds
from tuyen.registry.facilities.rules import PARTS

SEE = "direction.see"
DRAFT = "directive.draft"
APPROVE = "directive.approve"
RAISE = "difficulty.raise"
ANSWER = "difficulty.answer"
GATHER = "gathering.manage"
DIRECT = "direction.manage"


def home(who: Actor) -> uuid.UUID:
    """The facility that a department acts for; the post's own unit otherwise."""
    if kinds.groups().get(who.unit_kind) != PARTS:
        return who.unit_id
    return direction.facility_of(who.unit_id)


def is_home(who: Actor, unit_id: uuid.UUID) -> bool:
    return unit_id == who.unit_id or who.is_system or unit_id == home(who)


def may_draft(who: Actor, unit_id: uuid.UUID) -> bool:
    return who.may(DRAFT) and is_home(who, unit_id)


def require_draft(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_draft(who, unit_id):
        raise NotPermitted(_("Chỉ người soạn văn bản của đơn vị ban hành mới làm được việc này."))


def may_approve(who: Actor, unit_id: uuid.UUID) -> bool:
    return who.may(APPROVE) and is_home(who, unit_id)


def require_approve(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_approve(who, unit_id):
        raise NotPermitted(
            _("Việc này do lãnh đạo đơn vị ban hành duyệt. Hãy chuyển cho người có quyền duyệt.")
        )


def may_act_for(who: Actor, unit_id: uuid.UUID) -> bool:
    """Whoever sees the direction of lower tiers reads and reports for the own unit."""
    return who.may(SEE) and is_home(who, unit_id)


def require_act_for(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_act_for(who, unit_id):
        raise NotPermitted(_("Việc này của đơn vị khác. Chỉ người của đơn vị đó mới ghi được."))


def may_raise(who: Actor, unit_id: uuid.UUID) -> bool:
    return who.may(RAISE) and is_home(who, unit_id)


def require_raise(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_raise(who, unit_id):
        raise NotPermitted(_("Chỉ người được nêu khó khăn của chính đơn vị mới ghi được."))


def may_answer(who: Actor, unit_id: uuid.UUID) -> bool:
    return who.may(ANSWER) and is_home(who, unit_id)


def require_answer(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_answer(who, unit_id):
        raise NotPermitted(_("Vấn đề này đang ở đơn vị khác: chỉ đơn vị đó mới giải quyết được."))


def may_gather(who: Actor, unit_id: uuid.UUID) -> bool:
    return who.may(GATHER) and is_home(who, unit_id)


def require_gather(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_gather(who, unit_id):
        raise NotPermitted(_("Chỉ đơn vị tổ chức mới sửa được. Hãy báo cho đơn vị tổ chức."))


def may_recognise(who: Actor, unit_id: uuid.UUID) -> bool:
    """A unit never recognises itself: somebody above it does."""
    return who.may(DIRECT) and not is_home(who, unit_id) and direction.reaches(who, unit_id)


def require_recognise(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_recognise(who, unit_id):
        raise NotPermitted(_("Đơn vị chỉ đạo tuyến của đơn vị này mới công nhận được mô hình."))
