"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.response_plans import rules
from tuyen.domains.response_plans.models import ResponsePlan
from tuyen.platform.changes.steps import steps_of

steps_of(ResponsePlan, "status")(rules.may_follow)
