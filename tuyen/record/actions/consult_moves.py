"""The person of a case is sent on: the referral joins the case, its arrival ends the following here."""

import datetime as dt
import uuid
from typing import Any

from django.utils.translation import gettext as _

from tuyen.core import clock
from tuyen.core.actor import SYSTEM, Actor
from tuyen.core.errors import Refused
from tuyen.core.ids import from_event
from tuyen.platform import changes
from tuyen.record import permissions
from tuyen.record.actions.consults import (
    OWED,
    closed,
    done,
    hasten_result,
    result_days,
    step,
)
from tuyen.record.models import Consult, ConsultStep, Referral
from tuyen.record.queries import consults as queries
from tuyen.record.rules.consults import Late, Status
from tuyen.registry.facilities.queries import names_of

ANSWERED = ("replied", "returned")
MOVED = "moved"


def join(*, consult: Consult, referral: Referral, by: Actor) -> Consult:
    """The asking unit says which referral followed from the advice; a wrong one is replaced alike."""
    permissions.require_consult_asker(by, queries.is_asker(consult, by))
    if consult.status not in (Status.ADVISED, Status.OUTCOME):
        raise closed(consult)
    _require_fits(consult, referral)
    if consult.referral_id == referral.id:
        return consult
    _join(consult, referral, by, "requested")
    return consult


def _require_fits(consult: Consult, referral: Referral) -> None:
    if referral.compartment != consult.compartment or referral.from_unit_id != consult.from_unit_id:
        raise Refused(
            _("Giấy chuyển này không thuộc ca đang mở: chọn giấy khác."), field="referral"
        )


def follow_referral(*, referral_id: uuid.UUID, verb: str) -> int:
    """What became of a referral, told to the cases it belongs to; by the program. How many cases."""
    referral = Referral.objects.filter(pk=referral_id).first()
    if referral is None:
        return 0
    rows = queries.led_to(referral)
    for row in rows:
        _join(row, referral, SYSTEM, verb)
    return len(rows)


def _join(consult: Consult, referral: Referral, by: Actor, verb: str) -> None:
    """Once, however often it is delivered."""
    told = _told(consult, referral, verb, by)
    if ConsultStep.objects.filter(pk=told.id, patient_id=consult.patient_id).exists():
        return
    has_come = verb in ("arrived", "replied", "returned")
    consult.referral_id = referral.id
    if has_come and consult.status == Status.ADVISED:
        _owes_the_outcome(consult, verb)
    with changes.apply(actor=by, reason="consult.moved") as log:
        log.change(consult, ["referral_id", *OWED])
        log.create(told)
        if has_come:
            done(log, consult, by, queries.TASK_FOLLOW, queries.TASK_ADVICE)
        if verb in ANSWERED and consult.status == Status.ADVISED:
            hasten_result(log, consult)


def _owes_the_outcome(consult: Consult, verb: str) -> None:
    """Nobody is asked day by day any more; the outcome is known when the receiving unit answers."""
    grace = 0 if verb in ANSWERED else result_days(consult)
    consult.owed, consult.owed_on = Late.RESULT, clock.today() + dt.timedelta(days=grace)


def _told(consult: Consult, referral: Referral, verb: str, by: Actor) -> ConsultStep:
    place = names_of([referral.to_unit_id]).get(referral.to_unit_id, "")
    row = step(consult, MOVED, by, _sentence(verb, place))
    row.id = from_event(referral.id, f"{consult.id.hex} {verb}")
    row.unit_id = referral.from_unit_id if verb == "requested" else referral.to_unit_id
    return row


def _sentence(verb: str, place: str) -> str:
    said: dict[str, Any] = {
        "requested": _("Chuyển người bệnh đến %(place)s."),
        "redirected": _("Đổi nơi đến: %(place)s."),
        "arrived": _("Người bệnh đã đến %(place)s; nơi hỏi không phải theo dõi nữa."),
        "replied": _("%(place)s đã trả lời về người bệnh."),
        "returned": _("%(place)s đã chuyển người bệnh về."),
    }
    return str(said[verb]) % {"place": place}
