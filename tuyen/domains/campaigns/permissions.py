"""Who sees campaigns, who leads them, who works in them; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.campaigns.models import Campaign

SEE, LEAD, WORK = "campaign.see", "campaign.lead", "campaign.work"


def may_lead(who: Actor, campaign: Campaign | None = None) -> bool:
    """One's own unit's campaign, or a new one."""
    return who.may(LEAD) and (campaign is None or campaign.unit_id == who.unit_id)


def require_lead(who: Actor, campaign: Campaign | None = None) -> None:
    if not may_lead(who, campaign):
        raise NotPermitted(_("Chỉ người lập kế hoạch của đơn vị chủ trì làm được việc này."))


def may_work(who: Actor) -> bool:
    return who.may(WORK)


def require_work(who: Actor) -> None:
    if not may_work(who):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao tiêm trong chiến dịch."))
