"""Needs by topic become lines of the year's plan; approved, the plan is frozen and only its work moves on."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.capability import lists, permissions, rules
from tuyen.domains.capability.actions.needs import STATE
from tuyen.domains.capability.models import Need, PlanLine, PlannedNeed, YearPlan
from tuyen.platform import changes
from tuyen.registry.facilities import direction

MOST_NEEDS = 4000


def draw_up(*, year: int, title: str, by: Actor) -> YearPlan:
    """One plan a year and unit."""
    permissions.require_plan(by)
    unit_id = direction.facility_of(by.unit_id)
    row = YearPlan(id=uuid7(), unit_id=unit_id, year=year, title=nfc(title).strip())
    with changes.apply(actor=by, reason="plan.draw_up") as log:
        log.check(lambda: _require_first(row))
        log.create(row)
    return row


def _require_first(plan: YearPlan) -> None:
    """Inside the transaction: two officers who begin at one moment draw up one plan."""
    if YearPlan.objects.filter(unit_id=plan.unit_id, year=plan.year).exists():
        raise Refused(
            _("Đơn vị đã có kế hoạch năm này. Mở kế hoạch đó để thêm việc."), field="year"
        )


def add_line(  # noqa: PLR0913  a line is what it says
    *,
    plan: YearPlan,
    needs: Sequence[Need],
    title: str,
    quarter: int,
    money: str,
    by: Actor,
    cost_dong: int | None = None,
    responsible: str = "",
    points: float = 0.0,
) -> PlanLine:
    """Open needs of one topic go into the plan together."""
    permissions.require_own_plan(by, plan)
    _require_draft(plan)
    needs = [need for need in needs if need.state == Need.State.OPEN][:MOST_NEEDS]
    if not needs:
        raise Refused(_("Chọn ít nhất một nhu cầu đang chờ."))
    if money not in lists.money_labels():
        raise Refused(_("Chọn nguồn kinh phí."), field="money")
    line = PlanLine(
        id=uuid7(),
        unit_id=plan.unit_id,
        plan=plan,
        kind=needs[0].kind,
        code=needs[0].code,
        title=nfc(title).strip()[:200] or needs[0].title,
        quarter=quarter,
        responsible=nfc(responsible).strip(),
        cost_dong=cost_dong,
        money=money,
        units=len({need.unit_id for need in needs}),
        points=points,
    )
    with changes.apply(actor=by, reason="plan.add_line") as log:
        log.create(line, *(_planned(line, need) for need in needs))
        _mark(log, needs, Need.State.PLANNED, str(plan))
    return line


def drop_line(*, line: PlanLine, by: Actor) -> None:
    """Out of a plan that is not approved yet: its needs wait again."""
    permissions.require_own_plan(by, line.plan)
    _require_draft(line.plan)
    links = list(line.needs.filter(is_off=False))
    line.state, line.ended_on = PlanLine.State.DROPPED, clock.today()
    with changes.apply(actor=by, reason="plan.drop_line") as log:
        log.change(line, ["state", "ended_on"])
        for link in links:
            link.is_off = True
            log.change(link, ["is_off"])
        _mark(log, _needs_of(links), Need.State.OPEN, "")


def approve(*, plan: YearPlan, decision: str, by: Actor) -> YearPlan:
    """From now on its lines do not change; what was done is still told."""
    permissions.require_own_plan(by, plan)
    _require_draft(plan)
    if not plan.lines.exclude(state=PlanLine.State.DROPPED).exists():
        raise Refused(_("Kế hoạch chưa có việc nào. Thêm việc từ danh sách nhu cầu."))
    if not nfc(decision).strip():
        raise Refused(_("Ghi số quyết định phê duyệt."), field="decision")
    plan.state, plan.decision = YearPlan.State.APPROVED, nfc(decision).strip()
    plan.approved_on, plan.approved_by_name = clock.today(), by.name
    with changes.apply(actor=by, reason="plan.approve") as log:
        log.change(plan, ["state", "decision", "approved_on", "approved_by_name"])
    return plan


def move_line(*, line: PlanLine, to: str, result: str, by: Actor) -> PlanLine:
    """Begun, done or given up; what was done is said. Given up, its needs wait again."""
    permissions.require_own_plan(by, line.plan)
    if line.plan.state != YearPlan.State.APPROVED:
        raise Refused(_("Duyệt kế hoạch trước khi ghi tiến độ."))
    if to not in PlanLine.State.values or not rules.line_may(line.state, rules.LineState(to)):
        raise Refused(
            _("Việc “%(state)s” không chuyển như vậy được.") % {"state": line.get_state_display()},
            field="state",
        )
    ends = to in (PlanLine.State.DONE, PlanLine.State.DROPPED)
    if ends and not nfc(result).strip():
        raise Refused(_("Ghi kết quả hoặc lý do."), field="result")
    line.state, line.result = to, nfc(result).strip()[:300]
    line.ended_on = clock.today() if ends else None
    with changes.apply(actor=by, reason="plan.move_line") as log:
        log.change(line, ["state", "result", "ended_on"])
        if to == PlanLine.State.DROPPED:
            links = line.needs.filter(is_off=False)
            _mark(log, _needs_of(links), Need.State.OPEN, line.result)
    return line


def _require_draft(plan: YearPlan) -> None:
    if plan.state != YearPlan.State.DRAFT:
        raise Refused(
            _(
                "Kế hoạch đã duyệt ngày %(day)s nên không sửa được nữa; việc mới đưa vào kế hoạch năm sau."
            )
            % {"day": f"{plan.approved_on:%d/%m/%Y}"},
            code="frozen",
        )


def _planned(line: PlanLine, need: Need) -> PlannedNeed:
    return PlannedNeed(
        id=uuid7(),
        unit_id=line.unit_id,
        line=line,
        need_id=need.id,
        of_unit_id=need.unit_id,
        title=need.title,
    )


def _needs_of(links: Iterable[PlannedNeed]) -> list[Need]:
    """Only those that still stand in the plan: a need met meanwhile stays met."""
    ids = [link.need_id for link in links]
    return list(Need.objects.filter(pk__in=ids, state=Need.State.PLANNED))


def _mark(log: Any, needs: Iterable[Need], state: str, note: str) -> None:
    for need in needs:
        need.state, need.state_on, need.state_note = state, clock.today(), note[:300]
        log.change(need, STATE)
