"""Sessions of health education: told by the unit that held them, struck out with a reason."""

import datetime as dt
from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import uuid7
from tuyen.core.text import nfc
from tuyen.domains.health_education import permissions, rules
from tuyen.domains.health_education.actions.campaigns import require_open
from tuyen.domains.health_education.models import EducationCampaign, EducationSession
from tuyen.platform import changes

MOST_REACHED = 1_000_000  # more than a province in one session is a slip of the finger


@dataclass(frozen=True, slots=True)
class Told:
    """women: None where nobody told men from women."""

    held_on: dt.date
    channel: str
    language: str
    place: str
    held_by: str
    reached: int
    women: int | None = None
    material: str = ""
    handed_out: int = 0
    note: str = ""


def tell_session(
    *,
    campaign: EducationCampaign,
    said: Told,
    by: Actor,
    repeat: changes.Repeat | None = None,
) -> EducationSession:
    permissions.require_hold(by)
    require_open(campaign)
    _require_sound(campaign, said)
    words = {
        name: nfc(value).strip() for name, value in asdict(said).items() if isinstance(value, str)
    }
    row = EducationSession(
        id=uuid7(),
        unit_id=by.unit_id,
        lead_unit_id=campaign.unit_id,
        campaign_id=campaign.id,
        by_name=by.name,
        **asdict(said) | words,
    )
    with changes.apply(actor=by, reason="education.session", repeat=repeat) as log:
        log.create(row)
        log.result_id = row.id
    return row


def _require_sound(campaign: EducationCampaign, said: Told) -> None:
    today = clock.today()
    if not campaign.starts_on <= said.held_on <= min(campaign.ends_on, today):
        raise Refused(
            _("Ngày tổ chức phải trong thời gian của đợt và không sau hôm nay."), field="held_on"
        )
    if said.channel not in rules.labels(rules.CHANNEL, today):
        raise Refused(_("Chọn kênh trong danh sách."), field="channel")
    if said.language not in rules.labels(rules.LANGUAGE, today):
        raise Refused(_("Chọn ngôn ngữ trong danh sách."), field="language")
    for name, value in (("place", said.place), ("held_by", said.held_by)):
        if not nfc(value).strip():
            raise Refused(_("Ghi nơi tổ chức và người truyền thông."), field=name)
    if not 0 <= said.reached <= MOST_REACHED:
        raise Refused(
            _("Số người nghe, xem từ 0 đến %(most)d.") % {"most": MOST_REACHED}, field="reached"
        )
    if said.women is not None and not 0 <= said.women <= said.reached:
        raise Refused(_("Số nữ không lớn hơn số người nghe, xem."), field="women")


def strike_session(*, session: EducationSession, why: str, by: Actor) -> EducationSession:
    """It counts no more; the history keeps it."""
    permissions.require_hold(by, session)
    if session.status == EducationSession.Status.STRUCK:
        raise Refused(_("Buổi này đã hủy rồi."), code="illegal_step")
    if not nfc(why).strip():
        raise Refused(_("Ghi vì sao hủy buổi này."), field="why")
    session.status, session.why = EducationSession.Status.STRUCK, nfc(why).strip()
    with changes.apply(actor=by, reason="education.strike") as log:
        log.change(session, ["status", "why"])
    return session
