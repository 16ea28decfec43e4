"""The program proposes a signal; a person verifies, assesses and closes it, each time with the reason."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.core.text import nfc
from tuyen.domains.surveillance import permissions
from tuyen.domains.surveillance.models import Signal
from tuyen.domains.surveillance.queries import series
from tuyen.domains.surveillance.queries import signals as queries
from tuyen.domains.surveillance.queries.grounds import Ground, ground_of, keeper_of
from tuyen.domains.surveillance.rules import signals as rules
from tuyen.platform import changes


def look(*, keeper: uuid.UUID, ground: Ground) -> int:
    """How many signals are new. What was found before stays as it was found, with its cut-off."""
    today = clock.today()
    found = queries.standing_out(ground, series.last_ended(today)) + queries.clustered(
        ground, today
    )
    rows = {row.id: row for row in (_signal(keeper, values) for values in found)}
    known = set(Signal.objects.filter(pk__in=rows, unit_id=keeper).values_list("id", flat=True))
    new = [row for id_, row in rows.items() if id_ not in known]
    if new:
        with changes.apply(actor=SYSTEM, reason="signal.found") as log:
            log.create(*new)
    return len(new)


def _signal(keeper: uuid.UUID, values: dict[str, Any]) -> Signal:
    parts = ("disease", "level", "place_code", "place_name", "monday", "algorithm")
    id_ = rules.id_of(keeper, *(values[each] for each in parts))
    return Signal(id=id_, unit_id=keeper, cut_off=clock.now(), version=rules.VERSION, **values)


def look_now(*, by: Actor) -> int:
    """An officer does not wait for the night."""
    permissions.require_judge(by)
    ground = ground_of(by, clock.today())
    if ground is None or len(ground.communes) < 2:
        raise Refused(
            _("Chỉ đơn vị phụ trách cả tỉnh tìm tín hiệu ngay được. Chờ lần tìm ban đêm.")
        )
    return look(keeper=keeper_of(ground.code) or by.unit_id, ground=ground)


def judge(*, signal: Signal, status: str, why: str, by: Actor) -> Signal:
    """Verified, false, or closed; back again too, with a new reason."""
    permissions.require_judge(by)
    said = nfc(why).strip()
    if not said:
        raise Refused(_("Ghi lý do: đã kiểm tra gì, với ai, thấy gì."), field="why")
    if not rules.may_follow(signal.status, status):
        raise Refused(
            _("Tín hiệu đang ở tình trạng “%(now)s”, không chuyển như vậy được.")
            % {"now": signal.get_status_display()},
            code="illegal_step",
        )
    signal.status, signal.decision = status, said
    signal.decided_at, signal.decided_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="signal.judge", why=said) as log:
        log.still(signal)
        log.change(signal, ["status", "decision", "decided_at", "decided_by_name"])
    return signal


def assess(*, signal: Signal, risk: str, why: str, by: Actor) -> Signal:
    """How great the risk is, of a signal that was verified."""
    permissions.require_judge(by)
    said = nfc(why).strip()
    if signal.status != Signal.Status.VERIFIED:
        raise Refused(_("Xác minh tín hiệu trước rồi mới đánh giá nguy cơ."), code="not_verified")
    if risk not in (Signal.Risk.LOW, Signal.Risk.MODERATE, Signal.Risk.HIGH):
        raise Refused(_("Chọn mức nguy cơ."), field="risk")
    if not said:
        raise Refused(_("Ghi căn cứ đánh giá."), field="why")
    signal.risk, signal.assessment = risk, said
    signal.assessed_at, signal.assessed_by_name = clock.now(), by.name
    with changes.apply(actor=by, reason="signal.assess", why=said) as log:
        log.still(signal)
        log.change(signal, ["risk", "assessment", "assessed_at", "assessed_by_name"])
    return signal
