"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.directives.models import Difficulty, Directive, Gathering
from tuyen.domains.directives.rules import difficulties, directives, gatherings
from tuyen.platform.changes.steps import steps_of

steps_of(Directive, "status")(directives.may_follow)
steps_of(Difficulty, "status")(difficulties.may_follow)
steps_of(Gathering, "status")(gatherings.may_follow)
