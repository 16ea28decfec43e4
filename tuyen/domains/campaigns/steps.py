"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.campaigns import rules
from tuyen.domains.campaigns.models import Campaign
from tuyen.platform.changes.steps import steps_of

steps_of(Campaign, "status")(rules.may_follow)
