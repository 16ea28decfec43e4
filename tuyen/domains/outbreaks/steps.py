"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.outbreaks import rules
from tuyen.domains.outbreaks.models import Outbreak
from tuyen.platform.changes.steps import steps_of

steps_of(Outbreak, "status")(rules.may_follow)
