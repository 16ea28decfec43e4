"""Lines of the microplan, and the figures that a unit sends of its day."""

import datetime as dt
import uuid
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import from_event, uuid7
from tuyen.core.text import nfc
from tuyen.domains.campaigns import permissions, rules
from tuyen.domains.campaigns.actions.campaigns import require_open
from tuyen.domains.campaigns.models import Campaign, CampaignSession, CampaignTally
from tuyen.domains.campaigns.queries import days as queries
from tuyen.platform import changes

MENDING = ["given", "withheld", "reactions", "wasted", "why", "mended_at", "mended_by_name"]


@dataclass(frozen=True, slots=True)
class Line:
    """Who goes where; target: people expected."""

    day: dt.date
    place: str
    village: str = ""
    team: str = ""
    route: int = 1
    target: int = 0


def plan(
    *, campaign: Campaign, said: Line, by: Actor, repeat: changes.Repeat | None = None
) -> CampaignSession:
    """A unit plans its own places."""
    permissions.require_work(by)
    require_open(campaign)
    if not nfc(said.place).strip():
        raise Refused(_("Ghi điểm tiêm, ví dụ: Nhà văn hóa bản Mẫu."), field="place")
    if not campaign.starts_on <= said.day <= campaign.ends_on:
        raise Refused(_("Ngày nằm ngoài thời gian của chiến dịch."), field="day")
    row = CampaignSession(
        id=uuid7(),
        unit_id=by.unit_id,
        lead_unit_id=campaign.unit_id,
        campaign_id=campaign.id,
        day=said.day,
        place=nfc(said.place).strip(),
        village=nfc(said.village).strip(),
        team=nfc(said.team).strip(),
        route=said.route,
        target=said.target,
    )
    with changes.apply(actor=by, reason="campaign.plan", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def unplan(*, campaign: Campaign, session_id: uuid.UUID, by: Actor) -> CampaignSession:
    permissions.require_work(by)
    require_open(campaign)
    rows = queries.sessions_of(campaign, by)
    row = next((each for each in rows if each.id == session_id), None)
    if row is None or row.unit_id != by.unit_id:
        raise Refused(_("Chỉ đơn vị lập dòng này bỏ được."))
    row.is_out = True
    with changes.apply(actor=by, reason="campaign.unplan") as log:
        log.change(row, ["is_out"])
    return row


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one day; a zero is said, never left out."""

    given: int
    withheld: int
    reactions: int
    wasted: int


def send_tally(
    *, campaign: Campaign, day: dt.date, said: Figures, by: Actor, why: str = ""
) -> CampaignTally:
    """The first time as it is; later only with a reason, and the first figures stay beside it."""
    permissions.require_work(by)
    require_open(campaign)
    if not campaign.starts_on <= day <= clock.today():
        raise Refused(_("Báo cáo từ ngày bắt đầu chiến dịch đến hôm nay."), field="day")
    row = queries.tally_of(campaign, by.unit_id, day)
    return _mended(row, said, why, by) if row else _sent(campaign, day, said, by)


def _sent(campaign: Campaign, day: dt.date, said: Figures, by: Actor) -> CampaignTally:
    limit = rules.settings_on(day)["tally_by"]
    row = CampaignTally(
        id=from_event(campaign.id, f"tally {by.unit_id.hex} {day}"),
        unit_id=by.unit_id,
        lead_unit_id=campaign.unit_id,
        campaign_id=campaign.id,
        day=day,
        **asdict(said),
        sent_at=clock.now(),
        sent_by_name=by.name,
        is_late=rules.is_late(day, clock.now().astimezone(clock.VIETNAM), limit),
    )
    with changes.apply(actor=by, reason="campaign.tally") as log:
        log.create(row)
    return row


def _mended(row: CampaignTally, said: Figures, why: str, by: Actor) -> CampaignTally:
    reason = nfc(why).strip()
    if not reason:
        raise Refused(_("Số của ngày này đã gửi. Ghi lý do sửa."), field="why")
    row.first = row.first or {name: getattr(row, name) for name in asdict(said)}
    for name, value in asdict(said).items():
        setattr(row, name, value)
    row.why, row.mended_at, row.mended_by_name = reason, clock.now(), by.name
    with changes.apply(actor=by, reason="campaign.mend_tally", why=reason) as log:
        log.still(row)
        log.change(row, [*MENDING, "first"])
    return row
