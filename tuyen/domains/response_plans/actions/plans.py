"""A plan is written, approved, put out of force, followed by a new version."""

import uuid
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import fold, nfc
from tuyen.domains.response_plans import permissions, rules
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.domains.response_plans.queries import plans as queries
from tuyen.platform import changes

MOST_DAYS, MOST_HOURS = 365, 24 * 365
SAID = ["name", "name_fold", "disease", "basis", "within_days"]
APPROVAL = ["status", "number", "approved_on", "approved_by_name"]
ENDING = ["ended_on", "ended_why", "ended_by_name"]


@dataclass(frozen=True, slots=True)
class Said:
    """What stands at the head of a plan. disease: empty for every disease."""

    name: str
    disease: str
    basis: str
    within_days: int


def open_plan(*, said: Said, by: Actor, repeat: changes.Repeat | None = None) -> ResponsePlan:
    """A draft with the phases and measures of the template."""
    permissions.require_write(by)
    plan = ResponsePlan(id=uuid7(), unit_id=by.unit_id, written_by_name=by.name)
    _take(plan, said)
    plan.phases = rules.said(rules.template(plan.disease, clock.today()))
    with changes.apply(actor=by, reason="response_plan.open", repeat=repeat) as log:
        log.create(plan)
        log.result_id = plan.id
    return plan


def rename(*, plan: ResponsePlan, said: Said, by: Actor) -> ResponsePlan:
    """The head of a draft; its measures stay as they were written."""
    permissions.require_write(by, plan)
    require_draft(plan)
    _take(plan, said)
    with changes.apply(actor=by, reason="response_plan.rename") as log:
        log.still(plan)
        log.change(plan, SAID)
    return plan


def _take(plan: ResponsePlan, said: Said) -> None:
    name = " ".join(nfc(said.name).split())
    if not name:
        raise Refused(_("Ghi tên kế hoạch, ví dụ: Đáp ứng dịch sởi năm 2025."), field="name")
    if said.disease and said.disease not in queries.disease_labels():
        raise Refused(_("Chọn bệnh trong danh sách."), field="disease")
    if not 1 <= said.within_days <= MOST_DAYS:
        raise Refused(_("Số ngày đếm ca từ 1 đến 365."), field="within_days")
    plan.name, plan.name_fold = name, fold(name)
    plan.disease, plan.within_days = said.disease, said.within_days
    plan.basis = nfc(said.basis).strip()


def require_draft(plan: ResponsePlan) -> None:
    if not plan.is_draft:
        raise Refused(
            _("Kế hoạch đã duyệt thì không sửa được. Hãy lập bản mới từ kế hoạch này."),
            code="not_a_draft",
        )


@dataclass(frozen=True, slots=True)
class Condition:
    """A phase in words and figures; a figure left out proposes nothing."""

    name: str
    when: str
    from_cases: int | None = None
    from_places: int | None = None
    from_inpatients: int | None = None


def set_phase(*, plan: ResponsePlan, code: str, said: Condition, by: Actor) -> ResponsePlan:
    permissions.require_write(by, plan)
    require_draft(plan)
    phase, name = _phase(plan, code), nfc(said.name).strip()
    if not name:
        raise Refused(_("Ghi tên giai đoạn."), field="name")
    figures = (said.from_cases, said.from_places, said.from_inpatients)
    if any(each is not None and each < 1 for each in figures):
        raise Refused(_("Ngưỡng phải từ 1. Để trống nếu không dùng."), field="from_cases")
    cases, places, inpatients = figures
    made = replace(
        phase,
        name=name,
        when=nfc(said.when).strip(),
        from_cases=cases,
        from_places=places,
        from_inpatients=inpatients,
    )
    return _keep(plan, made, "response_plan.set_phase", by)


def set_measure(
    *, plan: ResponsePlan, code: str, measure: rules.Measure, by: Actor
) -> ResponsePlan:
    """A measure without a key is new; one with a key takes the place of what stood there."""
    permissions.require_write(by, plan)
    require_draft(plan)
    phase = _phase(plan, code)
    kept = {each.key for each in phase.measures}
    if measure.key and measure.key not in kept:
        raise Refused(_("Việc này không còn trong kế hoạch."))
    if not measure.key and len(kept) >= rules.MOST_MEASURES:
        raise Refused(_("Mỗi giai đoạn có nhiều nhất %(n)d việc.") % {"n": rules.MOST_MEASURES})
    made = _sound(replace(measure, key=measure.key or uuid.uuid4().hex[:12]))
    return _keep(plan, rules.with_measure(phase, made), "response_plan.set_measure", by)


