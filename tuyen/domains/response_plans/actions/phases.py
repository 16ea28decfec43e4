"""A plan goes into a phase, a change made by mistake is struck, measures are marked."""

import datetime as dt
import uuid
from dataclasses import asdict

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.response_plans import permissions, rules
from tuyen.domains.response_plans.actions.plans import require_in_force
from tuyen.domains.response_plans.models import MeasureMark, PhaseSwitch, ResponsePlan
from tuyen.domains.response_plans.queries import ground
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.platform import changes

STRIKING = ["struck_at", "struck_why", "struck_by_name"]


def switch(
    *,
    plan: ResponsePlan,
    phase: str,
    why: str,
    by: Actor,
    at: dt.datetime | None = None,
    repeat: changes.Repeat | None = None,
) -> PhaseSwitch:
    """The person's decision; what the figures propose at this moment is kept beside it."""
    permissions.require_approve(by, plan)
    require_in_force(plan)
    now, phases = clock.now(), queries.phases_of(plan)
    before, at = queries.in_force(queries.switches_of(plan)), at or now
    _require_sound(plan, phase, nfc(why).strip(), before)
    if at > now:
        raise Refused(_("Giờ chuyển giai đoạn không được sau bây giờ."), field="at")
    if before is not None and at < before.at:
        raise Refused(_("Giờ chuyển phải sau lần chuyển trước."), field="at")
    figures = ground.figures_of(plan, by)
    offered = rules.proposed(phases, figures) if figures else None
    row = PhaseSwitch(
        id=uuid7(),
        unit_id=plan.unit_id,
        plan_id=plan.id,
        phase=phase,
        at=at,
        why=nfc(why).strip(),
        figures=asdict(figures) if figures else None,
        proposed=offered.code if offered else "",
        entered_at=now,
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="response_plan.switch", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _require_sound(plan: ResponsePlan, phase: str, why: str, before: PhaseSwitch | None) -> None:
    if queries.phase_of(plan, phase) is None:
        raise Refused(_("Chọn giai đoạn có trong kế hoạch."), field="phase")
    if before is not None and before.phase == phase:
        raise Refused(_("Kế hoạch đang ở giai đoạn này rồi."), field="phase")
    if not why:
        raise Refused(_("Ghi lý do chuyển giai đoạn."), field="why")


def strike(*, plan: ResponsePlan, switch_id: uuid.UUID, why: str, by: Actor) -> PhaseSwitch:
    """Made by mistake: the phase before it counts again, with what was marked there."""
    permissions.require_approve(by, plan)
    require_in_force(plan)
    row = queries.in_force(queries.switches_of(plan))
    if row is None or row.id != switch_id:
        raise Refused(_("Chỉ hủy được lần chuyển giai đoạn đang có hiệu lực."))
    why = nfc(why).strip()
    if not why:
        raise Refused(_("Ghi lý do hủy."), field="strike_why")
    row.struck_at, row.struck_why, row.struck_by_name = clock.now(), why, by.name
    with changes.apply(actor=by, reason="response_plan.strike") as log:
        log.still(row)
        log.change(row, STRIKING)
    return row


def mark(*, plan: ResponsePlan, measure: str, is_done: bool, note: str, by: Actor) -> MeasureMark:
    """Done, or not done after all."""
    permissions.require_write(by, plan)
    require_in_force(plan)
    current = queries.in_force(queries.switches_of(plan))
    phase = queries.phase_of(plan, current.phase) if current else None
    if current is None or phase is None or measure not in {each.key for each in phase.measures}:
        raise Refused(_("Việc này không thuộc giai đoạn đang thực hiện."), code="other_phase")
    row = MeasureMark(
        id=uuid7(),
        unit_id=plan.unit_id,
        plan_id=plan.id,
        switch_id=current.id,
        measure=measure,
        is_done=is_done,
        note=nfc(note).strip()[:300],
        at=clock.now(),
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="response_plan.mark") as log:
        log.create(row)
    return row
