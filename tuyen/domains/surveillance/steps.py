"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.surveillance.models import Signal
from tuyen.domains.surveillance.rules import signals
from tuyen.platform.changes.steps import steps_of

steps_of(Signal, "status")(signals.may_follow)
