"""Cases that changed here are told to the other side of the transfer."""

from tuyen.core.bus import listens_to
from tuyen.domains.techniques import told_cases
from tuyen.domains.techniques.events import CasesMoved, PeopleMoved


@listens_to(CasesMoved)
def tell_the_other_side(event: CasesMoved) -> None:
    told_cases.tell(event.facility_id, event.code)


@listens_to(PeopleMoved)
def tell_what_they_did(event: PeopleMoved) -> None:
    told_cases.tell_of(event.transfer_id)
