"""A turn that moved is told to the machine where it arrives, not only where somebody moved it."""

from collections.abc import Iterator

from tuyen.domains.rotation.events import TurnMoved
from tuyen.domains.rotation.models import RotationTurn, Stage
from tuyen.platform.changes.projections import projection
from tuyen.platform.changes.unit_of_work import Announced

TOLD = ("stage", "taken_on", "role_id", "ended_on", "grade")


@projection(RotationTurn)
def turn_moved(before: RotationTurn | None, after: RotationTurn | None) -> Iterator[Announced]:
    if after is not None and _state(after) != _state(before):
        yield Announced(TurnMoved(turn_id=after.id))


def _state(turn: RotationTurn | None) -> tuple[object, ...]:
    """A turn that is only intended, and one that is not here, ask for nothing."""
    if turn is None or (turn.stage == Stage.PLANNED and turn.taken_on is None):
        return ()
    return tuple(getattr(turn, name) for name in TOLD)
