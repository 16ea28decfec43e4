"""Who sees counts and charts, who signs the report of a week, who judges a signal; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.registry.persons.stations import COMMUNE_KINDS

SEE = "case.see"
SEND = "case.notify"
JUDGE = "case.investigate"


def may_send(who: Actor) -> bool:
    """Whoever notifies cases at the station of a commune."""
    return bool(
        who.may(SEND) and who.chain == "moh" and who.unit_kind in COMMUNE_KINDS and who.commune_code
    )


def require_send(who: Actor) -> None:
    if not may_send(who):
        raise NotPermitted(
            _("Báo cáo tuần do trạm y tế của xã gửi. Đăng nhập bằng tài khoản của trạm.")
        )


def may_judge(who: Actor) -> bool:
    """Whoever investigates cases, of the signals that this person may see."""
    return who.may(JUDGE)


def require_judge(who: Actor) -> None:
    if not may_judge(who):
        raise NotPermitted(
            _("Tín hiệu do người điều tra ca bệnh xác minh. Báo cho người phụ trách giám sát dịch.")
        )
