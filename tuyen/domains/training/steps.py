"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.training import rules
from tuyen.domains.training.models import Course
from tuyen.platform.changes.steps import steps_of

steps_of(Course, "stage")(rules.may_follow)
