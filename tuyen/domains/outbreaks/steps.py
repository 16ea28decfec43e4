"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.outbreaks import rules, zoning
from tuyen.domains.outbreaks.models import Contact, Outbreak, Zone
from tuyen.platform.changes.steps import steps_of

steps_of(Outbreak, "status")(rules.may_follow)
steps_of(Contact, "status")(rules.contact_may_follow)
steps_of(Zone, "status")(zoning.may_follow)