def _sound(measure: rules.Measure) -> rules.Measure:
    what, who = nfc(measure.what).strip(), nfc(measure.who).strip()
    if not what:
        raise Refused(_("Ghi việc phải làm."), field="what")
    if not who:
        raise Refused(_("Ghi ai chịu trách nhiệm: chức danh hoặc bộ phận."), field="who")
    if not 1 <= measure.due_hours <= MOST_HOURS:
        raise Refused(_("Thời hạn từ 1 giờ đến 365 ngày."), field="due")
    if any(each.amount < 1 or not each.item for each in measure.supplies):
        raise Refused(_("Vật tư cần tên và số lượng từ 1."), field="supplies")
    return replace(measure, what=what, who=who)


def drop_measure(*, plan: ResponsePlan, code: str, key: str, by: Actor) -> ResponsePlan:
    permissions.require_write(by, plan)
    require_draft(plan)
    phase = _phase(plan, code)
    return _keep(plan, rules.without_measure(phase, key), "response_plan.drop_measure", by)


def _phase(plan: ResponsePlan, code: str) -> rules.Phase:
    found = queries.phase_of(plan, code)
    if found is None:
        raise Refused(_("Giai đoạn này không có trong kế hoạch."))
    return found


def _keep(plan: ResponsePlan, phase: rules.Phase, reason: str, by: Actor) -> ResponsePlan:
    phases = queries.phases_of(plan)
    plan.phases = rules.said(phase if each.code == phase.code else each for each in phases)
    with changes.apply(actor=by, reason=reason) as log:
        log.still(plan)
        log.change(plan, ["phases"])
    return plan


def approve(*, plan: ResponsePlan, number: str, by: Actor) -> ResponsePlan:
    """From now on it binds the unit and is read below; the version before it ends."""
    permissions.require_approve(by, plan)
    require_draft(plan)
    number = nfc(number).strip()
    if not number:
        raise Refused(_("Ghi số quyết định, số kế hoạch được duyệt."), field="number")
    empty = [each.name for each in queries.phases_of(plan) if not each.measures]
    if empty or not plan.phases:
        raise Refused(
            _("Giai đoạn chưa có việc nào: %(names)s. Thêm việc rồi duyệt.")
            % {"names": ", ".join(empty) or "–"}
        )
    plan.status, plan.number = ResponsePlan.Status.APPROVED, number
    plan.approved_on, plan.approved_by_name = clock.today(), by.name
    before = queries.version_before(plan)
    with changes.apply(actor=by, reason="response_plan.approve") as log:
        log.still(plan)
        log.change(plan, APPROVAL)
        if before is not None and before.is_in_force:
            why = _("Thay bằng bản %(n)d") % {"n": plan.version}
            log.change(_ended(before, why, by), ENDING)
    return plan


def _ended(plan: ResponsePlan, why: str, by: Actor) -> ResponsePlan:
    plan.ended_on, plan.ended_why, plan.ended_by_name = clock.today(), why, by.name
    return plan


def drop(*, plan: ResponsePlan, by: Actor) -> ResponsePlan:
    """A draft that comes to nothing."""
    permissions.require_write(by, plan)
    require_draft(plan)
    plan.status = ResponsePlan.Status.DROPPED
    with changes.apply(actor=by, reason="response_plan.drop") as log:
        log.still(plan)
        log.change(plan, ["status"])
    return plan


def revise(*, plan: ResponsePlan, by: Actor) -> ResponsePlan:
    """A draft of the next version; the one in force stays so until the draft is approved."""
    permissions.require_write(by, plan)
    require_in_force(plan)
    if queries.has_draft_after(plan):
        raise Refused(_("Đã có bản nháp thay kế hoạch này. Hãy sửa tiếp bản nháp đó."))
    made = ResponsePlan(
        id=uuid7(),
        unit_id=plan.unit_id,
        name=plan.name,
        name_fold=plan.name_fold,
        disease=plan.disease,
        basis=plan.basis,
        within_days=plan.within_days,
        version=plan.version + 1,
        replaces_id=plan.id,
        phases=plan.phases,
        written_by_name=by.name,
    )
    with changes.apply(actor=by, reason="response_plan.revise") as log:
        log.create(made)
    return made


def end(*, plan: ResponsePlan, why: str, by: Actor) -> ResponsePlan:
    permissions.require_approve(by, plan)
    require_in_force(plan)
    why = nfc(why).strip()
    if not why:
        raise Refused(_("Ghi lý do cho hết hiệu lực."), field="why")
    with changes.apply(actor=by, reason="response_plan.end") as log:
        log.still(plan)
        log.change(_ended(plan, why, by), ENDING)
    return plan


def require_in_force(plan: ResponsePlan) -> None:
    if not plan.is_in_force:
        raise Refused(_("Kế hoạch chưa duyệt hoặc đã hết hiệu lực."), code="not_in_force")
