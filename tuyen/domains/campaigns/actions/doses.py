"""One person of a campaign: given with one press, or not given and why."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.domains.campaigns import permissions
from tuyen.domains.campaigns.actions.campaigns import require_open
from tuyen.domains.campaigns.models import Campaign
from tuyen.domains.campaigns.queries import people
from tuyen.platform import changes
from tuyen.record import vaccines
from tuyen.record.actions import immunizations as acts
from tuyen.record.chart import chart_of
from tuyen.record.models import Immunization
from tuyen.record.rules.immunizations import Dose


@dataclass(frozen=True, slots=True)
class Lot:
    """Chosen once for the day."""

    number: str
    expiry_on: dt.date


def give(
    *,
    campaign: Campaign,
    person_id: uuid.UUID,
    lot: Lot | None,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> Immunization:
    """Of the campaign's groups only, once; what no dose may be is refused as everywhere."""
    _require_wanted(campaign, person_id, by)
    if lot is None or not lot.number.strip():
        raise Refused(_("Chọn lô vắc xin của hôm nay trước."), field="lot")
    return acts.give_dose(person_id=person_id, dose=_dose(campaign, lot), by=by, repeat=repeat)


def withhold(
    *,
    campaign: Campaign,
    person_id: uuid.UUID,
    why: str,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> Immunization:
    _require_wanted(campaign, person_id, by)
    dose = Dose(campaign.vaccine, clock.today(), campaign_id=campaign.id)
    return acts.withhold_dose(person_id=person_id, dose=dose, why=why, by=by, repeat=repeat)


def _require_wanted(campaign: Campaign, person_id: uuid.UUID, by: Actor) -> None:
    permissions.require_work(by)
    chart_of(person_id, by)
    require_open(campaign)
    if not campaign.starts_on <= clock.today():
        raise Refused(_("Chiến dịch chưa bắt đầu."), code="not_begun")
    if people.has_dose(campaign, person_id):
        raise Refused(_("Người này đã tiêm trong chiến dịch."), code="had")
    if people.group_of(campaign, person_id, by) is None:
        raise Refused(
            _("Người này không thuộc nhóm đích nào, hoặc vừa tiêm cùng bệnh gần đây."),
            code="no_group",
        )


def _dose(campaign: Campaign, lot: Lot) -> Dose:
    now = clock.now()
    vaccine = vaccines.vaccine(campaign.vaccine, clock.today())
    return Dose(
        campaign.vaccine,
        clock.today(),
        at=now,
        lot=lot.number,
        expiry_on=lot.expiry_on,
        site=vaccine.site if vaccine else "",
        route=vaccine.route if vaccine else "",
        campaign_id=campaign.id,
    )
