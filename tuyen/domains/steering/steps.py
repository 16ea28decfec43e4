"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.steering.models import SupportRequest
from tuyen.domains.steering.rules import support
from tuyen.platform.changes.steps import steps_of

steps_of(SupportRequest, "status")(support.may_follow)
