"""Plans that one may see, their phases, switches and checklist."""

import uuid
from collections.abc import Iterable

from django.db.models import CharField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock, facts
from tuyen.core.actor import Actor
from tuyen.core.text import fold, nfc
from tuyen.domains.response_plans import rules
from tuyen.domains.response_plans.models import MeasureMark, PhaseSwitch, ResponsePlan
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record.rules.cases import diseases

FORCE, DRAFTS, ENDED = "force", "drafts", "ended"


def visible_to(who: Actor) -> QuerySet[ResponsePlan]:
    """All of my unit; what was approved above it and below it."""
    mine = ExpressionWrapper(Value(who.path), output_field=CharField())
    above = ScopeNode.objects.alias(mine=mine).filter(mine__startswith=F("path")).values("unit_id")
    within = ScopeNode.objects.filter(units_of(who)).values("unit_id")
    approved = Q(status=ResponsePlan.Status.APPROVED)
    reached = Q(unit_id__in=above) | Q(unit_id__in=within)
    rows: QuerySet[ResponsePlan] = ResponsePlan.objects.filter(
        Q(unit_id=who.unit_id) | (reached & approved)
    )
    return rows


def listed(who: Actor, state: str, words: str = "") -> QuerySet[ResponsePlan]:
    """In force, drafts of the unit, or no longer in force; newest first."""
    approved = Q(status=ResponsePlan.Status.APPROVED)
    wanted = {
        DRAFTS: Q(status=ResponsePlan.Status.DRAFT),
        ENDED: approved & Q(ended_on__isnull=False),
    }.get(state, approved & Q(ended_on=None))
    rows = visible_to(who).filter(wanted)
    for word in fold(nfc(words)).split():
        known = [code for code, label in disease_labels().items() if word in fold(label)]
        rows = rows.filter(Q(name_fold__contains=word) | Q(disease__in=known))
    return rows.order_by("-id")


def disease_labels() -> dict[str, str]:
    english = get_language() == "en"
    known = diseases(clock.today()).values()
    return {each.code: each.label_en if english else each.label_vi for each in known}


def disease_label(code: str) -> str:
    """The name in the reader's language; the code where the list does not know it."""
    return disease_labels().get(code, code) if code else _("Mọi bệnh")


def disease_choices() -> list[tuple[str, str]]:
    return [("", _("Mọi bệnh")), *disease_labels().items()]


def phases_of(plan: ResponsePlan) -> tuple[rules.Phase, ...]:
    return rules.phases_of(plan.phases)


def phase_of(plan: ResponsePlan, code: str) -> rules.Phase | None:
    return next((each for each in phases_of(plan) if each.code == code), None)


def switches_of(plan: ResponsePlan) -> list[PhaseSwitch]:
    """Every change of phase, newest first, those struck too."""
    rows = PhaseSwitch.objects.filter(unit_id=plan.unit_id, plan_id=plan.id)
    return list(rows.order_by("-at", "-id"))


def in_force(switches: Iterable[PhaseSwitch]) -> PhaseSwitch | None:
    return next((each for each in switches if each.struck_at is None), None)


def current_of(plans: Iterable[ResponsePlan]) -> dict[uuid.UUID, PhaseSwitch]:
    """Plan → its phase in force, for lists; one statement."""
    shown = list(plans)
    rows = PhaseSwitch.objects.filter(
        unit_id__in={each.unit_id for each in shown},
        plan_id__in={each.id for each in shown},
        struck_at=None,
    )
    return {row.plan_id: row for row in rows.order_by("at", "id")}


def marks_of(switch: PhaseSwitch) -> dict[str, rules.Mark]:
    """Measure → the last word on it."""
    rows = MeasureMark.objects.filter(unit_id=switch.unit_id, switch_id=switch.id)
    return {
        row.measure: rules.Mark(row.is_done, row.at, row.by_name, row.note)
        for row in rows.order_by("at", "id")
    }


def checklist_of(plan: ResponsePlan, switch: PhaseSwitch | None) -> list[rules.Line]:
    phase = phase_of(plan, switch.phase) if switch else None
    if switch is None or phase is None:
        return []
    return rules.checklist(phase, switch.at, marks_of(switch), clock.now())


def on_hand(plan: ResponsePlan, who: Actor, phases: Iterable[rules.Phase]) -> dict[str, int]:
    """Store code → usable units in the unit's own store, told to its own people only."""
    codes = {
        supply.code
        for phase in phases
        for measure in phase.measures
        for supply in measure.supplies
        if supply.code
    }
    if not codes or who.unit_id != plan.unit_id:
        return {}
    found: dict[str, int] = facts.ask(
        "pharmacy.on_hand", unit_id=plan.unit_id, drug_codes=sorted(codes)
    )
    return found


def unit_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(ScopeNode.objects.filter(unit_id__in=set(ids)).values_list("unit_id", "name"))


def version_before(plan: ResponsePlan) -> ResponsePlan | None:
    if plan.replaces_id is None:
        return None
    return ResponsePlan.objects.filter(unit_id=plan.unit_id, pk=plan.replaces_id).first()


def has_draft_after(plan: ResponsePlan) -> bool:
    drafts = ResponsePlan.objects.filter(
        unit_id=plan.unit_id, replaces_id=plan.id, status=ResponsePlan.Status.DRAFT
    )
    return bool(drafts.exists())
