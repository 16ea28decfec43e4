"""A unit in the middle: what it receives from above, and what it passes on below."""

import uuid
from dataclasses import dataclass, field

from django.db.models import Q

from tuyen.core import clock
from tuyen.domains.techniques import rules
from tuyen.domains.techniques.queries.approved import approved_codes
from tuyen.domains.techniques.queries.transfers import Row, rows_of, with_names


@dataclass
class Line:
    """One technique, from above and onwards below. may_teach: it is on the unit's own list."""

    code: str
    name: str
    received: Row | None = None
    passed: list[Row] = field(default_factory=list)
    may_teach: bool = False

    @property
    def mastered_below(self) -> int:
        return sum(row.stage.code in rules.MASTERED for row in self.passed)

    @property
    def is_passed_before_mastered(self) -> bool:
        """Handed on by a unit that may not do it itself: somebody must look."""
        return bool(self.passed) and not self.may_teach


def between(unit_id: uuid.UUID) -> list[Line]:
    """Two statements: both directions, the unit's own list."""
    sides = Q(unit_id=unit_id) | Q(giver_unit_id=unit_id)
    rows = rows_of(with_names().filter(sides).order_by("code", "requested_on", "id"))
    mine = approved_codes(unit_id, clock.today())
    lines: dict[str, Line] = {}
    for row in rows:
        code = row.transfer.code
        line = lines.setdefault(code, Line(code, row.transfer.name, may_teach=code in mine))
        if row.transfer.unit_id == unit_id:
            line.received = row
        else:
            line.passed.append(row)
    return list(lines.values())
