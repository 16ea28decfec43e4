"""A station signs its week: the cases that it counts, or that there was none."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.surveillance import permissions
from tuyen.domains.surveillance.models import ReportReceived
from tuyen.domains.surveillance.queries import reports as queries
from tuyen.domains.surveillance.queries.grounds import ground_of
from tuyen.domains.surveillance.rules.weeks import week_of
from tuyen.platform import changes
from tuyen.registry.areas.queries import area_with


def send_week(*, monday: dt.date, note: str, by: Actor) -> ReportReceived:
    """What is counted now is what is signed; it is signed once."""
    permissions.require_send(by)
    ground, today = ground_of(by, clock.today()), clock.today()
    area = area_with(by.commune_code, today)
    if ground is None or area is None:
        raise Refused(_("Đơn vị chưa gắn với một xã. Nhờ quản trị ghi xã của đơn vị."))
    _require_week(monday, today)
    if queries.sent_for(ground, monday):
        raise Refused(
            _("Tuần này đã có báo cáo. Ca thay đổi sau đó tự hiện thành đính chính."), code="sent"
        )
    row = ReportReceived(
        unit_id=by.unit_id,
        area_id=area.id,
        monday=monday,
        counts=queries.counts_of(ground, monday),
        note=nfc(note).strip(),
        sent_at=clock.now(),
        by_name=by.name,
    )
    with changes.apply(actor=by, reason="surveillance.week") as log:
        log.create(row)
    return row


def _require_week(monday: dt.date, today: dt.date) -> None:
    if monday != week_of(monday).monday:
        raise Refused(_("Tuần bắt đầu từ thứ Hai. Chọn lại tuần."), code="no_week")
    if monday >= week_of(today).monday:
        raise Refused(_("Tuần này chưa kết thúc. Gửi từ thứ Hai tuần sau."), code="running")
    if monday < queries.oldest_owed(today):
        raise Refused(_("Tuần này đã quá lâu. Gửi cho tuyến trên bằng văn bản."), code="too_old")
