"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.health_education import rules
from tuyen.domains.health_education.models import EducationCampaign
from tuyen.platform.changes.steps import steps_of

steps_of(EducationCampaign, "status")(rules.may_follow)
