"""Who may open sessions and enter calls."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.platform.live import subjects
from tuyen.platform.live.models import Call

TAKE_PART = "live.take_part"


def may_take_part(who: Actor) -> bool:
    return who.may(TAKE_PART)


def require_take_part(who: Actor) -> None:
    if not may_take_part(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao mở hoặc vào cuộc gọi."))


def may_enter(who: Actor, call: Call) -> bool:
    return subjects.subject(call.subject).may_enter(who, call.subject_id)


def may_end(who: Actor, call: Call) -> bool:
    """Whoever opened it, and colleagues of the same unit."""
    return call.ended_at is None and call.unit_id == who.unit_id


def require_end(who: Actor, call: Call) -> None:
    if not may_end(who, call):
        raise NotPermitted(_("Bên mở cuộc gọi mới kết thúc được. Bấm Rời cuộc gọi để ra."))
