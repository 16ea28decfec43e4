"""A campaign of health education is opened and closed; sessions are told and struck out."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.health_education import permissions, rules
from tuyen.domains.health_education.models import EducationCampaign
from tuyen.platform import changes
from tuyen.record.rules.cases import diseases

CLOSING = ["status", "closed_on", "closing_note", "closed_by_name"]


@dataclass(frozen=True, slots=True)
class Opening:
    """people: how many are meant, None for what the registry counts."""

    name: str
    message: str
    target_group: str
    starts_on: dt.date
    ends_on: dt.date
    disease: str = ""
    people: int | None = None
    basis: str = ""
    outbreak_id: uuid.UUID | None = None


def open_campaign(
    *, said: Opening, by: Actor, repeat: changes.Repeat | None = None
) -> EducationCampaign:
    permissions.require_plan(by)
    _require_sound(said)
    row = EducationCampaign(
        id=uuid7(),
        unit_id=by.unit_id,
        name=nfc(said.name).strip(),
        message=nfc(said.message).strip(),
        disease=said.disease,
        target_group=said.target_group,
        people=said.people,
        outbreak_id=said.outbreak_id,
        basis=nfc(said.basis).strip(),
        starts_on=said.starts_on,
        ends_on=said.ends_on,
        opened_by_name=by.name,
    )
    with changes.apply(actor=by, reason="education.open", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _require_sound(said: Opening) -> None:
    today = clock.today()
    if not nfc(said.name).strip():
        raise Refused(_("Ghi tên đợt truyền thông, ví dụ: Phòng sởi cho trẻ."), field="name")
    if not nfc(said.message).strip():
        raise Refused(_("Ghi điều chính cần người dân nhớ."), field="message")
    if said.target_group not in rules.labels(rules.GROUP, today):
        raise Refused(_("Chọn nhóm đích trong danh sách."), field="target_group")
    if said.disease and said.disease not in diseases(today):
        raise Refused(_("Chọn bệnh trong danh sách."), field="disease")
    if said.ends_on < said.starts_on:
        raise Refused(_("Ngày kết thúc phải từ ngày bắt đầu."), field="ends_on")
    if said.people is not None and said.people < 1:
        raise Refused(_("Số người đích phải từ 1; để trống thì đếm trong sổ."), field="people")


def correct_people(
    *, campaign: EducationCampaign, people: int | None, by: Actor
) -> EducationCampaign:
    """None: the registry counts again."""
    permissions.require_plan(by, campaign)
    require_open(campaign)
    if people is not None and people < 1:
        raise Refused(_("Số người đích phải từ 1; để trống thì đếm trong sổ."), field="people")
    campaign.people = people
    with changes.apply(actor=by, reason="education.people") as log:
        log.change(campaign, ["people"])
    return campaign


def close(*, campaign: EducationCampaign, on: dt.date, note: str, by: Actor) -> EducationCampaign:
    permissions.require_plan(by, campaign)
    require_open(campaign)
    if not campaign.starts_on <= on <= clock.today():
        raise Refused(_("Ngày kết thúc phải từ ngày bắt đầu đến hôm nay."), field="on")
    campaign.status, campaign.closed_on = EducationCampaign.Status.CLOSED, on
    campaign.closing_note, campaign.closed_by_name = nfc(note).strip(), by.name
    with changes.apply(actor=by, reason="education.close") as log:
        log.still(campaign)
        log.change(campaign, CLOSING)
    return campaign


def reopen(*, campaign: EducationCampaign, by: Actor) -> EducationCampaign:
    permissions.require_plan(by, campaign)
    if campaign.is_open:
        raise Refused(_("Đợt truyền thông đang chạy."), code="illegal_step")
    campaign.status, campaign.closed_on = EducationCampaign.Status.OPEN, None
    campaign.closing_note, campaign.closed_by_name = "", ""
    with changes.apply(actor=by, reason="education.reopen") as log:
        log.still(campaign)
        log.change(campaign, CLOSING)
    return campaign


def require_open(campaign: EducationCampaign) -> None:
    if not campaign.is_open:
        raise Refused(
            _("Đợt truyền thông đã kết thúc. Đơn vị chủ trì mở lại thì ghi tiếp được."),
            code="closed",
        )
