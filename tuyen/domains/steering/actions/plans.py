"""Plans are drawn up line by line and approved; direction work is logged on its day."""

import datetime as dt
import math
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.steering import permissions
from tuyen.domains.steering.actions.agreements import require_holds
from tuyen.domains.steering.models import Agreement, DirectionEntry, DirectionPlan, PlanLine
from tuyen.domains.steering.models.plans import Side
from tuyen.domains.steering.queries import plans as queries
from tuyen.domains.steering.queries.scope import facility_of
from tuyen.platform import changes

MOST_DAYS = 1000.0


def draw_up(*, side: str, year: int, quarter: int, title: str, by: Actor) -> DirectionPlan:
    """A plan of a side for a year or a quarter; one each, so that nothing is planned twice."""
    permissions.require_log(by)
    if side not in Side.values:
        raise Refused(_("Chọn lập với vai tuyến trên hay tuyến dưới."), field="side")
    if not nfc(title):
        raise Refused(_("Ghi tên kế hoạch."), field="title")
    here = facility_of(by)
    same = DirectionPlan.objects.filter(unit_id=here, side=side, year=year, quarter=quarter)
    if same.exists():
        raise Refused(_("Đã có kế hoạch cho kỳ này: mở kế hoạch đó để sửa."), field="quarter")
    row = DirectionPlan(
        id=uuid7(), unit_id=here, side=side, year=year, quarter=quarter, title=nfc(title)
    )
    with changes.apply(actor=by, reason="steering.draw_up_plan") as log:
        log.create(row)
    return row


@dataclass(frozen=True)
class Planned:
    other_unit_id: uuid.UUID
    kind: str
    subject: str
    person_days: float
    cost: int = 0


def add_line(*, plan: DirectionPlan, said: Planned, by: Actor) -> PlanLine:
    """One more piece of work, with a unit that this side directs or is directed by."""
    permissions.require_plan(by, plan)
    _require_draft(plan)
    side = _side_towards(said.other_unit_id, by)
    if side != plan.side:
        raise Refused(_("Đơn vị này không ở phía kế hoạch đang lập."), field="other")
    _require_work(said.kind, said.subject, said.person_days)
    row = PlanLine(
        id=uuid7(),
        unit_id=plan.unit_id,
        plan=plan,
        other_unit_id=said.other_unit_id,
        kind=said.kind,
        subject=nfc(said.subject),
        person_days=said.person_days,
        cost=said.cost,
    )
    with changes.apply(actor=by, reason="steering.add_plan_line") as log:
        log.create(row)
    return row


def remove_line(*, line: PlanLine, by: Actor) -> PlanLine:
    permissions.require_plan(by, line.plan)
    _require_draft(line.plan)
    line.is_removed = True
    with changes.apply(actor=by, reason="steering.remove_plan_line") as log:
        log.change(line, ["is_removed"])
    return line


def approve(*, plan: DirectionPlan, by: Actor) -> DirectionPlan:
    """From here on the other units see what is meant for them, and the plan no longer changes."""
    permissions.require_plan(by, plan)
    _require_draft(plan)
    if not queries.lines_in(plan).exists():
        raise Refused(_("Kế hoạch chưa có dòng nào: thêm việc rồi mới duyệt."))
    plan.status, plan.approved_at = "approved", clock.now()
    plan.approved_by, plan.approved_by_name = by.account_id, by.name
    with changes.apply(actor=by, reason="steering.approve_plan") as log:
        log.still(plan)
        log.change(plan, ["status", "approved_at", "approved_by", "approved_by_name"])
    return plan


def _require_draft(plan: DirectionPlan) -> None:
    if plan.status != "draft":
        raise Refused(_("Kế hoạch đã duyệt không sửa được: lập kế hoạch cho kỳ khác."))


def _side_towards(other_unit_id: uuid.UUID, by: Actor) -> str:
    known = queries.partners(by, clock.today())
    if other_unit_id not in known:
        raise Refused(
            _(
                "Chỉ ghi việc với đơn vị mình chỉ đạo, đơn vị chỉ đạo mình, hoặc bên có văn bản hợp tác."
            ),
            field="other",
        )
    return known[other_unit_id][1]


def _require_work(kind: str, subject: str, person_days: float) -> None:
    if kind not in queries.kinds(clock.today()):
        raise Refused(_("Chọn hình thức."), field="kind")
    if not nfc(subject):
        raise Refused(_("Ghi nội dung."), field="subject")
    if not math.isfinite(person_days) or not 0 <= person_days <= MOST_DAYS:
        raise Refused(_("Ngày công từ 0 đến 1000."), field="person_days")


@dataclass(frozen=True)
class Done:
    """Direction work of one day. `minutes` for calls and remote sessions, `attended` for who listened."""

    other_unit_id: uuid.UUID
    kind: str
    done_on: dt.date
    subject: str
    person_days: float = 0.0
    minutes: int | None = None
    attended: int | None = None
    result: str = ""
    cost: int = 0
    plan_line_id: uuid.UUID | None = None
    agreement: Agreement | None = None


def log_work(*, said: Done, by: Actor, repeat: changes.Repeat | None = None) -> DirectionEntry:
    """Written by either side; done under an agreement only while that agreement held."""
    permissions.require_log(by)
    side = _side_towards(said.other_unit_id, by)
    _require_work(said.kind, said.subject, said.person_days)
    if said.done_on > clock.today():
        raise Refused(_("Ngày ở tương lai: việc chưa làm thì ghi vào kế hoạch."), field="done_on")
    if said.agreement is not None:
        require_holds(said.agreement, said.done_on)
    row = DirectionEntry(
        id=uuid7(),
        unit_id=facility_of(by),
        other_unit_id=said.other_unit_id,
        side=side,
        kind=said.kind,
        done_on=said.done_on,
        subject=nfc(said.subject),
        person_days=said.person_days,
        minutes=said.minutes,
        attended=said.attended,
        result=nfc(said.result),
        cost=said.cost,
        plan_line_id=said.plan_line_id,
        agreement_id=said.agreement.id if said.agreement else None,
        entered_by=by.account_id,
        entered_by_name=by.name,
    )
    with changes.apply(actor=by, reason="steering.log_work", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def strike_out(*, entry: DirectionEntry, why: str, by: Actor) -> DirectionEntry:
    """A wrong entry stays readable and counts nowhere."""
    permissions.require_entry(by, entry)
    if entry.is_void:
        raise Refused(_("Dòng này đã gạch rồi."))
    if not nfc(why):
        raise Refused(_("Ghi lý do gạch."), field="why")
    entry.is_void, entry.void_reason = True, nfc(why)
    with changes.apply(actor=by, reason="steering.strike_out", why=nfc(why)) as log:
        log.change(entry, ["is_void", "void_reason"])
    return entry
