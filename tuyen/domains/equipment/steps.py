"""Which step may follow which, for the node that sees two taken at once (platform/changes)."""

from tuyen.domains.equipment import rules
from tuyen.domains.equipment.models import EquipmentItem
from tuyen.platform.changes.steps import steps_of

steps_of(EquipmentItem, "state")(rules.may_follow)
