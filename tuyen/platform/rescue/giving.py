"""On the upper node: a supervisor hears a number, makes sure who calls, and reads a code back."""

import datetime as dt

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import Actor
from tuyen.core.errors import Refused
from tuyen.platform import changes
from tuyen.platform.access.actions import require_may_give, role_permissions
from tuyen.platform.rescue import rules, safe
from tuyen.platform.rescue.models import CodeGiven, KnownStation
from tuyen.platform.rescue.pairing import require_supervisor
from tuyen.platform.rescue.request import Asked

REASON_LETTERS = 15
KNOWN_BY = ("called_back", "voice", "video", "in_person")


def give(
    *, station: KnownStation, asked: Asked, person: str, known_by: str, reason: str, by: Actor
) -> str:
    """The code for what the station asks. Written down before it is shown.

    Refused for a number heard wrongly, a short reason, too many codes in an hour or a day.
    """
    require_supervisor(by, station.unit_id)
    if station.ended_at:
        raise Refused(_("Máy này đã thôi ghép."), field="station")
    if not rules.heard_rightly(asked.number):
        raise Refused(
            _("Số nghe chưa đúng: nhờ đọc lại từng nhóm ba chữ số."), field="number", code="heard"
        )
    if asked.purpose == "create":
        require_may_give(by, asked.role)
        if rules.is_out_of_reach(role_permissions(asked.role)):
            raise Refused(_("Vai trò này không lập qua điện thoại được."), field="role")
    if sum(letter.isalpha() for letter in reason) < REASON_LETTERS:
        raise Refused(_("Xin ghi rõ lý do, ít nhất 15 chữ cái."), field="reason")
    _require_not_too_many(station, by)
    secret = safe.unwrap(bytes(station.wrapped), station.id)
    if secret is None:
        raise Refused(_("Máy chủ này không còn khóa của máy trạm: ghép lại."), field="station")
    row = CodeGiven(
        unit_id=station.unit_id,
        station_id=station.id,
        station_name=station.name,
        person_name=person.strip(),
        known_by=known_by,
        reason=reason.strip(),
        given_by_id=by.account_id,
        given_by_name=by.name,
        given_at=clock.now(),
        **asked.columns(),
    )
    with changes.apply(actor=by, reason="rescue.give", why=row.reason) as log:
        log.create(row)
    return rules.answer(secret, **asked.columns())


def _require_not_too_many(station: KnownStation, by: Actor) -> None:
    now = clock.now()
    mine = CodeGiven.objects.filter(
        given_by_id=by.account_id, given_at__gt=now - dt.timedelta(hours=1)
    )
    if mine.count() >= rules.GIVEN_BY_ONE:
        raise Refused(_("Bạn đã cấp 10 mã trong một giờ: chờ rồi cấp tiếp."))
    theirs = CodeGiven.objects.filter(
        unit_id=station.unit_id,
        station_id=station.id,
        given_at__gt=now - dt.timedelta(days=1),
    )
    if theirs.count() >= rules.GIVEN_TO_ONE:
        raise Refused(_("Máy này đã nhận 20 mã trong một ngày: xem có ai lạm dụng không."))
