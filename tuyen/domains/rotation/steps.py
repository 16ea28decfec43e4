"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.rotation import rules
from tuyen.domains.rotation.models import RotationTurn
from tuyen.platform.changes.steps import steps_of

steps_of(RotationTurn, "stage")(rules.may_follow)
