"""Who sees outbreaks and who keeps one; said in words."""

import uuid

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted

SEE, KEEP = "case.see", "case.investigate"


def may_keep(who: Actor, unit_id: uuid.UUID) -> bool:
    """Whoever investigates cases at the unit that keeps the outbreak, or above it."""
    return who.may(KEEP) and (who.unit_id == unit_id or who.scope == "subtree")


def require_keep(who: Actor, unit_id: uuid.UUID) -> None:
    if not may_keep(who, unit_id):
        raise NotPermitted(
            _("Ổ dịch do đơn vị đang giữ hồ sơ hoặc cấp trên ghi. Hãy báo cho đơn vị đó.")
        )
