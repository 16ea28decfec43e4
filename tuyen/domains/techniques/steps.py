"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.techniques import rules
from tuyen.domains.techniques.models import TechniqueTransfer
from tuyen.platform.changes.steps import steps_of

steps_of(TechniqueTransfer, "stage")(rules.may_follow)
