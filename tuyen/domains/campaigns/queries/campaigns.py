"""Campaigns that one may see, their groups in order, words for them."""

import datetime as dt
import uuid
from collections.abc import Iterable

from django.db.models import CharField, ExpressionWrapper, F, Q, QuerySet, Value
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.campaigns import rules
from tuyen.domains.campaigns.models import Campaign, CampaignGroup
from tuyen.platform.access.chart_access import units_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record import vaccines

CENTRE = "cdc"


def visible_to(who: Actor) -> QuerySet[Campaign]:
    """Led by a unit above me, by mine, or by one within my reach."""
    mine = ExpressionWrapper(Value(who.path), output_field=CharField())
    above = ScopeNode.objects.alias(mine=mine).filter(mine__startswith=F("path")).values("unit_id")
    within = ScopeNode.objects.filter(reach_of(who)).values("unit_id")
    rows: QuerySet[Campaign] = Campaign.objects.filter(Q(unit_id__in=above) | Q(unit_id__in=within))
    return rows


def reach_of(who: Actor) -> Q:
    """Scope nodes whose figures one sees: one's units; a centre for disease control, its province's."""
    if who.unit_kind == CENTRE and who.scope == "subtree" and who.province_code:
        return units_of(who) | Q(province_code=who.province_code, chain=who.chain)
    return units_of(who)


def listed(who: Actor, status: str) -> QuerySet[Campaign]:
    return visible_to(who).filter(status=status).order_by("-starts_on", "-id")


def groups_of(campaign: Campaign, who: Actor) -> list[CampaignGroup]:
    """In order of priority; what is another compartment's only with its grant."""
    rows = all_groups_of(campaign)
    return [row for row in rows if who.sees(row.compartment)]


def all_groups_of(campaign: Campaign) -> list[CampaignGroup]:
    rows = CampaignGroup.objects.filter(
        unit_id=campaign.unit_id, campaign_id=campaign.id, is_out=False
    )
    return list(rows.order_by("priority", "id"))


def kind_label(code: str) -> str:
    rule = rules.group_rules(clock.today()).get(code)
    if rule is None:
        return code
    return rule.label_en if get_language() == "en" else rule.label_vi


def group_choices(who: Actor) -> list[tuple[str, str]]:
    known = rules.group_rules(clock.today())
    return [(code, kind_label(code)) for code, each in known.items() if who.sees(each.compartment)]


def vaccine_choices(on: dt.date) -> list[tuple[str, str]]:
    return [(each.code, each.label) for each in vaccines.vaccines(on).values()]


def ages(group: CampaignGroup) -> str:
    """The rule of age in words."""
    low, high = group.from_months, group.to_months
    if high is not None:
        return _("từ %(low)s đến dưới %(high)s") % {"low": _age(low), "high": _age(high)}
    return _("từ %(low)s trở lên") % {"low": _age(low)} if low else _("mọi tuổi")


def _age(months: int) -> str:
    if months and months % 12 == 0:
        return _("%(n)d tuổi") % {"n": months // 12}
    return _("%(n)d tháng") % {"n": months}


def in_words(group: CampaignGroup) -> str:
    """The whole rule, so that a person can judge it."""
    rule = rules.group_rules(clock.today()).get(group.kind)
    parts = [ages(group)]
    if rule and (rule.occupations or rule.cards):
        codes = [*rule.occupations, *rule.cards]
        parts.append(_("theo nghề nghiệp, thẻ BHYT: %(codes)s") % {"codes": ", ".join(codes)})
    if rule and rule.compartment:
        parts.append(_("đang ở nơi giam, giữ"))
    parts.append(_("chưa tiêm cùng bệnh trong %(n)d ngày") % {"n": group.gap_days})
    return "; ".join(parts)


def unit_names(ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(ScopeNode.objects.filter(unit_id__in=set(ids)).values_list("unit_id", "name"))
