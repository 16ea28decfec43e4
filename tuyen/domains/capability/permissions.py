"""Who runs surveys, who answers, who asks for something, who plans; said in words."""

from django.utils.translation import gettext as _

from tuyen.core.actor import Actor
from tuyen.core.errors import NotPermitted
from tuyen.domains.capability.models import Need, SurveyCampaign, UnitSurvey, YearPlan
from tuyen.registry.facilities import direction

SEE = "direction.see"
SURVEY, ANSWER = "survey.manage", "survey.answer"
PROPOSE, PLAN = "need.propose", "need.plan"


def may_survey(who: Actor) -> bool:
    return who.may(SURVEY)


def require_survey(who: Actor) -> None:
    if not may_survey(who):
        raise NotPermitted(_("Khảo sát năng lực do phòng chỉ đạo tuyến hoặc cấp quản lý tổ chức."))


def require_own_campaign(who: Actor, campaign: SurveyCampaign) -> None:
    require_survey(who)
    if not who.is_system and direction.facility_of(who.unit_id) != campaign.unit_id:
        raise NotPermitted(_("Đợt khảo sát này do đơn vị khác tổ chức."))


def may_answer(who: Actor, survey: UnitSurvey) -> bool:
    """The surveyed unit itself; whoever runs surveys fills it in on site."""
    if who.is_system:
        return True
    own = direction.facility_of(who.unit_id)
    if own == survey.to_unit_id:
        return who.may(ANSWER)
    return who.may(SURVEY) and own == survey.unit_id


def require_answer(who: Actor, survey: UnitSurvey) -> None:
    if not may_answer(who, survey):
        raise NotPermitted(
            _("Phiếu do đơn vị được khảo sát điền, hoặc đoàn khảo sát điền tại chỗ.")
        )


def may_propose(who: Actor) -> bool:
    return who.may(PROPOSE) or who.may(PLAN)


def require_propose(who: Actor) -> None:
    if not (who.is_system or may_propose(who)):
        raise NotPermitted(_("Vai trò hiện tại chưa được giao đề xuất nhu cầu."))


def may_plan(who: Actor) -> bool:
    return who.may(PLAN)


def require_plan(who: Actor) -> None:
    if not (who.is_system or may_plan(who)):
        raise NotPermitted(_("Kế hoạch năm do đơn vị chỉ đạo lập."))


def require_own_plan(who: Actor, plan: YearPlan) -> None:
    require_plan(who)
    if not who.is_system and direction.facility_of(who.unit_id) != plan.unit_id:
        raise NotPermitted(_("Kế hoạch này do đơn vị khác lập."))


def require_judge(who: Actor, need: Need) -> None:
    """Whoever plans for the unit says yes or no; the unit itself takes its own wish back."""
    own = not who.is_system and direction.facility_of(who.unit_id) == need.unit_id
    if not (who.is_system or who.may(PLAN) or (own and who.may(PROPOSE))):
        raise NotPermitted(_("Nhu cầu do đơn vị chỉ đạo xem xét."))
