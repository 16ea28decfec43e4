"""Who may see what of the activity report: counts below one's unit; names only with leave to see them."""

from django.utils.translation import gettext as _

from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import NotPermitted
from tuyen.record.rules import visits
from tuyen.registry.facilities.models import Unit

SEE = "report.activity"
_CHARTS = "chart.open"


def may_see(who: Actor) -> bool:
    return who is SYSTEM or who.may(SEE)


def require_see(who: Actor) -> None:
    if not may_see(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được xem báo cáo hoạt động."))


def compartment_of(unit: Unit) -> str:
    """The sensitive compartment in which this kind of unit writes; mostly none."""
    return visits.compartment_of(unit.kind)


def may_list_people(who: Actor, unit: Unit) -> bool:
    """Names of people in custody with the grant alone; other names for roles that work on charts."""
    if compartment := compartment_of(unit):
        return who.sees(compartment)
    return who.may(_CHARTS)
