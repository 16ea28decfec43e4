"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.isolation_areas.models import AreaStay, IsolationArea
from tuyen.domains.isolation_areas.rules import areas as rules
from tuyen.domains.isolation_areas.rules.stays import may_follow as stay_may_follow
from tuyen.platform.changes.steps import steps_of

steps_of(IsolationArea, "status")(rules.may_follow)
steps_of(AreaStay, "status")(stay_may_follow)
