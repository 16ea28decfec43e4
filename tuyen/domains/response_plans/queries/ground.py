"""What the figures of a plan's ground say today, for whoever may see its cases."""

import datetime as dt

from django.db.models import Count, Q

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.response_plans import rules
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.platform.access.models import ScopeNode
from tuyen.record.queries import cases
from tuyen.record.rules.cases import COUNTED
from tuyen.registry.areas.queries import area_with, communes_of
from tuyen.registry.persons.stations import COMMUNE_KINDS

OF_A_PROVINCE = ("health_department", "cdc")


def figures_of(plan: ResponsePlan, who: Actor) -> rules.Figures | None:
    """None: not for this reader, whose own cases are only a part of the ground. Up to three statements."""
    if who.unit_id != plan.unit_id and who.scope != "subtree":
        return None
    unit = ScopeNode.objects.filter(unit_id=plan.unit_id).first()
    if unit is None or not who.covers(unit.path):
        return None
    since = clock.today() - dt.timedelta(days=plan.within_days)
    rows = cases.visible_to(who).filter(_ground(unit), classification__in=COUNTED)
    if plan.disease:
        rows = rows.filter(disease=plan.disease)
    recent = Q(onset_on__gt=since)
    found = rows.aggregate(
        cases=Count("id", filter=recent),
        places=Count("area_id", filter=recent, distinct=True),
        inpatients=Count("id", filter=Q(is_inpatient=True, outcome="treating")),
    )
    return rules.Figures(**found)


def _ground(unit: ScopeNode) -> Q:
    """Cases told by the unit and those below it, and of the area that it answers for."""
    inside = ScopeNode.objects.filter(path__startswith=unit.path).values("unit_id")
    told = Q(unit_id__in=inside) | Q(station_id__in=inside)
    if unit.chain != "moh":
        return told
    today = clock.today()
    if unit.kind in OF_A_PROVINCE and unit.province_code:
        communes = communes_of(unit.province_code, today).order_by().values("id")
        return told | Q(area_id__in=communes)
    if unit.kind in COMMUNE_KINDS and unit.commune_code:
        area = area_with(unit.commune_code, today)
        return told | Q(area_id=area.id) if area else told
    return told
