"""Who works with immunisation; giving a dose is asked in the record."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.record.permissions import may_vaccinate, require_vaccinate

GIVE, SEE, SCREEN = "immunization.give", "immunization.see", "immunization.screen"

__all__ = [
    "GIVE",
    "SCREEN",
    "SEE",
    "may_screen",
    "may_see",
    "may_vaccinate",
    "require_screen",
    "require_vaccinate",
]


def may_see(who: Actor) -> bool:
    return who.may(SEE)


def may_screen(who: Actor) -> bool:
    return who.may(SCREEN)


def require_screen(who: Actor) -> None:
    if not may_screen(who):
        raise NotPermitted(
            _("Bác sĩ, y sĩ khám sàng lọc và kết luận. Xin nhờ người khám của buổi.")
        )
