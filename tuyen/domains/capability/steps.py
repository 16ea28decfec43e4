"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.capability import rules
from tuyen.domains.capability.models import Need, PlanLine
from tuyen.platform.changes.steps import steps_of

steps_of(Need, "state")(rules.need_may)
steps_of(PlanLine, "state")(rules.line_may)
