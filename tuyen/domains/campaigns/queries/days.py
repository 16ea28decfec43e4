"""The microplan in its order, and what was told of each day."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.domains.campaigns import rules
from tuyen.domains.campaigns.models import Campaign, CampaignSession, CampaignTally
from tuyen.domains.campaigns.queries.campaigns import reach_of
from tuyen.platform.access.models import ScopeNode
from tuyen.record import vaccines
from tuyen.record.models import DoseStatus, Immunization


@dataclass(frozen=True)
class Planned:
    session: CampaignSession
    needs: rules.Needs


def sessions_of(campaign: Campaign, who: Actor) -> QuerySet[CampaignSession]:
    mine = ScopeNode.objects.filter(reach_of(who)).values("unit_id")
    rows: QuerySet[CampaignSession] = CampaignSession.objects.filter(
        unit_id__in=mine, campaign_id=campaign.id, is_out=False
    )
    return rows.order_by("day", "unit_id", "route", "id")


def plan_of(campaign: Campaign, who: Actor) -> tuple[list[Planned], rules.Needs, int]:
    """Lines, what all of them need, and how many people they expect."""
    today = clock.today()
    figures, vaccine = rules.settings_on(today), vaccines.vaccine(campaign.vaccine, today)
    size = vaccine.doses_a_vial if vaccine else 1
    lines = [
        Planned(row, rules.needs(row.target, size, figures)) for row in sessions_of(campaign, who)
    ]
    names = ("doses", "vials", "syringes", "boxes")
    total = rules.Needs(**{name: sum(getattr(x.needs, name) for x in lines) for name in names})
    return lines, total, sum(line.session.target for line in lines)


def tallies_of(
    campaign: Campaign, who: Actor, day: dt.date
) -> list[tuple[str, CampaignTally | None]]:
    """Every unit within reach that plans something on this day or told of it; None: nothing was told."""
    nodes = ScopeNode.objects.filter(reach_of(who))
    told = CampaignTally.objects.filter(
        unit_id__in=nodes.values("unit_id"), campaign_id=campaign.id, day=day
    )
    known = {row.unit_id: row for row in told}
    planned = {row.unit_id for row in sessions_of(campaign, who) if row.day == day}
    wanted = nodes.filter(unit_id__in=planned | set(known)).order_by("name")
    return [(name, known.get(id_)) for id_, name in wanted.values_list("unit_id", "name")]


def tally_of(campaign: Campaign, unit_id: uuid.UUID, day: dt.date) -> CampaignTally | None:
    found = CampaignTally.objects.filter(unit_id=unit_id, campaign_id=campaign.id, day=day)
    return found.first()


def counted_on(campaign: Campaign, unit_id: uuid.UUID, day: dt.date) -> dict[str, int]:
    """What the charts say of the day, as a proposal for the figures that a person sends."""
    rows: QuerySet[Any] = Immunization.objects.filter(
        superseded_by_id=None, unit_id=unit_id, given_on=day, campaign_id=campaign.id
    )
    found: dict[str, int] = rows.aggregate(
        given=Count("pk", filter=Q(status=DoseStatus.COMPLETED)),
        withheld=Count("pk", filter=Q(status=DoseStatus.NOT_DONE)),
    )
    return found
