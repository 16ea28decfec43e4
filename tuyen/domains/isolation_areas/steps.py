"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.isolation_areas import rules
from tuyen.domains.isolation_areas.models import IsolationArea
from tuyen.platform.changes.steps import steps_of

steps_of(IsolationArea, "status")(rules.area_may_follow)
