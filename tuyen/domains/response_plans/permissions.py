"""Who reads response plans, who writes them, who approves and changes the phase; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.response_plans.models import ResponsePlan

SEE, WRITE, APPROVE = "response.see", "response.write", "response.approve"


def may_write(who: Actor, plan: ResponsePlan | None = None) -> bool:
    """A plan of one's own unit, or a new one."""
    return who.may(WRITE) and (plan is None or plan.unit_id == who.unit_id)


def require_write(who: Actor, plan: ResponsePlan | None = None) -> None:
    if not may_write(who, plan):
        raise NotPermitted(_("Chỉ người soạn kế hoạch của chính đơn vị làm được việc này."))


def may_approve(who: Actor, plan: ResponsePlan) -> bool:
    return who.may(APPROVE) and plan.unit_id == who.unit_id


def require_approve(who: Actor, plan: ResponsePlan) -> None:
    if not may_approve(who, plan):
        raise NotPermitted(
            _(
                "Chỉ người đứng đầu đơn vị có kế hoạch được duyệt, chuyển giai đoạn và cho hết hiệu lực."
            )
        )
