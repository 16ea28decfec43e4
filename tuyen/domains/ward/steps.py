"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.ward import rules
from tuyen.domains.ward.models import EmergencyArrival
from tuyen.platform.changes.steps import steps_of

steps_of(EmergencyArrival, "status")(rules.may_become)
