"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.supervision import rules
from tuyen.domains.supervision.models import CorrectiveAction, SupervisionRound
from tuyen.platform.changes.steps import steps_of

steps_of(SupervisionRound, "status")(rules.round_may)
steps_of(CorrectiveAction, "status")(rules.correction_may)
