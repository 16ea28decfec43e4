"""What other rooms may ask of directing the lower tiers."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tuyen.core import facts
from tuyen.core.actor import Actor
from tuyen.domains.steering.queries import agreements, hotline, limits
from tuyen.domains.steering.rules.agreements import is_for
from tuyen.registry.facilities import direction


@dataclass(frozen=True)
class AgreementInForce:
    id: uuid.UUID
    number: str
    kind: str
    title: str
    valid_to: dt.date | None


@facts.publishes("steering.agreement_in_force")
def agreement_in_force(
    *, a: uuid.UUID, b: uuid.UUID, purpose: str, on: dt.date
) -> AgreementInForce | None:
    """The agreement of two units that serves this purpose on the day; None: there is none, whatever
    was signed before. Purposes: rulebook `steering/agreements`, list `purpose`; "" asks for any."""
    for row in agreements.between(a, b):
        if row.term.holds_on(on) and is_for(row.purposes, purpose):
            return AgreementInForce(row.id, row.number, row.kind, row.title, row.valid_to)
    return None


@facts.publishes("steering.partners")
def partners(
    *, unit_ids: list[uuid.UUID], purpose: str, on: dt.date
) -> dict[uuid.UUID, AgreementInForce]:
    """Unit → the agreement in force for this purpose that it has with one of these units."""
    mine, found = set(unit_ids), {}
    for row in agreements.of_units(unit_ids):
        other = row.other_unit_id if row.unit_id in mine else row.unit_id
        if other and row.term.holds_on(on) and is_for(row.purposes, purpose):
            found[other] = AgreementInForce(row.id, row.number, row.kind, row.title, row.valid_to)
    return found


@facts.publishes("steering.agreed_limits")
def agreed_limits(*, agreement_id: uuid.UUID, urgency: str) -> tuple[int | None, int | None]:
    """Minutes to the first answer and to the conclusion that an agreement promises; None: nothing."""
    return limits.promised(agreement_id, urgency)


@dataclass(frozen=True)
class OnDuty:
    staff_id: uuid.UUID | None
    name: str
    phone: str
    specialty: str
    until: dt.datetime


@facts.publishes("steering.on_duty")
def on_duty(*, unit_id: uuid.UUID, specialty: str, at: dt.datetime) -> list[OnDuty]:
    """Who is on duty at a facility at an instant: those of the specialty first, then those who stand for
    everything. Specialties: rulebook `referral/specialties`; "" asks for everybody."""
    here = direction.facility_of(unit_id)
    return [
        OnDuty(turn.staff_id, turn.name, turn.phone, turn.specialty, until)
        for turn, until in hotline.on_duty([here], at, specialty)
    ]


@dataclass(frozen=True)
class CallFromBelow:
    """What a remote consultation takes over from a call: who asked what; the call names no patient."""

    id: uuid.UUID
    caller_unit_id: uuid.UUID | None
    caller_staff_id: uuid.UUID | None
    specialty: str
    question: str
    advice: str


@facts.publishes("steering.hotline_call")
def hotline_call(*, call_id: uuid.UUID, who: Actor) -> CallFromBelow | None:
    """A call as far as the asker may see it."""
    row = hotline.calls_seen_by(who).filter(pk=call_id).first()
    if row is None:
        return None
    return CallFromBelow(
        row.id, row.caller_unit_id, row.caller_staff_id, row.specialty, row.question, row.advice
    )
