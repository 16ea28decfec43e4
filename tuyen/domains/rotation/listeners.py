"""A turn that moved, here or at the other side: this machine does what is to be done for its own units."""

from tuyen.core.bus import listens_to
from tuyen.domains.rotation import our_part
from tuyen.domains.rotation.events import TurnMoved


@listens_to(TurnMoved)
def do_our_part(event: TurnMoved) -> None:
    our_part.do(event.turn_id)
