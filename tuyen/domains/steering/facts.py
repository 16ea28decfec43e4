"""What other rooms may ask of directing the lower tiers."""

import datetime as dt
import uuid
from dataclasses import dataclass

from tuyen.core import facts
from tuyen.domains.steering.queries import agreements
from tuyen.domains.steering.rules.agreements import is_for


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
