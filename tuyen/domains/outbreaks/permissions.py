"""Who sees outbreaks and who keeps one; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.queries.cases import of_my_area

SEE, KEEP, NOTIFY = "case.see", "case.investigate", "case.notify"


def may_open(who: Actor) -> bool:
    return who.may(KEEP)


def require_open(who: Actor) -> None:
    if not may_open(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao mở ổ dịch."))


def may_keep(who: Actor, outbreak: Outbreak) -> bool:
    """Whoever investigates cases at the unit that keeps it, above it, or for a province's communes."""
    if not who.may(KEEP):
        return False
    if who.unit_id == outbreak.unit_id:
        return True
    if who.scope != "subtree":
        return False
    mine = ScopeNode.objects.filter(units_of(who), unit_id=outbreak.unit_id)
    return mine.exists() or _is_of_my_area(who, outbreak)


def _is_of_my_area(who: Actor, outbreak: Outbreak) -> bool:
    """What holds a case of custody is kept by its own chain only."""
    found = Outbreak.objects.filter(of_my_area(who), pk=outbreak.pk, unit_id=outbreak.unit_id)
    return not outbreak.custody_site_id and found.exists()


def require_keep(who: Actor, outbreak: Outbreak) -> None:
    if not may_keep(who, outbreak):
        raise NotPermitted(
            _("Ổ dịch do đơn vị đang giữ hồ sơ hoặc cấp trên ghi. Hãy báo cho đơn vị đó.")
        )
