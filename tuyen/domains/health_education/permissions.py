"""Who sees health education, who plans it, who holds sessions; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.health_education.models import EducationCampaign, EducationSession

SEE, PLAN, HOLD = "education.see", "education.plan", "education.hold"


def may_plan(who: Actor, campaign: EducationCampaign | None = None) -> bool:
    """One's own unit's campaign, or a new one."""
    return who.may(PLAN) and (campaign is None or campaign.unit_id == who.unit_id)


def require_plan(who: Actor, campaign: EducationCampaign | None = None) -> None:
    if not may_plan(who, campaign):
        raise NotPermitted(_("Chỉ người lập kế hoạch của đơn vị chủ trì làm được việc này."))


def may_hold(who: Actor, session: EducationSession | None = None) -> bool:
    """A new session, or one of one's own unit."""
    return who.may(HOLD) and (session is None or session.unit_id == who.unit_id)


def require_hold(who: Actor, session: EducationSession | None = None) -> None:
    if not may_hold(who, session):
        raise NotPermitted(_("Chỉ đơn vị tổ chức buổi truyền thông ghi và hủy được buổi đó."))
