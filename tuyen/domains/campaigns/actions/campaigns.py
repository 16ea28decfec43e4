"""A campaign is opened, its groups put in order, closed and opened again."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.campaigns import permissions, rules
from tuyen.domains.campaigns.models import Campaign, CampaignGroup
from tuyen.domains.campaigns.queries import campaigns as queries
from tuyen.platform import changes
from tuyen.record import vaccines

MOST_GROUPS = 12
CLOSING = ["status", "closed_on", "closing_note", "closed_by_name"]


@dataclass(frozen=True, slots=True)
class Opening:
    """What the person who opens says."""

    name: str
    kind: str
    vaccine: str
    basis: str
    starts_on: dt.date
    ends_on: dt.date
    target_percent: int


def open_campaign(*, said: Opening, by: Actor, repeat: changes.Repeat | None = None) -> Campaign:
    permissions.require_lead(by)
    _require_sound(said)
    row = Campaign(
        id=uuid7(),
        unit_id=by.unit_id,
        name=nfc(said.name).strip(),
        kind=said.kind,
        vaccine=said.vaccine,
        basis=nfc(said.basis).strip(),
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        target_percent=said.target_percent,
        opened_by_name=by.name,
    )
    with changes.apply(actor=by, reason="campaign.open", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _require_sound(said: Opening) -> None:
    if not nfc(said.name).strip():
        raise Refused(_("Ghi tên chiến dịch, ví dụ: Tiêm bổ sung sởi 2025."), field="name")
    if not nfc(said.basis).strip():
        raise Refused(_("Ghi số kế hoạch, quyết định làm căn cứ."), field="basis")
    if said.kind not in Campaign.Kind.values:
        raise Refused(_("Chọn loại chiến dịch."), field="kind")
    if said.vaccine not in vaccines.vaccines(clock.today()):
        raise Refused(_("Chọn vắc xin trong danh sách."), field="vaccine")
    if said.ends_on < said.starts_on:
        raise Refused(_("Ngày kết thúc phải từ ngày bắt đầu."), field="ends_on")
    if not 1 <= said.target_percent <= 100:
        raise Refused(_("Chỉ tiêu từ 1 đến 100 %."), field="target_percent")


@dataclass(frozen=True, slots=True)
class Wanted:
    """A group as it is asked for; ages left out come from the rule."""

    kind: str
    from_months: int | None = None
    to_months: int | None = None
    gap_days: int | None = None


def add_group(*, campaign: Campaign, said: Wanted, by: Actor) -> CampaignGroup:
    """The next in order of priority."""
    permissions.require_lead(by, campaign)
    require_open(campaign)
    rule = rules.group_rules(clock.today()).get(said.kind)
    if rule is None or not by.sees(rule.compartment):
        raise Refused(_("Chọn nhóm đích trong danh sách."), field="kind")
    groups = queries.all_groups_of(campaign)
    if len(groups) >= MOST_GROUPS:
        raise Refused(_("Mỗi chiến dịch có nhiều nhất %(n)d nhóm.") % {"n": MOST_GROUPS})
    low = rule.from_months if said.from_months is None else said.from_months
    high = rule.to_months if said.to_months is None else said.to_months
    if high is not None and high <= low:
        raise Refused(_("Tuổi đến phải lớn hơn tuổi từ."), field="to_months")
    if any(_is_same(each, rule.code, low, high) for each in groups):
        raise Refused(_("Chiến dịch đã có nhóm này."), field="kind")
    gap = rules.settings_on(clock.today())["gap_days"] if said.gap_days is None else said.gap_days
    row = CampaignGroup(
        id=uuid7(),
        unit_id=campaign.unit_id,
        compartment=rule.compartment,
        campaign_id=campaign.id,
        kind=rule.code,
        priority=max((each.priority for each in groups), default=0) + 1,
        from_months=low,
        to_months=high,
        gap_days=gap,
    )
    with changes.apply(actor=by, reason="campaign.add_group") as log:
        log.create(row)
    return row


def _is_same(group: CampaignGroup, kind: str, low: int, high: int | None) -> bool:
    return (group.kind, group.from_months, group.to_months) == (kind, low, high)


def drop_group(*, campaign: Campaign, group_id: uuid.UUID, by: Actor) -> CampaignGroup:
    """Doses that were given stay what they are; the people are looked for no more."""
    permissions.require_lead(by, campaign)
    require_open(campaign)
    row = next((each for each in queries.groups_of(campaign, by) if each.id == group_id), None)
    if row is None:
        raise Refused(_("Nhóm này không còn trong chiến dịch."))
    row.is_out = True
    with changes.apply(actor=by, reason="campaign.drop_group") as log:
        log.change(row, ["is_out"])
    return row


def close(*, campaign: Campaign, on: dt.date, note: str, by: Actor) -> Campaign:
    permissions.require_lead(by, campaign)
    require_open(campaign)
    if not campaign.starts_on <= on <= clock.today():
        raise Refused(_("Ngày kết thúc phải từ ngày bắt đầu đến hôm nay."), field="on")
    campaign.status, campaign.closed_on = Campaign.Status.CLOSED, on
    campaign.closing_note, campaign.closed_by_name = nfc(note).strip(), by.name
    with changes.apply(actor=by, reason="campaign.close") as log:
        log.still(campaign)
        log.change(campaign, CLOSING)
    return campaign


def reopen(*, campaign: Campaign, by: Actor) -> Campaign:
    permissions.require_lead(by, campaign)
    if campaign.is_open:
        raise Refused(_("Chiến dịch đang chạy."), code="illegal_step")
    campaign.status, campaign.closed_on = Campaign.Status.OPEN, None
    campaign.closing_note, campaign.closed_by_name = "", ""
    with changes.apply(actor=by, reason="campaign.reopen") as log:
        log.still(campaign)
        log.change(campaign, CLOSING)
    return campaign


def require_open(campaign: Campaign) -> None:
    if not campaign.is_open:
        raise Refused(
            _("Chiến dịch đã kết thúc. Đơn vị chủ trì mở lại thì ghi tiếp được."), code="closed"
        )
