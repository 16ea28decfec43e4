"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.sampling import rules
from tuyen.domains.sampling.models import SampleRound
from tuyen.platform.changes.steps import steps_of

steps_of(SampleRound, "status")(rules.may_follow)
