"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.vaccine_supply.models import (
    Excursion,
    ExcursionLot,
    VaccineDelivery,
    VaccineRequest,
)
from tuyen.domains.vaccine_supply.rules import cold, supply
from tuyen.platform.changes.steps import steps_of

steps_of(VaccineRequest, "state")(supply.may_follow)


@steps_of(VaccineDelivery, "state")
def arrives_once(now: str, then: str) -> bool:
    return (now, then) == ("sent", "received")


steps_of(Excursion, "state")(lambda now, then: then in cold.STATES[now])
steps_of(ExcursionLot, "decision")(lambda now, then: then in cold.DECISIONS[now])
