"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.vaccine_supply.models import VaccineDelivery, VaccineRequest
from tuyen.domains.vaccine_supply.rules import supply
from tuyen.platform.changes.steps import steps_of

steps_of(VaccineRequest, "state")(supply.may_follow)


@steps_of(VaccineDelivery, "state")
def arrives_once(now: str, then: str) -> bool:
    return (now, then) == ("sent", "received")
