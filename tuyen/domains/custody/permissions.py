"""Who may know of people in custody. Without the grant there is nothing to be refused: it is not there."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

CUSTODY = "custody"


def may_see(who: Actor) -> bool:
    """Permission and grant, both."""
    return who.may("custody.roster") and who.sees(CUSTODY)


def may_guard(who: Actor) -> bool:
    return may_see(who) and who.may("guard.roster")


def may_keep_papers(who: Actor) -> bool:
    """Papers come with the guard and are typed by whoever is there: the guard or the ward."""
    return may_see(who) and (who.may("guard.roster") or who.may("ward.nurse"))


def require_guard(who: Actor) -> None:
    if not may_guard(who):
        raise NotPermitted(_("Lịch gác và bàn giao ca do cán bộ canh gác lập."))


def require_papers(who: Actor) -> None:
    if not may_keep_papers(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao giữ giấy tờ giam giữ."))
